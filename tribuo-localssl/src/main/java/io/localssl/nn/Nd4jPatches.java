package io.localssl.nn;

import io.localssl.onnx.PatchGrid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import java.util.ArrayList;
import java.util.List;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

/** The patches of images, those of an image one after the other, row by row; a copy. */
final class Nd4jPatches implements AutoCloseable {
    private final INDArray output;
    private final List<INDArray> from = new ArrayList<>();
    private final List<INDArray> to = new ArrayList<>();

    /** @param images shape (rows, channels, height, width). */
    Nd4jPatches(PatchGrid grid, INDArray images) {
        int down = grid.along((int) images.size(2));
        int across = grid.along((int) images.size(3));
        output = Nd4j.create(images.dataType(), new long[]{images.size(0) * down * across, images.size(1), grid.size(), grid.size()}, 'c');
        for (long row = 0; row < images.size(0); row++) {
            for (int p = 0; p < down * across; p++) {
                int y = p / across * grid.stride();
                int x = p % across * grid.stride();
                from.add(images.get(point(row), all(), interval(y, y + grid.size()), interval(x, x + grid.size())));
                to.add(output.get(point(row * down * across + p)));
            }
        }
    }

    INDArray output() {
        return output;
    }

    void forward() {
        for (int i = 0; i < from.size(); i++) {
            to.get(i).assign(from.get(i));
        }
    }

    @Override
    public void close() {
        output.close();
    }
}
