package io.localssl.data;

import io.localssl.image.BadFilePolicy;
import io.localssl.image.ImageArchiveDataSource;
import io.localssl.image.ImageDataException;
import io.localssl.image.ImageDataSource;
import io.localssl.image.ImageDecoder;
import io.localssl.image.ImageDirectoryDataSource;
import io.localssl.image.ImageListDataSource;
import org.tribuo.Output;
import org.tribuo.OutputFactory;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A set of images named in one line, as on the command line:
 * <pre>
 * cifar10:DIR:train|test            the binary version of CIFAR-10 in a folder
 * cifar100:DIR:train|test[:coarse]  the binary version of CIFAR-100 in a folder, with its 100 fine labels or its 20 coarse ones
 * stl10:DIR:unlabeled|train|test    the binary version of STL-10 in a folder
 * stl10:DIR:train:fold0             one of its ten predefined folds of training images, fold0 to fold9
 * stl10:...:grey                    any of these in one channel
 * tiny-imagenet:DIR:train|val       Tiny ImageNet in a folder
 * folder:DIR[:SIDE]                 image files in a sub-folder for each class, or in the folder itself without labels, as squares of 64 pixels a side unless given
 * folder:DIR:whole                  the same in their own proportions, the shorter side at most 256 pixels: for random crops
 * list:FILE[:SIDE]                  image files that a list names, a path in each line and behind a comma its label; sizes as for folders
 * archive:FILE[:SIDE]               image files in a zip, tar or gzipped tar file, a folder for each class; sizes as for folders
 * idx:IMAGES[,LABELS]               a pair of IDX files, gzipped or not, or one of images without labels
 * store:FILE                        a file of packed images, see ImageStore.packed
 * shapes:N[:SEED]                   N generated images, seed 1 unless given
 * </pre>
 * {@code #N} at the end takes the first N images.
 */
public final class DataSpec {
    private static final String WHOLE = "whole";
    /** Image files of any size. */
    private static final String FILES = "(.+?)(?::([1-9][0-9]{0,3}|" + WHOLE + "))?";
    private static final Pattern LIMITED = Pattern.compile("(.*)#([1-9][0-9]{0,8})", Pattern.DOTALL);

    /** What a line may begin with. Another set of images is another constant here. */
    private enum Scheme {
        CIFAR10("cifar10:", "DIR:train|test", "(.+):(train|test)") {
            @Override
            <T extends Output<T>> ImageDataSource<T> open(MatchResult parts, Reading files, OutputFactory<T> factory) {
                Cifar10DataSource.Split split = Cifar10DataSource.Split.valueOf(parts.group(2).toUpperCase(Locale.ROOT));
                return new Cifar10DataSource<>(Path.of(parts.group(1)), split, factory);
            }
        },
        CIFAR100("cifar100:", "DIR:train|test[:coarse]", "(.+):(train|test)(:coarse)?") {
            @Override
            <T extends Output<T>> ImageDataSource<T> open(MatchResult parts, Reading files, OutputFactory<T> factory) {
                Cifar100DataSource.Split split = Cifar100DataSource.Split.valueOf(parts.group(2).toUpperCase(Locale.ROOT));
                Cifar100DataSource.Labels labels = parts.group(3) == null ? Cifar100DataSource.Labels.FINE : Cifar100DataSource.Labels.COARSE;
                return new Cifar100DataSource<>(Path.of(parts.group(1)), split, labels, factory);
            }
        },
        STL10("stl10:", "DIR:unlabeled|train|test[:grey] or stl10:DIR:train:fold0 to fold9[:grey]", "(.+):(?:(unlabeled|train|test)|train:fold([0-9]))(:grey)?") {
            @Override
            <T extends Output<T>> ImageDataSource<T> open(MatchResult parts, Reading files, OutputFactory<T> factory) {
                Path directory = Path.of(parts.group(1));
                Stl10DataSource<T> colour = parts.group(3) == null ? new Stl10DataSource<>(directory, Stl10DataSource.Split.valueOf(parts.group(2).toUpperCase(Locale.ROOT)), factory)
                        : Stl10DataSource.fold(directory, Integer.parseInt(parts.group(3)), factory);
                return parts.group(4) == null ? colour : colour.grey();
            }
        },
        TINY_IMAGENET("tiny-imagenet:", "DIR:train|val", "(.+):(train|val)") {
            @Override
            <T extends Output<T>> ImageDataSource<T> open(MatchResult parts, Reading files, OutputFactory<T> factory) {
                TinyImageNetDataSource.Split split = TinyImageNetDataSource.Split.valueOf(parts.group(2).toUpperCase(Locale.ROOT));
                return new TinyImageNetDataSource<>(Path.of(parts.group(1)), split, files.badFiles(), factory);
            }
        },
        FOLDER("folder:", "DIR[:SIDE]", FILES) {
            @Override
            <T extends Output<T>> ImageDataSource<T> open(MatchResult parts, Reading files, OutputFactory<T> factory) {
                return new ImageDirectoryDataSource<>(Path.of(parts.group(1)), decoder(parts, files), files.badFiles(), factory);
            }
        },
        LIST("list:", "FILE[:SIDE]", FILES) {
            @Override
            <T extends Output<T>> ImageDataSource<T> open(MatchResult parts, Reading files, OutputFactory<T> factory) {
                return new ImageListDataSource<>(Path.of(parts.group(1)), ImageListDataSource.PATH_COLUMN, ImageListDataSource.LABEL_COLUMN, decoder(parts, files),
                        files.badFiles(), factory);
            }
        },
        ARCHIVE("archive:", "FILE[:SIDE]", FILES) {
            @Override
            <T extends Output<T>> ImageDataSource<T> open(MatchResult parts, Reading files, OutputFactory<T> factory) {
                return new ImageArchiveDataSource<>(Path.of(parts.group(1)), decoder(parts, files), files.badFiles(), factory);
            }
        },
        IDX("idx:", "IMAGES[,LABELS]", "([^,]+)(?:,([^,]+))?") {
            @Override
            <T extends Output<T>> ImageDataSource<T> open(MatchResult parts, Reading files, OutputFactory<T> factory) {
                Path images = Path.of(parts.group(1));
                return parts.group(2) == null ? new IdxImageDataSource<>(images, factory) : new IdxImageDataSource<>(images, Path.of(parts.group(2)), factory);
            }
        },
        STORE("store:", "FILE", "(.+)") {
            @Override
            <T extends Output<T>> ImageDataSource<T> open(MatchResult parts, Reading files, OutputFactory<T> factory) {
                return new ImageStoreDataSource<>(Path.of(parts.group(1)), factory);
            }
        },
        SHAPES("shapes:", "N[:SEED]", "([1-9][0-9]{0,8})(?::(-?[0-9]{1,18}))?") {
            @Override
            <T extends Output<T>> ImageDataSource<T> open(MatchResult parts, Reading files, OutputFactory<T> factory) {
                long seed = parts.group(2) == null ? 1 : Long.parseLong(parts.group(2));
                return new ShapesDataSource<>(Integer.parseInt(parts.group(1)), seed, factory);
            }
        };

        private final String prefix;
        private final String form;
        private final Pattern pattern;

        Scheme(String prefix, String rest, String pattern) {
            this.prefix = prefix;
            this.form = prefix + rest;
            this.pattern = Pattern.compile(prefix + pattern, Pattern.DOTALL);
        }

        private static ImageDecoder decoder(MatchResult parts, Reading files) {
            String size = parts.group(2);
            return size == null ? files.decoder() : size.equals(WHOLE) ? ImageDecoder.whole() : ImageDecoder.squares(Integer.parseInt(size));
        }

        /** Opens the source; the groups of the pattern are its parts. */
        abstract <T extends Output<T>> ImageDataSource<T> open(MatchResult parts, Reading files, OutputFactory<T> factory);
    }

    /**
     * Images and how many of them.
     *
     * @param name  which images.
     * @param limit how many to take, from the first; 0 for all.
     */
    public record Limited(String name, int limit) {
    }

    /** How image files of any size are read if the line does not say it, and what becomes of bad ones. */
    private record Reading(ImageDecoder decoder, BadFilePolicy badFiles) {
    }

    private final String text;
    private final Scheme scheme;
    private final MatchResult parts;
    private final int limit;
    private final Reading files;

    private DataSpec(String text, Scheme scheme, MatchResult parts, int limit, Reading files) {
        this.text = text;
        this.scheme = scheme;
        this.parts = parts;
        this.limit = limit;
        this.files = files;
    }

    /**
     * Reads a line. No file is looked at yet.
     *
     * @param text the line.
     * @return what it names.
     * @throws DataSpecException if it is not of a form listed above.
     */
    public static DataSpec parse(String text) {
        Limited limited = limited(text);
        String body = limited.name();
        for (Scheme scheme : Scheme.values()) {
            if (body.startsWith(scheme.prefix)) {
                Matcher matcher = scheme.pattern.matcher(body);
                if (!matcher.matches()) {
                    throw unknown(text, scheme.form);
                }
                return new DataSpec(text, scheme, matcher.toMatchResult(), limited.limit(), new Reading(ImageDecoder.squares(ImageDecoder.DEFAULT_SIDE), BadFilePolicy.skip()));
            }
        }
        String known = Arrays.stream(Scheme.values()).map(scheme -> scheme.form).collect(Collectors.joining(" or "));
        throw unknown(text, known);
    }

    /**
     * Splits {@code #N} from the end of a name of images.
     *
     * @param text the name, with or without it.
     * @return both.
     */
    public static Limited limited(String text) {
        Matcher matcher = LIMITED.matcher(text);
        return matcher.matches() ? new Limited(matcher.group(1), Integer.parseInt(matcher.group(2))) : new Limited(text, 0);
    }

    private static DataSpecException unknown(String text, String expected) {
        return new DataSpecException("found data '" + text + "', expected " + expected + ", then #N if only the first N images are wanted", null);
    }

    /**
     * The same images; where they are image files of any size and the line does not say which size they get, a decoder says it.
     *
     * @param decoder decodes such files.
     * @return what it names.
     */
    public DataSpec orDecodedBy(ImageDecoder decoder) {
        return new DataSpec(text, scheme, parts, limit, new Reading(decoder, files.badFiles()));
    }

    /**
     * The same images; where they are a file each, with another policy than to skip one bad file in ten.
     *
     * @param policy what becomes of files that cannot be decoded.
     * @return what it names.
     */
    public DataSpec withBadFiles(BadFilePolicy policy) {
        return new DataSpec(text, scheme, parts, limit, new Reading(files.decoder(), policy));
    }

    /**
     * Opens the images.
     *
     * @param outputFactory makes the outputs from the labels; an {@link io.localssl.embedding.EmbeddingFactory} leaves them out.
     * @param <T>           the output type.
     * @return the source.
     * @throws ImageDataException if a file is missing or malformed.
     * @throws DataSpecException  if a path is none on this system.
     */
    public <T extends Output<T>> ImageDataSource<T> open(OutputFactory<T> outputFactory) {
        try {
            ImageDataSource<T> source = scheme.open(parts, files, outputFactory);
            return limit == 0 ? source : source.limit(limit);
        } catch (InvalidPathException e) {
            throw new DataSpecException("found data '" + text + "' with an impossible path (" + e.getReason() + "), expected " + scheme.form, e);
        }
    }

    /** @return the line. */
    @Override
    public String toString() {
        return text;
    }
}
