package io.localssl.image;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import io.localssl.LocalSSLException;
import io.localssl.image.ImageDecodeException.Reason;
import org.jspecify.annotations.Nullable;

import javax.imageio.ImageIO;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;

/**
 * The formats that are decoded, and who reads them: Java's own readers or those of TwelveMonkeys, by their class and not by what the class path brings along.
 * What a file is its first bytes say, not its name.
 */
enum ImageFormat {
    /** Baseline and progressive, grey, colour or four inks. */
    JPEG("\u00FF\u00D8\u00FF", java("jpeg")) {
        @Override
        Picture read(ImageBytes file, PixelLimit limit, Background background) {
            JpegFile jpeg = JpegFile.of(file);
            limit.require(file, jpeg.width(), jpeg.height());
            jpeg.requireEnoughBytes();
            InkLevels.Kind inks = jpeg.inks();
            try (ImageReading reading = open(file, new ByteArrayImageInputStream(jpeg.withoutMetadata()))) {
                Levels levels = inks != null ? new InkLevels(file, reading.raster(), inks)
                        : levels(file, jpeg.isGrey() ? reading.image() : reading.redGreenBlueImage(), background);
                return new Picture(levels, jpeg.orientation());
            }
        }
    },
    /** All bit depths. */
    PNG("\u0089PNG\r\n\u001A\n", java("png")) {
        @Override
        Picture read(ImageBytes file, PixelLimit limit, Background background) {
            PngFile png = PngFile.of(file, limit);
            try (ImageReading reading = open(file, new ByteArrayImageInputStream(file.bytes()))) {
                return new Picture(levels(file, png.hasTransparentColour() ? reading.transparentImage() : reading.image(), background), png.orientation());
            }
        }
    },
    /** The first frame, without the canvas that it may be laid on. */
    GIF("GIF8", java("gif")) {
        @Override
        Picture read(ImageBytes file, PixelLimit limit, Background background) {
            GifFile.requireFrame(file);
            return read(file, new ByteArrayImageInputStream(file.bytes()), Orientation.UPRIGHT, limit, background);
        }
    },
    /** Also from the bottom up. */
    BMP("BM", java("bmp")) {
        @Override
        Picture read(ImageBytes file, PixelLimit limit, Background background) {
            if (file.u32LowFirst(14) >= 40) { // older headers hold shorts
                limit.require(file, file.u32LowFirst(18), Math.abs((long) (int) file.u32LowFirst(22)));
            }
            return read(file, new ByteArrayImageInputStream(file.bytes()), Orientation.UPRIGHT, limit, background);
        }
    },
    /** The first frame. */
    WEBP("RIFF", new WebPImageReaderSpi()) {
        @Override
        boolean matches(ImageBytes file) {
            return super.matches(file) && file.has(8, "WEBP");
        }

        @Override
        Picture read(ImageBytes file, PixelLimit limit, Background background) {
            WebpFile webp = WebpFile.of(file);
            return read(file, new StrictStream(webp.withoutProfile()), webp.orientation(), limit, background);
        }
    },
    /** The first page. */
    TIFF("II*\0", new TIFFImageReaderSpi()) {
        @Override
        boolean matches(ImageBytes file) {
            return super.matches(file) || file.has(0, "MM\0*");
        }

        @Override
        Picture read(ImageBytes file, PixelLimit limit, Background background) {
            TiffFile.requireDirectory(file);
            return read(file, new ByteArrayImageInputStream(file.bytes()), Orientation.ofTiff(file, 0, file.length()), limit, background);
        }
    };

    private static final String EXPECTED = "a JPEG, PNG, GIF, BMP, WebP or TIFF image";

    /** How other images begin, so that a message can say what they are. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("P1\n", "a PBM"), Map.entry("P2\n", "a PGM"), Map.entry("P3\n", "a PPM"), Map.entry("P4\n", "a PBM"), Map.entry("P5\n", "a PGM"),
            Map.entry("P6\n", "a PPM"), Map.entry("P7\n", "a PAM"), Map.entry("8BPS", "a Photoshop"), Map.entry("\0\0\1\0", "an icon"), Map.entry("II+\0", "a BigTIFF"),
            Map.entry("MM\0+", "a BigTIFF"), Map.entry("\0\0\0\fjP  ", "a JPEG 2000"), Map.entry("\0\0\0\fJXL ", "a JPEG XL"), Map.entry("\u00FF\n", "a JPEG XL"));

    private final String magic;
    private final @Nullable ImageReaderSpi reader;

    ImageFormat(String magic, @Nullable ImageReaderSpi reader) {
        this.magic = magic;
        this.reader = reader;
    }

    /** Java's own reader, wherever it stands among those that are registered. */
    private static @Nullable ImageReaderSpi java(String format) {
        Iterator<ImageReaderSpi> readers = IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class,
                spi -> spi.getClass().getModule() == ImageIO.class.getModule() && Arrays.asList(((ImageReaderSpi) spi).getFormatNames()).contains(format), false);
        return readers.hasNext() ? readers.next() : null;
    }

    /**
     * Recognises a file.
     *
     * @throws ImageDecodeException if it is empty, no image, or one of another format.
     */
    static ImageFormat of(ImageBytes file) {
        if (file.length() == 0) {
            throw file.refuse(Reason.EMPTY, "no bytes", EXPECTED);
        }
        for (ImageFormat format : values()) {
            if (format.matches(file)) {
                return format;
            }
        }
        for (Map.Entry<String, String> other : OTHERS.entrySet()) {
            if (file.has(0, other.getKey())) {
                throw file.refuse(Reason.UNSUPPORTED, other.getValue() + " image", EXPECTED);
            }
        }
        if (file.has(4, "ftyp")) {
            throw file.refuse(Reason.UNSUPPORTED, "a HEIF, AVIF or video file", EXPECTED);
        }
        if (file.has(file.length() - 18, "TRUEVISION-XFILE.\0")) {
            throw file.refuse(Reason.UNSUPPORTED, "a TGA image", EXPECTED);
        }
        throw file.refuse(Reason.NOT_AN_IMAGE, "a file that begins with the bytes " + HexFormat.ofDelimiter(" ").formatHex(file.bytes(), 0, Math.min(4, file.length())), EXPECTED);
    }

    boolean matches(ImageBytes file) {
        return file.has(0, magic);
    }

    /** Opens a file. */
    ImageReading open(ImageBytes file, ImageInputStream content) {
        if (reader == null) {
            throw new LocalSSLException("found no " + this + " reader in this Java, expected that of its module java.desktop; take a whole JDK or JRE");
        }
        return new ImageReading(file, reader, content);
    }

    /**
     * Decodes a file.
     *
     * @param limit      checked by the header, before memory is taken for pixels.
     * @param background what shows through.
     * @throws ImageDecodeException if it is damaged or of a kind that is not decoded.
     */
    abstract Picture read(ImageBytes file, PixelLimit limit, Background background);

    Picture read(ImageBytes file, ImageInputStream content, Orientation orientation, PixelLimit limit, Background background) {
        try (ImageReading reading = open(file, content)) {
            limit.require(file, reading.width(), reading.height());
            return new Picture(levels(file, reading.image(), background), orientation);
        }
    }

    private static Levels levels(ImageBytes file, BufferedImage image, Background background) {
        ColorModel colours = image.getColorModel();
        if (colours instanceof IndexColorModel palette) {
            return new PaletteLevels(image.getRaster(), palette, background);
        }
        int space = colours.getColorSpace().getType();
        if (space == ColorSpace.TYPE_CMYK) {
            return new InkLevels(file, image.getRaster(), InkLevels.Kind.CMYK);
        }
        if (space != ColorSpace.TYPE_GRAY && space != ColorSpace.TYPE_RGB) {
            throw file.refuse(Reason.UNSUPPORTED, "a colour space of type " + space, "grey, red-green-blue, or four inks");
        }
        Levels usual = colours.hasAlpha() ? AlphaLevels.of(image.getRaster(), colours, background) : opaqueLevels(image.getRaster(), colours.getNumColorComponents());
        return usual != null ? usual : new SampleLevels(file, image.getRaster(), colours, background);
    }

    private static @Nullable Levels opaqueLevels(Raster raster, int channels) {
        Levels bytes = ByteLevels.of(raster, channels);
        return bytes != null ? bytes : ShortLevels.of(raster, channels);
    }
}
