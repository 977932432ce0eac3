package io.localssl.train;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.localssl.LocalSSLException;
import io.localssl.augment.AugmentationSettings;
import io.localssl.augment.TwoViewAugmenter;
import io.localssl.augment.ViewLoader;
import io.localssl.data.ChannelStatistics;
import io.localssl.data.ImageSource;
import io.localssl.data.ImageStore;
import io.localssl.embedding.Embedding;
import io.localssl.encoder.EncoderModel;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageShape;
import io.localssl.nn.AdamW;
import io.localssl.nn.Backend;
import io.localssl.nn.Backends;
import io.localssl.nn.ComputeThreads;
import io.localssl.nn.EncoderSpec;
import io.localssl.nn.Lars;
import io.localssl.nn.Optimiser;
import io.localssl.nn.Schedule;
import io.localssl.nn.conv.ConvBackend;
import io.localssl.nn.conv.ConvolutionMethod;
import io.localssl.nn.conv.ConvolutionTiming;
import io.localssl.onnx.EncoderGraph;
import io.localssl.onnx.EncoderMetadata;
import io.localssl.onnx.PixelType;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.tribuo.Dataset;
import org.tribuo.Trainer;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Logger;

/**
 * Pretrains an image encoder without labels: each block learns from its own loss on two augmented views of each image.
 * <p>
 * The result is an {@link EncoderModel}, an ONNX graph with its preprocessing inside. Training with the same settings, images, invocation count and number of
 * threads on the same machine gives the same bits; the settings are the model's provenance.
 *
 * <pre>{@code
 * LocalSSLTrainer trainer = LocalSSLTrainer.builder().rule("clapp++").net("vgg6s").epochs(4).build();
 * EncoderModel encoder = trainer.train(dataset);
 * }</pre>
 *
 * @see <a href="https://arxiv.org/abs/2601.21683">Can Local Learning Match Self-Supervised Backpropagation?</a>
 */
public final class LocalSSLTrainer implements Trainer<Embedding> {
    private static final Logger logger = Logger.getLogger(LocalSSLTrainer.class.getName());

    /** Where a model's provenance says which backend computed it. */
    public static final String BACKEND_PROVENANCE = "backend-used";

    @Config(description = "The learning rule, a preset of Rule, with settings behind it that differ: clapp++:contrast=phyll.")
    private String rule = "clapp++";
    @Config(description = "The net: vgg6, vgg6s, or the channels of each block with an M for a max-pool, such as 32,64M,128M.")
    private String net = "vgg6s";
    @Config(description = "The pooling kernels of loss and readout, such as 4-4-2; empty for the paper's grids.")
    private String pool = "";
    @Config(description = "Passes over the images; 0 gives the untrained encoder.")
    private int epochs = 10;
    @Config(description = "Images in a step, at least 2.")
    private int batchSize = 32;
    @Config(description = "The optimiser: adamw, or lars for momentum with layer-wise rates.")
    private String optimiser = "adamw";
    @Config(description = "The largest learning rate.")
    private double learningRate = 2e-4;
    @Config(description = "The course of the learning rate: constant, or cosine for a rise over the warm-up and half a cosine down to 0.")
    private String schedule = "constant";
    @Config(description = "Epochs until the rate of the cosine schedule is at its largest.")
    private int warmUpEpochs = 0;
    @Config(description = "The weight decay of the optimiser.")
    private double weightDecay = 0;
    @Config(description = "How strongly the two views of an image are augmented.")
    private AugmentationSettings augmentation = AugmentationSettings.defaults();
    @Config(description = "The shape of images that are not ImageExamples, such as 1x28x28; empty where the examples say it.")
    private String imageShape = "";
    @Config(description = "Rows and columns of the views, of images of any size; 0 for those of the images, or 64 where they differ.")
    private int imageSize = 0;
    @Config(description = "The seed of weights, shuffling and augmentation.")
    private long seed = Trainer.DEFAULT_SEED;
    @Config(description = "Compute threads; 0 for one a processor.")
    private int threads = 0;
    @Config(description = "What becomes of activations that a context from another block makes necessary twice: keep, or recompute for less memory.")
    private String activations = "keep";
    @Config(description = "The arithmetic: onednn, nd4j, or auto for onednn where it loads.")
    private String backend = "auto";
    @Config(description = "How each block's convolution is computed, such as direct-winograd-winograd; empty for a choice by the sizes.")
    private String convolutions = "";

    private TrainingListener listener = new TrainingListener() { };
    private int invocationCount = 0;

    private LocalSSLTrainer() {
        // for OLCUT and the builder
    }

    private LocalSSLTrainer(LocalSSLTrainer settings) {
        rule = settings.rule;
        net = settings.net;
        pool = settings.pool;
        epochs = settings.epochs;
        batchSize = settings.batchSize;
        optimiser = settings.optimiser;
        learningRate = settings.learningRate;
        schedule = settings.schedule;
        warmUpEpochs = settings.warmUpEpochs;
        weightDecay = settings.weightDecay;
        augmentation = settings.augmentation;
        imageShape = settings.imageShape;
        imageSize = settings.imageSize;
        seed = settings.seed;
        threads = settings.threads;
        activations = settings.activations;
        backend = settings.backend;
        convolutions = settings.convolutions;
        listener = settings.listener;
        postConfig();
    }

    /** @return a builder with the paper's settings for CIFAR-10 and the small net. */
    public static Builder builder() {
        return new Builder(new LocalSSLTrainer());
    }

    /** @return a builder that starts from the settings and the listener of this trainer; its trainers count their invocations from 0. */
    public Builder toBuilder() {
        return new Builder(new LocalSSLTrainer(this));
    }

    /**
     * Checks the settings.
     *
     * @throws LocalSSLException if one is out of its range.
     */
    @Override
    public synchronized void postConfig() {
        require("epochs", epochs, epochs >= 0, "at least 0");
        require("batchSize", batchSize, batchSize >= 2, "at least 2, as an image is told from another");
        Rule.of(rule).requireFits(epochs, batchSize, EncoderSpec.depthOf(net));
        require("learningRate", learningRate, learningRate > 0 && Double.isFinite(learningRate), "a positive number");
        require("weightDecay", weightDecay, weightDecay >= 0 && Double.isFinite(weightDecay), "at least 0");
        require("optimiser", optimiser, List.of("adamw", "lars").contains(optimiser), "adamw or lars");
        require("schedule", schedule, List.of("constant", "cosine").contains(schedule), "constant or cosine");
        require("warmUpEpochs", warmUpEpochs, warmUpEpochs == 0 || schedule.equals("cosine") && warmUpEpochs > 0 && warmUpEpochs <= epochs,
                "0, or with the schedule cosine at most the " + epochs + " epochs");
        require("imageSize", imageSize, imageSize >= 0, "at least 1, or 0 for the size of the images");
        require("activations", activations, List.of("keep", "recompute").contains(activations), "keep or recompute");
        if (!convolutions.isEmpty()) {
            ConvolutionMethod.parse(convolutions);
            require("convolutions", convolutions, !backend.equals("nd4j"), "none with the backend nd4j, which has one way to compute them");
        }
        require("threads", threads, threads >= 0, "at least 0");
        if (threads == 0) {
            threads = Runtime.getRuntime().availableProcessors();
        }
    }

    private static void require(String name, Object value, boolean valid, String expected) {
        if (!valid) {
            throw new LocalSSLException("found " + name + " " + value + ", expected " + expected);
        }
    }

    @Override
    public EncoderModel train(Dataset<Embedding> images) {
        return train(images, Map.of(), INCREMENT_INVOCATION_COUNT);
    }

    @Override
    public EncoderModel train(Dataset<Embedding> images, Map<String, Provenance> runProvenance) {
        return train(images, runProvenance, INCREMENT_INVOCATION_COUNT);
    }

    @Override
    public EncoderModel train(Dataset<Embedding> images, Map<String, Provenance> runProvenance, int invocationCount) {
        return train(ImageStore.of(images, imageShape.isEmpty() ? null : ImageShape.parse(imageShape)), runProvenance, invocationCount);
    }

    /**
     * Trains on images that are not in a Tribuo data set: the way for large sets, as a data set keeps a table of all pixel values.
     *
     * @param images the images.
     * @return the encoder; the caller closes it.
     */
    public EncoderModel train(ImageStore images) {
        return train(images, Map.of(), INCREMENT_INVOCATION_COUNT);
    }

    /**
     * Trains on images that are not in a Tribuo data set.
     *
     * @param images          the images.
     * @param runProvenance   what the model's provenance shall say of this run.
     * @param invocationCount the invocation to repeat, or {@link Trainer#INCREMENT_INVOCATION_COUNT}.
     * @return the encoder; the caller closes it.
     * @throws io.localssl.nn.EncoderSpecException if the net does not fit the images.
     * @throws ImageDataException                  if there are fewer than two images.
     * @throws FootprintException                  if parameters and matrices take more memory than this machine has.
     * @throws DivergedException                   if a loss is no longer a number.
     */
    public EncoderModel train(ImageStore images, Map<String, Provenance> runProvenance, int invocationCount) {
        EncoderSpec spec = specFor(viewShape(images));
        if (images.size() < 2) {
            throw new ImageDataException("found " + images.size() + " image, expected at least 2, as an image is told from another");
        }
        footprint(spec, images.size()).requireWithin(Footprint.machineBytes());
        Backend arithmetic = arithmetic();
        Streams streams;
        TrainerProvenance provenance;
        synchronized (this) {
            if (invocationCount != INCREMENT_INVOCATION_COUNT) {
                setInvocationCount(invocationCount);
            }
            streams = Streams.of(seed, this.invocationCount);
            provenance = getProvenance();
            this.invocationCount++;
        }
        Map<String, Provenance> instance = new HashMap<>(runProvenance);
        instance.put(BACKEND_PROVENANCE, new StringProvenance(BACKEND_PROVENANCE, arithmetic.name()));
        logger.fine(() -> "pretraining " + net + " with " + rule + " on " + images.size() + " images, backend " + arithmetic.name());
        return pretrain(images, spec, arithmetic, streams, () -> new ModelProvenance(EncoderModel.class.getName(), OffsetDateTime.now(),
                images.getProvenance(), provenance, instance));
    }

    /**
     * The shape of the views that training makes of images, which is what the encoder takes: that of the images, or a square of the image size that is set; of 64 rows and
     * columns where images have sides of their own and no size is set.
     *
     * @param images the images.
     * @return the shape.
     * @throws io.localssl.augment.AugmentationException if plain crops of that shape are larger than the images.
     */
    public ImageShape viewShape(ImageSource images) {
        return viewShape(images.isMixed() ? null : images.getShape(), images.getChannels());
    }

    /**
     * The same, before the images are read.
     *
     * @param images the images.
     * @return the shape.
     * @throws io.localssl.augment.AugmentationException if plain crops of that shape are larger than the images.
     */
    public ImageShape viewShape(ImageDataSource<?> images) {
        return viewShape(images.isMixed() ? null : images.getImageShape(), images.getChannels());
    }

    private ImageShape viewShape(@Nullable ImageShape images, int channels) {
        if (images != null && imageSize == 0) {
            return images;
        }
        int side = imageSize > 0 ? imageSize : ImageDecoder.DEFAULT_SIDE;
        ImageShape views = new ImageShape(channels, side, side);
        if (images != null) { // those of a mixed source are looked at one by one when they are there
            augmentation.requireFits(views, images.height(), images.width());
        }
        return views;
    }

    /**
     * Checks that net and rule fit images, before any are read.
     *
     * @param shape the shape of the images' views, see {@link #viewShape(ImageSource)}.
     * @throws LocalSSLException if they do not; it says which setting and why.
     */
    public void requireFits(ImageShape shape) {
        specFor(shape);
    }

    /**
     * What training takes, before anything is allocated.
     *
     * @param shape  the shape of the images' views.
     * @param images their number.
     * @return parameters and memory.
     * @throws LocalSSLException if net and rule do not fit the images.
     */
    public Footprint footprint(ImageShape shape, int images) {
        return footprint(specFor(shape), images);
    }

    private Footprint footprint(EncoderSpec spec, int images) {
        return Footprint.of(spec, Rule.of(rule), optimiser(), activations(), Math.min(batchSize, images));
    }

    private EncoderSpec specFor(ImageShape shape) {
        EncoderSpec spec = EncoderSpec.of(net, pool.isEmpty() ? null : pool, shape);
        Rule.of(rule).requireFits(spec);
        if (!convolutions.isEmpty()) {
            ConvolutionMethod.requireFit(ConvolutionMethod.parse(convolutions), spec);
        }
        return spec;
    }

    /**
     * The augmenter of the next training, without its normalisation: its views of an image in an epoch (they count from 1) are those that the encoder will see.
     *
     * @param shape the shape of the views.
     * @return the augmenter.
     * @throws io.localssl.image.ImageShapeException if the images are neither grey nor of three colours.
     */
    public synchronized TwoViewAugmenter augmenter(ImageShape shape) {
        return new TwoViewAugmenter(augmentation, shape, Streams.of(seed, invocationCount).augmentationSeed());
    }

    @SuppressWarnings("try") // the number of threads holds while its scope is open
    private EncoderModel pretrain(ImageStore images, EncoderSpec spec, Backend arithmetic, Streams streams, Supplier<ModelProvenance> provenance) {
        ChannelStatistics statistics = ChannelStatistics.of(images);
        float[] mean = statistics.mean();
        float[] std = statistics.std();
        TwoViewAugmenter augmenter = new TwoViewAugmenter(augmentation, spec.image(), mean, std, streams.augmentationSeed());
        int batch = Math.min(batchSize, images.size());
        try (ComputeThreads compute = new ComputeThreads(arithmetic.nativeThreads(threads));
             Learner learner = new Learner(spec, Rule.of(rule), arithmetic, DataType.FLOAT, activations(), threads, streams.parameters());
             ViewLoader loader = new ViewLoader(images, augmenter, batch, ViewLoader.threadsBeside(threads))) {
            Supplier<EncoderModel> snapshot = () -> EncoderModel.create("local-ssl", provenance.get(), spec.image(),
                    EncoderGraph.write(learner.encoder().toConvEncoder(spec, mean, std), PixelType.FLOAT, Map.of(EncoderMetadata.RULE, rule)));
            int stepsPerEpoch = (images.size() + batch - 1) / batch;
            TrainingStart start = new TrainingStart(learner, images, augmenter, batch, epochs, optimiser(), schedule(stepsPerEpoch));
            new Pretraining(start, loader, listener, snapshot).run(streams.shuffling(), streams.negatives());
            learner.finish();
            return snapshot.get();
        }
    }

    /**
     * Times the methods of convolution on this machine, which takes some seconds for small nets and half a minute for {@code vgg6}.
     *
     * @param shape the shape of the images' views.
     * @return a trainer like this one, in whose settings, and so in the provenance of its models, the fastest method of each convolution is written down; it counts its
     *     invocations from 0.
     * @throws LocalSSLException if net and rule do not fit the images, or the backend is {@code nd4j}.
     */
    public LocalSSLTrainer autotuned(ImageShape shape) {
        EncoderSpec spec = specFor(shape);
        require("backend", backend, !backend.equals("nd4j"), "onednn or auto: nd4j has one way to compute convolutions");
        return toBuilder().convolutions(ConvolutionMethod.format(ConvolutionTiming.fastest(spec, 2 * batchSize * spec.patchCount(), threads))).build();
    }

    /** @return how each convolution is computed, such as {@code direct-winograd}; empty for a choice by the sizes. */
    public String convolutions() {
        return convolutions;
    }

    private Backend arithmetic() {
        Backend chosen = Backends.of(backend);
        return convolutions.isEmpty() ? chosen : new ConvBackend(ConvolutionMethod.parse(convolutions));
    }

    private Activations activations() {
        return activations.equals("keep") ? Activations.KEEP : Activations.RECOMPUTE;
    }

    private Optimiser optimiser() {
        return optimiser.equals("lars") ? new Lars(weightDecay) : new AdamW(weightDecay);
    }

    private Schedule schedule(int stepsPerEpoch) {
        return schedule.equals("cosine") ? new Schedule.WarmUpCosine(learningRate, warmUpEpochs * stepsPerEpoch, epochs * stepsPerEpoch)
                : new Schedule.Constant(learningRate);
    }

    @Override
    public int getInvocationCount() {
        return invocationCount;
    }

    @Override
    public synchronized void setInvocationCount(int invocationCount) {
        if (invocationCount < 0) {
            throw new IllegalArgumentException("found invocation count " + invocationCount + ", expected at least 0");
        }
        this.invocationCount = invocationCount;
    }

    @Override
    public TrainerProvenance getProvenance() {
        return new TrainerProvenanceImpl(this);
    }

    @Override
    public String toString() {
        return "LocalSSLTrainer(rule=" + rule + ",net=" + net + ",pool=" + pool + ",epochs=" + epochs + ",batchSize=" + batchSize + ",optimiser=" + optimiser
                + ",learningRate=" + learningRate + ",schedule=" + schedule + ",warmUpEpochs=" + warmUpEpochs + ",weightDecay=" + weightDecay + ",augmentation=" + augmentation + ",imageSize=" + imageSize + ",seed=" + seed + ",threads=" + threads + ",activations=" + activations + ",backend=" + backend
                + ",convolutions=" + convolutions + ")";
    }

    /** Collects settings; what is not set keeps its default. */
    public static final class Builder {
        private final LocalSSLTrainer settings;

        private Builder(LocalSSLTrainer settings) {
            this.settings = settings;
        }

        /**
         * @param rule one of the presets of {@link Rule}, {@code clapp++} by default, perhaps with settings: {@code clapp++:contrast=phyll:theta=2}.
         * @return this builder.
         */
        public Builder rule(String rule) {
            settings.rule = rule;
            return this;
        }

        /**
         * @param net {@code vgg6}, {@code vgg6s} (the default) or a list of channels, see {@link EncoderSpec#of}.
         * @return this builder.
         */
        public Builder net(String net) {
            settings.net = net;
            return this;
        }

        /**
         * @param kernels the pooling kernels of loss and readout, such as {@code 4-4-2}; empty (the default) for the paper's grids.
         * @return this builder.
         */
        public Builder pool(String kernels) {
            settings.pool = kernels;
            return this;
        }

        /**
         * @param epochs passes over the images, 10 by default; 0 gives the untrained encoder.
         * @return this builder.
         */
        public Builder epochs(int epochs) {
            settings.epochs = epochs;
            return this;
        }

        /**
         * @param images images in a step, 32 by default, at least 2.
         * @return this builder.
         */
        public Builder batchSize(int images) {
            settings.batchSize = images;
            return this;
        }

        /**
         * @param name {@code adamw} (the default), or {@code lars}, see {@link Lars}.
         * @return this builder.
         */
        public Builder optimiser(String name) {
            settings.optimiser = name;
            return this;
        }

        /**
         * @param name {@code constant} (the default), or {@code cosine}, see {@link Schedule.WarmUpCosine}.
         * @return this builder.
         */
        public Builder schedule(String name) {
            settings.schedule = name;
            return this;
        }

        /**
         * @param epochs epochs until the rate of the cosine schedule is at its largest, 0 by default.
         * @return this builder.
         */
        public Builder warmUpEpochs(int epochs) {
            settings.warmUpEpochs = epochs;
            return this;
        }

        /**
         * @param rate the largest learning rate, 2e-4 by default.
         * @return this builder.
         */
        public Builder learningRate(double rate) {
            settings.learningRate = rate;
            return this;
        }

        /**
         * @param decay the weight decay of the optimiser, 0 by default.
         * @return this builder.
         */
        public Builder weightDecay(double decay) {
            settings.weightDecay = decay;
            return this;
        }

        /**
         * @param augmentation how strongly views are augmented; the paper's settings for CIFAR-10 by default.
         * @return this builder.
         */
        public Builder augmentation(AugmentationSettings augmentation) {
            settings.augmentation = augmentation;
            return this;
        }

        /**
         * @param shape the shape of images that are not {@link io.localssl.image.ImageExample}s.
         * @return this builder.
         */
        public Builder imageShape(ImageShape shape) {
            settings.imageShape = shape.toString();
            return this;
        }

        /**
         * @param side rows and columns of the views; 0 (the default) for those of the images, or 64 where they differ.
         * @return this builder.
         */
        public Builder imageSize(int side) {
            settings.imageSize = side;
            return this;
        }

        /**
         * @param seed the seed of weights, shuffling and augmentation.
         * @return this builder.
         */
        public Builder seed(long seed) {
            settings.seed = seed;
            return this;
        }

        /**
         * @param threads compute threads; 0 (the default) for one a processor.
         * @return this builder.
         */
        public Builder threads(int threads) {
            settings.threads = threads;
            return this;
        }

        /**
         * @param what {@code keep} (the default) or {@code recompute}, see {@link Activations}; it matters for contexts from other blocks, as in
         *             {@code clapp++dfb} and {@code clapp++both}.
         * @return this builder.
         */
        public Builder activations(String what) {
            settings.activations = what;
            return this;
        }

        /**
         * @param name the arithmetic: {@code onednn}, {@code nd4j}, or {@code auto} (the default).
         * @return this builder.
         */
        public Builder backend(String name) {
            settings.backend = name;
            return this;
        }

        /**
         * @param methods how each convolution is computed, {@code direct} or {@code winograd}, such as {@code direct-winograd-winograd}; empty (the
         *                default) for a choice by the sizes. {@link LocalSSLTrainer#autotuned} finds the fastest.
         * @return this builder.
         */
        public Builder convolutions(String methods) {
            settings.convolutions = methods;
            return this;
        }

        /**
         * @param listener follows the training; it is no part of the provenance.
         * @return this builder.
         */
        public Builder listener(TrainingListener listener) {
            settings.listener = listener;
            return this;
        }

        /**
         * @return the trainer.
         * @throws LocalSSLException if a setting is out of its range.
         */
        public LocalSSLTrainer build() {
            return new LocalSSLTrainer(settings);
        }
    }
}
