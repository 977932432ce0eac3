package io.localssl.cli;

import io.localssl.data.ImageStore;
import io.localssl.train.Footprint;

import java.util.Locale;

/** What a run takes, told before it begins. */
final class Requirements {
    private Requirements() {
    }

    /**
     * @param footprint parameters and memory of the trainer.
     * @param images    the images.
     * @return one line.
     */
    static String line(Footprint footprint, ImageStore images) {
        return line(footprint, images, Footprint.machineBytes());
    }

    static String line(Footprint footprint, ImageStore images, long machine) {
        long pixels = images.getPixelBytes();
        boolean mapped = images.getFile() != null; // the system keeps of a file what it has room for
        long all = footprint.parameterBytes() + footprint.batchBytes() + (mapped ? 0 : pixels);
        String text = String.format(Locale.ROOT, "encoder %,d parameters, matrices %,d: %s with gradients and moments; %s for the maps of a batch; %,d images of %s: %s",
                footprint.encoderParameters(), footprint.matrixParameters(), megabytes(footprint.parameterBytes()), megabytes(footprint.batchBytes()),
                images.size(), images.describeShape(), megabytes(pixels) + (mapped ? " in a file" : ""));
        return all <= machine ? text : text + "; this machine has " + megabytes(machine) + " and will run out of memory: take a smaller --batch or --net";
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MB", (bytes + 999_999) / 1_000_000);
    }
}
