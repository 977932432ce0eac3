package io.localssl.benchmarks.image;

import io.localssl.image.DecodedImage;
import io.localssl.image.ImageDecoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import javax.imageio.ImageIO;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** One file of 512x384 pixels in memory, on one thread: the decoder beside javax.imageio alone, and beside what its user has to do for the same bytes of red, green and blue. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class DecodingBenchmark {
    @Param
    public SampleFile file;

    private byte[] bytes;
    private final ImageDecoder decoder = ImageDecoder.builder().build();

    /** Makes the file. */
    @Setup
    public void encode() throws IOException {
        ImageIO.setUseCache(false); // no temporary files
        bytes = file.encode();
    }

    /** @return planes of red, green and blue. */
    @Benchmark
    public DecodedImage decoder() {
        return decoder.decode(bytes, "image");
    }

    /** @return what javax.imageio makes of the file, in whatever order and depth. */
    @Benchmark
    public BufferedImage imageIo() throws IOException {
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    /** @return planes of red, green and blue, as anybody makes them of it. */
    @Benchmark
    public byte[] imageIoAndPlanes() throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
        int area = image.getWidth() * image.getHeight();
        int[] colours = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        byte[] planes = new byte[3 * area];
        for (int i = 0; i < area; i++) {
            planes[i] = (byte) (colours[i] >> 16);
            planes[area + i] = (byte) (colours[i] >> 8);
            planes[2 * area + i] = (byte) colours[i];
        }
        return planes;
    }
}
