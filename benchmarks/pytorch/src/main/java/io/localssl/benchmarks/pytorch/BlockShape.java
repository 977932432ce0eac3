package io.localssl.benchmarks.pytorch;

import java.util.ArrayList;
import java.util.List;

/**
 * One block on square maps: convolution 3x3 (padding 1, bias), ReLU, optional 2x2 max-pool; its loss reads the map in average-pooled windows.
 *
 * @param inChannels  channels read.
 * @param outChannels channels of the map.
 * @param maxPool     whether a max-pool halves the map.
 * @param inputSide   height and width read.
 * @param lossKernel  height and width of a window of the loss; what does not fill a window is dropped.
 */
record BlockShape(int inChannels, int outChannels, boolean maxPool, int inputSide, int lossKernel) {

    /** The paper's kernels for 32x32 images, in the six blocks. */
    private static final List<Integer> SPATIAL = List.of(4, 4, 4, 2, 2, 1);

    /**
     * The blocks of a net on 3x32x32 images.
     *
     * @param net     {@code vgg6}, the paper's, or {@code vgg6s}, its narrow relative.
     * @param spatial the paper's windows, or one window, the whole map.
     * @throws UsageException for another name.
     */
    static List<BlockShape> of(String net, boolean spatial) {
        List<String> channels = switch (net) {
            case "vgg6" -> List.of("128", "256M", "256", "512M", "1024M", "1024M");
            case "vgg6s" -> List.of("32", "64M", "64", "128M", "256M", "256M");
            default -> throw new UsageException("--net is " + net + ", expected vgg6 or vgg6s");
        };
        return of(channels, 3, 32, spatial ? SPATIAL : List.of());
    }

    /**
     * Blocks one behind the other.
     *
     * @param channels what each block makes, with an M for a max-pool.
     * @param kernels  the loss kernel of each block; empty for the whole map.
     */
    static List<BlockShape> of(List<String> channels, int imageChannels, int imageSide, List<Integer> kernels) {
        List<BlockShape> blocks = new ArrayList<>();
        int in = imageChannels;
        int side = imageSide;
        for (String spec : channels) {
            boolean maxPool = spec.endsWith("M");
            int out = Integer.parseInt(maxPool ? spec.substring(0, spec.length() - 1) : spec);
            int mapSide = maxPool ? side / 2 : side;
            blocks.add(new BlockShape(in, out, maxPool, side, kernels.isEmpty() ? mapSide : kernels.get(blocks.size())));
            in = out;
            side = mapSide;
        }
        return List.copyOf(blocks);
    }

    int mapSide() {
        return maxPool ? inputSide / 2 : inputSide;
    }

    /** The length of a row of features. */
    int features() {
        int grid = mapSide() / lossKernel;
        return outChannels * grid * grid;
    }

    /** Multiplications and additions of one pass of the convolution over one image; the weight gradient takes as many. */
    double flop() {
        return 2.0 * 9 * inChannels * outChannels * inputSide * inputSide;
    }
}
