package io.localssl.data;

import java.nio.file.Path;

/** Decodes image files. */
interface ImageDecoder {

    /**
     * Decodes one file.
     *
     * @param file the file.
     * @return its image; grey ones in three equal channels.
     * @throws io.localssl.image.ImageDataException if it cannot be read or decoded; it names the file, what was found and what was expected.
     */
    RgbImage decode(Path file);
}
