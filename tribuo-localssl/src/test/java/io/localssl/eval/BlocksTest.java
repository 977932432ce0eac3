package io.localssl.eval;

import io.localssl.LocalSSLException;
import io.localssl.encoder.ImageEncoder;
import io.localssl.image.ImageExample;
import io.localssl.image.ImageShape;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

class BlocksTest {

    /** Blocks of 1, 2 and 3 features; image i has the features 10 i + 0 to 10 i + 5, and only those of the second block tell its class. */
    private static FeatureMatrix matrix(int n) {
        ImageShape shape = new ImageShape(1, 1, 1);
        LabelFactory factory = new LabelFactory();
        List<Example<Label>> images = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            images.add(new ImageExample<>(new Label("class" + i % 2), shape, new byte[]{(byte) i}));
        }
        ImageEncoder encoder = mock(ImageEncoder.class);
        when(encoder.getBlockDimensions()).thenReturn(List.of(1, 2, 3));
        when(encoder.encode(anyList())).thenAnswer(call -> {
            float[][] rows = new float[n][6];
            for (int i = 0; i < n; i++) {
                rows[i] = new float[]{5, i % 2, 1 - i % 2, 7, 7, 7};
            }
            return rows;
        });
        return FeatureMatrix.encode(new ListDataSource<>(images, factory, new SimpleDataSourceProvenance("test", factory)), encoder);
    }

    @Test
    void aViewReadsItsBlocksInTheOrderGiven() {
        FeatureMatrix matrix = matrix(4);
        FeatureMatrix view = matrix.blocks(2, 1);
        assertEquals(List.of(1, 2, 3), matrix.getBlockDimensions());
        assertEquals(List.of(3, 2), view.getBlockDimensions());
        assertEquals(5, view.getDimension());
        assertEquals(4, view.size());
        assertArrayEquals(new float[]{7, 7, 7, 1, 0}, view.getRow(3));
        assertArrayEquals(new float[]{1, 0}, view.blocks(1).getRow(3));
        assertEquals(matrix.getClassNames().get(matrix.getLabel(3)), view.getClassNames().get(view.getLabel(3)));
    }

    @Test
    void allBlocksAreTheRowItself() {
        FeatureMatrix matrix = matrix(4);
        assertSame(matrix.getRow(2), matrix.getRow(2));
        assertSame(matrix.getRow(2), matrix.blocks(0, 1, 2).getRow(2));
    }

    @Test
    void refusesBlocksThatAreNotThere() {
        FeatureMatrix matrix = matrix(2);
        assertThrows(LocalSSLException.class, matrix::blocks);
        assertThrows(LocalSSLException.class, () -> matrix.blocks(3));
        assertThrows(LocalSSLException.class, () -> matrix.blocks(-1));
        assertThrows(LocalSSLException.class, () -> matrix.blocks(1, 1));
        assertThrows(LocalSSLException.class, () -> matrix.blocks(1).blocks(1));
        assertEquals(List.of(2), FeatureMatrix.of(new float[][]{{1, 2}}, List.of("a")).getBlockDimensions());
    }

    @Test
    void everyProbeJudgesEachBlockAndAllTogether() {
        for (Probe probe : List.of(RidgeProbe.builder().build(), KnnProbe.builder().neighbours(3).build(),
                LinearProbe.builder().epochs(200).learningRate(0.1).build())) {
            BlockResults results = probe.evaluateBlocks(matrix(40), matrix(20));
            assertEquals(List.of(1, 2, 3), results.blocks().stream().map(ProbeResult::dimension).toList());
            assertEquals(List.of(0.5, 1.0, 0.5), results.blocks().stream().map(ProbeResult::accuracy).toList(), probe.getClass().getSimpleName());
            assertEquals(1.0, results.all().accuracy());
            assertEquals(6, results.all().dimension());
            assertEquals(results.blocks().get(1), probe.evaluate(matrix(40).blocks(1), matrix(20).blocks(1)));
        }
    }
}
