package io.localssl.encoder;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import org.tribuo.ConfigurableDataSource;
import org.tribuo.Example;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Noisy 3x8x8 images of three classes, 0 horizontal stripes, 1 vertical stripes, 2 a bright square. */
public final class TinyImages<T extends Output<T>> implements ConfigurableDataSource<T> {
    public static final ImageShape SHAPE = new ImageShape(3, 8, 8);

    @Config(mandatory = true, description = "Makes the labels.")
    private OutputFactory<T> outputFactory;

    @Config(mandatory = true, description = "The number of images.")
    private int count;

    @Config(mandatory = true, description = "The seed of the noise.")
    private long seed;

    /** For OLCUT. */
    @SuppressWarnings("NullAway.Init")
    private TinyImages() {
    }

    public TinyImages(OutputFactory<T> outputFactory, int count, long seed) {
        this.outputFactory = outputFactory;
        this.count = count;
        this.seed = seed;
    }

    @Override
    public Iterator<Example<T>> iterator() {
        SplittableRandom random = new SplittableRandom(seed);
        List<Example<T>> images = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            images.add(new ImageExample<>(outputFactory.generateOutput(Integer.toString(i % 3)), SHAPE, pixels(i % 3, random)));
        }
        return images.iterator();
    }

    private static byte[] pixels(int label, SplittableRandom random) {
        byte[] pixels = new byte[SHAPE.size()];
        int shift = random.nextInt(4);
        for (int i = 0; i < pixels.length; i++) {
            int row = i / 8 % 8 + shift;
            int column = i % 8 + shift;
            boolean bright = label == 0 ? row / 2 % 2 == 0 : label == 1 ? column / 2 % 2 == 0 : row % 8 < 4 && column % 8 < 4;
            pixels[i] = (byte) ((bright ? 170 : 20) + random.nextInt(60));
        }
        return pixels;
    }

    @Override
    public OutputFactory<T> getOutputFactory() {
        return outputFactory;
    }

    @Override
    public ConfiguredDataSourceProvenance getProvenance() {
        return new TinyImagesProvenance(this);
    }

    public static final class TinyImagesProvenance extends SkeletalConfiguredObjectProvenance implements ConfiguredDataSourceProvenance {
        private static final long serialVersionUID = 1L;

        TinyImagesProvenance(TinyImages<?> host) {
            super(host, "DataSource");
        }

        public TinyImagesProvenance(Map<String, Provenance> map) {
            super(split(map));
        }

        private static ExtractedInfo split(Map<String, Provenance> map) {
            Map<String, Provenance> configured = new HashMap<>(map);
            String className = ObjectProvenance.checkAndExtractProvenance(configured, CLASS_NAME, StringProvenance.class, "TinyImages").getValue();
            String hostName = ObjectProvenance.checkAndExtractProvenance(configured, HOST_SHORT_NAME, StringProvenance.class, "TinyImages").getValue();
            return new ExtractedInfo(className, hostName, configured, Map.of());
        }
    }
}
