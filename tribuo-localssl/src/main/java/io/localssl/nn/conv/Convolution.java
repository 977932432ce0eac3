package io.localssl.nn.conv;

import io.localssl.nn.MatrixProduct;
import io.localssl.nn.MatrixProduct.Operand;
import io.localssl.nn.Workers;

import java.nio.FloatBuffer;

/** A convolution without bias, and the gradient of its weights, chunk by chunk: inputs into planes, a product in each plane, and out of the planes again. */
final class Convolution {
    /** Items that one product takes. */
    private static final int ITEMS = 512;

    private final ConvolutionPlan plan;
    private final Lowering lowering;
    private final Workspace workspace;
    private final Workers workers;
    private final Planes inputs;
    private final Planes products;
    private final Planes weights;
    private final int strips;
    private final boolean keepsInputs;

    Convolution(ConvolutionPlan plan, Workspace workspace) {
        this.plan = plan;
        this.workspace = workspace;
        lowering = plan.lowering();
        workers = workspace.workers();
        inputs = workspace.inputs(plan);
        products = workspace.products(plan);
        weights = workspace.weights(plan);
        strips = plan.strips();
        keepsInputs = plan.keepsInputs();
    }

    int strips() {
        return strips;
    }

    int outChannels() {
        return plan.out();
    }

    /** What becomes of a strip, or where it comes from: it stands in {@link Scratch#output}. */
    @FunctionalInterface
    interface Strip {
        void accept(int row, int strip, Scratch scratch);
    }

    /**
     * Convolves.
     *
     * @param input  the maps.
     * @param kernels the weights.
     * @param result receives each strip of the output.
     */
    void apply(MapSource input, Kernels kernels, Strip result) {
        workspace.hold(null);
        for (int first = 0; first < plan.rows(); first += plan.chunk()) {
            int start = first;
            int images = Math.min(plan.chunk(), plan.rows() - first);
            eachStrip(images, (image, strip, scratch) -> lowering.lower(input, start + image, strip, scratch, inputs, standing(start) + image));
            for (int from = 0; from < plan.out(); from += plan.panel()) {
                multiply(kernels, from, Math.min(plan.panel(), plan.out() - from), start, images * lowering.itemsPerImage());
            }
            eachStrip(images, (image, strip, scratch) -> {
                lowering.raise(products, image, strip, plan.out(), scratch);
                result.accept(start + image, strip, scratch);
            });
        }
        workspace.hold(keepsInputs ? this : null);
    }

    /** Where an image that begins a chunk stands in the input planes. */
    private int standing(int start) {
        return keepsInputs ? start : 0;
    }

    /** The input planes of a chunk. */
    private Operand lowered(int plane, int start, int item) {
        return inputs.from(plane, standing(start) * lowering.itemsPerImage() + item, 0);
    }

    /** M = V U^T for the output channels of a panel. */
    private void multiply(Kernels kernels, int from, int width, int start, int items) {
        if (start == 0) { // with several chunks there is one panel, whose weights stay
            workers.share(width, (worker, o) -> {
                Scratch scratch = workspace.scratch(worker);
                kernels.read(from + o, scratch);
                lowering.lowerKernel(scratch, plan.in(), weights, o);
            });
        }
        int pieces = (items + ITEMS - 1) / ITEMS;
        workers.share(lowering.planes() * pieces, (worker, task) -> {
            int plane = task / pieces;
            int item = task % pieces * ITEMS;
            MatrixProduct.multiply(Math.min(ITEMS, items - item), width, lowering.columns(plan.in()), 1, lowered(plane, start, item),
                    weights.from(plane, 0, 0).transpose(), 0, products.from(plane, item, from));
        });
    }

    /**
     * Computes the gradient of the weights.
     *
     * @param input    the maps that were convolved; they are not read again where {@link #apply} was the last to use the workspace and there was room to keep them.
     * @param gradient writes the gradient of each strip of the output.
     * @param result   receives dL/dW, shape (out, in, kernel height, kernel width).
     */
    void weightGradient(MapSource input, Strip gradient, FloatBuffer result) {
        boolean held = workspace.holds(this);
        workspace.hold(null);
        for (int first = 0; first < plan.rows(); first += plan.chunk()) {
            int start = first;
            int images = Math.min(plan.chunk(), plan.rows() - first);
            eachStrip(images, (image, strip, scratch) -> {
                if (!held) {
                    lowering.lower(input, start + image, strip, scratch, inputs, standing(start) + image);
                }
                gradient.accept(start + image, strip, scratch);
                lowering.lowerGradient(scratch, plan.out(), strip, products, image);
            });
            boolean last = first + images == plan.rows();
            for (int from = 0; from < plan.out(); from += plan.panel()) {
                int width = Math.min(plan.panel(), plan.out() - from);
                multiplyGradient(from, width, start, images * lowering.itemsPerImage());
                if (last) {
                    raiseGradient(from, width, result);
                }
            }
        }
    }

    /** dL/dU = (dL/dM)^T V for the output channels of a panel. */
    private void multiplyGradient(int from, int width, int start, int items) {
        int piece = lowering.planes() == 1 ? Math.max(8, Math.min(128, width / 8)) : width;
        int pieces = (width + piece - 1) / piece;
        workers.share(lowering.planes() * pieces, (worker, task) -> {
            int plane = task / pieces;
            int channel = task % pieces * piece;
            MatrixProduct.multiply(Math.min(piece, width - channel), lowering.columns(plan.in()), items, 1,
                    products.from(plane, 0, from + channel).transpose(), lowered(plane, start, 0), start > 0 ? 1 : 0, weights.from(plane, channel, 0));
        });
    }

    private void raiseGradient(int from, int width, FloatBuffer result) {
        workers.share(width, (worker, o) -> {
            Scratch scratch = workspace.scratch(worker);
            lowering.raiseKernelGradient(weights, o, plan.in(), scratch);
            Kernels.write(result, plan.shape(), from + o, scratch);
        });
    }

    private void eachStrip(int images, Strip task) {
        workers.share(images * strips, (worker, item) -> task.accept(item / strips, item % strips, workspace.scratch(worker)));
    }
}
