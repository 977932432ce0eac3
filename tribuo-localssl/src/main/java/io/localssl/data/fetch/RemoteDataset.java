package io.localssl.data.fetch;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A data set on servers, and what it becomes on the disk.
 *
 * @param name   what it is called.
 * @param files  its files: one archive, or files that are used as they are.
 * @param folder the folder that the archive unpacks to, or that the files go to, below the folder of the fetch.
 * @param limits what the archive may hold; {@code null} if the files are used as they are.
 * @param parts  what the folder holds when the data set is complete.
 * @param specs  how its parts are named for {@link io.localssl.data.DataSpec}, with {@code DIR} for the folder of the fetch.
 */
public record RemoteDataset(String name, List<RemoteFile> files, String folder, @Nullable UnpackLimits limits, List<DatasetPart> parts, List<String> specs) {

    /** Copies the lists. */
    public RemoteDataset {
        files = List.copyOf(files);
        parts = List.copyOf(parts);
        specs = List.copyOf(specs);
        if (limits != null && files.size() != 1) {
            throw new IllegalArgumentException("found " + files.size() + " archives of " + name + ", expected 1");
        }
    }

    /**
     * @param directory the folder of the fetch.
     * @return the names of its parts there, for {@link io.localssl.data.DataSpec#parse}.
     */
    public List<String> specsIn(Path directory) {
        return specs.stream().map(spec -> spec.replace("DIR", directory.toString())).toList();
    }

    /** @return how long all files are. */
    public long bytes() {
        return files.stream().mapToLong(RemoteFile::bytes).sum();
    }

    /**
     * Looks quickly: at names, lengths and counts.
     *
     * @param directory where the folder of the data set is.
     * @return what is missing there, or nothing if all is there.
     * @throws FetchTargetException if that cannot be read.
     */
    Optional<String> missing(Path directory) {
        Path place = directory.resolve(folder);
        if (!Files.isDirectory(place)) {
            return Optional.of("no folder " + folder);
        }
        try {
            for (DatasetPart part : parts) {
                Optional<String> missing = part.missing(place);
                if (missing.isPresent()) {
                    return missing;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new FetchTargetException("could not read " + place + " (" + e.getMessage() + "), expected a folder that may be read", e);
        }
    }
}
