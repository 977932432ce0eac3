package io.localssl.nn;

import io.localssl.image.ImageShape;
import io.localssl.onnx.Activation;
import io.localssl.onnx.BlockShape;
import io.localssl.onnx.ConvolutionShape;
import io.localssl.onnx.InputNormalisation;
import io.localssl.onnx.MapPool;
import io.localssl.onnx.PatchGrid;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A net as it is written, {@code 32,64M,128:normalisation=rms}, see {@link EncoderSpec#of}. */
final class NetText {
    static final Map<String, String> PRESETS = presets();
    static final List<String> HELP = List.of(
            "64              a block of 64 channels: 3x3 convolution and ReLU",
            "64k5            another kernel, odd",
            "64s2            a stride",
            "64M 64M4 64A    then a 2x2 max-pool; 4x4 with stride 2; a 2x2 average pool",
            "F256            a fully connected block of 256 units",
            "R64 R64s2       a residual block: two 3x3 convolutions and a shortcut",
            ":normalisation=none|batch|layer|rms  of what blocks read from those below (none)",
            ":input=none|batch|layer|rms          of the images that block 1 reads (none)",
            ":activation=relu|triangle            of all blocks (relu)",
            ":patches=16/8   each patch of 16x16, stride 8, is an image to the encoder (none)");
    private static final String EXPECTED = "expected " + String.join(", ", PRESETS.keySet())
            + ", or positive channels with an M for a max-pool, such as 32,64M,64,128M";
    private static final Pattern PATCHES = Pattern.compile("([1-9]\\d{0,4})/([1-9]\\d{0,4})");

    private final List<BlockText> blocks;
    private final InputNormalisation normalisation;
    private final InputNormalisation input;
    private final Activation activation;
    private final @Nullable PatchGrid patches;

    private NetText(List<BlockText> blocks, Map<String, String> settings) {
        this.blocks = blocks;
        normalisation = choice(settings, "normalisation", InputNormalisation.values());
        input = choice(settings, "input", InputNormalisation.values());
        activation = choice(settings, "activation", Activation.values());
        patches = patches(settings.get("patches"));
        if (activation != Activation.RELU && blocks.stream().anyMatch(block -> block.kind().equals("R"))) {
            throw new EncoderSpecException("found activation=" + activation + " with a residual block, expected relu");
        }
    }

    private static Map<String, String> presets() {
        Map<String, String> presets = new LinkedHashMap<>();
        presets.put("vgg6", "128,256M,256,512M,1024M,1024M");
        presets.put("vgg6s", "32,64M,64,128M,256M,256M");
        presets.put("resnet10", "64,R64,R128s2,R256s2,R512s2:normalisation=batch");
        presets.put("resnet18", "64,R64,R64,R128s2,R128,R256s2,R256,R512s2,R512:normalisation=batch");
        presets.put("resnet10s", "32,R32,R64s2,R128s2,R256s2:normalisation=batch");
        presets.put("scff", "96k5M4,384M4,1536A:normalisation=layer:input=layer:activation=triangle");
        return Collections.unmodifiableMap(presets);
    }

    /**
     * @param net a preset or blocks, settings behind it.
     * @throws EncoderSpecException if it cannot be read.
     */
    static NetText parse(String net) {
        String[] parts = net.split(":", -1);
        Map<String, String> settings = new LinkedHashMap<>();
        String preset = PRESETS.get(parts[0]);
        String[] known = (preset == null ? parts[0] : preset).split(":");
        readSettings(net, known, settings);
        readSettings(net, parts, settings);
        List<BlockText> blocks = new ArrayList<>();
        for (String text : known[0].split(",", -1)) {
            BlockText block = BlockText.parse(text);
            if (block == null) {
                throw new EncoderSpecException("found net '" + net + "', " + EXPECTED);
            }
            blocks.add(block);
        }
        return new NetText(blocks, settings);
    }

    private static void readSettings(String net, String[] parts, Map<String, String> settings) {
        for (String setting : Arrays.asList(parts).subList(1, parts.length)) {
            int equals = setting.indexOf('=');
            String key = equals < 0 ? setting : setting.substring(0, equals);
            if (equals < 0 || !List.of("normalisation", "input", "activation", "patches").contains(key)) {
                throw new EncoderSpecException("found '" + setting + "' in net '" + net + "', expected normalisation=, input=, activation= or patches= behind the blocks");
            }
            settings.put(key, setting.substring(equals + 1));
        }
    }

    private static <E extends Enum<E>> E choice(Map<String, String> settings, String key, E[] values) {
        String text = settings.getOrDefault(key, values[0].toString());
        return Arrays.stream(values).filter(value -> value.toString().equals(text)).findFirst().orElseThrow(() -> new EncoderSpecException("found " + key + "=" + text
                + ", expected " + Arrays.stream(values).map(Object::toString).collect(Collectors.joining(" or "))));
    }

    private static @Nullable PatchGrid patches(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher m = PATCHES.matcher(text);
        if (!m.matches()) {
            throw new EncoderSpecException("found patches=" + text + ", expected size and stride such as 16/8");
        }
        return new PatchGrid(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
    }

    int depth() {
        return blocks.size();
    }

    /** The encoder for images of a shape. */
    EncoderSpec build(@Nullable String pool, ImageShape image) {
        if (patches != null && patches.count(image) == 0) {
            throw new EncoderSpecException("found patches of " + patches.size() + "x" + patches.size() + " for images of " + image + ", expected patches that fit into them");
        }
        int[] kernels = pool == null ? new int[0] : PoolText.parse(pool, blocks.size());
        List<BlockShape> shapes = new ArrayList<>();
        ImageShape map = patches == null ? image : patches.patch(image);
        int shrinking = 0;
        for (int l = 0; l < blocks.size(); l++) {
            BlockText block = blocks.get(l);
            shrinking += block.shrinks() ? 1 : 0;
            ConvolutionShape convolution = block.convolution(map);
            map = mapOf(l, block.pool(), convolution.output(), image);
            int kernel = pool == null ? PoolText.defaultKernel(map, shrinking) : kernels[l];
            if (kernel > Math.min(map.height(), map.width())) {
                throw new EncoderSpecException("block " + (l + 1) + ": found pooling kernel " + kernel + ", expected at most the side of its "
                        + map.height() + "x" + map.width() + " map");
            }
            shapes.add(block.build(convolution, l == 0 ? input : normalisation, normalisation, activation, kernel));
        }
        return new EncoderSpec(image, patches, shapes);
    }

    private static ImageShape mapOf(int l, MapPool pool, ImageShape convolved, ImageShape image) {
        if (Math.min(pool.pooled(convolved.height()), pool.pooled(convolved.width())) < 1) {
            throw new EncoderSpecException("block " + (l + 1) + ": its " + pool.kernel() + "x" + pool.kernel() + (pool == MapPool.AVERAGE ? " average pool" : " max-pool")
                    + " would shrink a " + convolved.height() + "x" + convolved.width() + " map to nothing; use fewer pools or images larger than " + image);
        }
        return pool.pooled(convolved);
    }
}
