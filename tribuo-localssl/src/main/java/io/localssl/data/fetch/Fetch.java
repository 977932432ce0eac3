package io.localssl.data.fetch;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings a data set to a folder: downloads its files, checks their lengths and checksums, and unpacks its archive. A folder appears under its name when it is complete, or not at all; what an interrupted fetch
 * has brought is used by the next one. Where the data set is there, nothing is asked of any server. An archive that somebody put into the folder is checked and used.
 * <pre>
 * FetchReport report = Fetch.of(PublishedDatasets.named("cifar10"), Path.of("data")).build().run();
 * </pre>
 */
public final class Fetch {
    private final RemoteDataset dataset;
    private final Path directory;
    private final @Nullable URI mirror;
    private final boolean keepArchive;
    private final Duration timeout;
    private final Retries retries;
    private final FetchListener listener;
    private final HttpClient client;

    private Fetch(Builder settings) {
        this.dataset = settings.dataset;
        this.directory = settings.directory;
        this.mirror = settings.mirror;
        this.keepArchive = settings.keepArchive;
        this.timeout = settings.timeout;
        this.retries = settings.retries;
        this.listener = settings.listener;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(timeout).build();
    }

    /**
     * @param dataset   what to fetch.
     * @param directory the folder to put it in; made if it is missing.
     * @return the settings.
     */
    public static Builder of(RemoteDataset dataset, Path directory) {
        return new Builder(dataset, directory);
    }

    /**
     * Fetches what is not there yet.
     *
     * @return what was done.
     * @throws FetchException       if a server does not give the files that were published.
     * @throws FetchTargetException if the folder cannot take them.
     */
    public FetchReport run() {
        long begin = System.nanoTime();
        Optional<String> missing = dataset.missing(directory);
        if (missing.isEmpty()) {
            return report(true, dataset.files().stream().map(file -> new FetchedFile(file.name(), address(file).toString(), file.bytes(), null, file.md5Source(), 0, 0)).toList(), begin);
        }
        try {
            requireRoomForFolder(missing.get());
            Files.createDirectories(directory);
            return report(false, FolderLock.during(directory, dataset.name(), this::fetch), begin);
        } catch (InterruptedException | ClosedByInterruptException e) {
            Thread.currentThread().interrupt();
            throw new FetchException("the fetch of " + dataset.name() + " was interrupted; the next one goes on where this one ended", e);
        } catch (FileSystemException e) {
            String why = e instanceof FileAlreadyExistsException ? "a file is in the place of a folder" : e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new FetchTargetException("could not write " + e.getFile() + " (" + why + "), expected a folder that may be "
                    + "written; choose another one", e);
        } catch (IOException e) {
            throw new FetchTargetException("could not write to " + directory + " (" + e.getMessage() + "), expected a folder that may be written; choose another one", e);
        }
    }

    private FetchReport report(boolean alreadyThere, List<FetchedFile> files, long begin) {
        return new FetchReport(dataset.name(), directory.resolve(dataset.folder()).toString(), alreadyThere, files, dataset.specsIn(directory), seconds(begin));
    }

    /** An archive's folder is made by this class, whole; one that holds something else is somebody's, and stays. */
    private void requireRoomForFolder(String missing) throws IOException {
        Path folder = directory.resolve(dataset.folder());
        if (dataset.limits() == null || !Files.exists(folder)) {
            return;
        }
        boolean empty = false;
        if (Files.isDirectory(folder)) {
            try (Stream<Path> entries = Files.list(folder)) {
                empty = entries.findAny().isEmpty();
            }
        }
        if (!empty) {
            throw new FetchTargetException("found " + missing + " in " + folder + ", expected all of " + dataset.name() + " or nothing; move that folder away, then fetch again", null);
        }
    }

    private List<FetchedFile> fetch() throws IOException, InterruptedException {
        requireSpace();
        List<FetchedFile> files = new ArrayList<>();
        for (RemoteFile file : dataset.files()) {
            files.add(fetch(file));
        }
        if (dataset.limits() != null) {
            Path archive = directory.resolve(dataset.files().get(0).name());
            unpack(archive, dataset.limits());
            if (!keepArchive) {
                Files.delete(archive);
            }
        }
        return files;
    }

    private void unpack(Path archive, UnpackLimits limits) throws IOException {
        Path hidden = directory.resolve("." + dataset.folder() + ".unpacking");
        deleteAll(hidden); // of a process that was ended
        try {
            Path folder = new Unpacking(archive, dataset.folder(), limits, Files.createDirectory(hidden)).run(listener);
            Optional<String> missing = dataset.missing(hidden);
            if (missing.isPresent()) {
                throw new FetchException("found " + missing.get() + " in " + archive + ", expected the files of " + dataset.name() + "; delete it and fetch again", null);
            }
            Files.move(folder, directory.resolve(dataset.folder()), StandardCopyOption.ATOMIC_MOVE); // an empty folder in its place is replaced
        } finally {
            deleteAll(hidden);
        }
    }

    /** A disk that is full is found out now, and not in an hour. */
    private void requireSpace() throws IOException {
        long needed = dataset.limits() == null ? 0 : dataset.limits().bytes();
        for (RemoteFile file : dataset.files()) {
            Path target = directory.resolve(file.name());
            needed += Files.exists(target) ? 0 : Math.max(0, file.bytes() - new PartFile(target).length());
        }
        long found = Files.getFileStore(directory).getUsableSpace();
        if (found < needed) {
            throw new FetchTargetException("found " + found / 1_000_000 + " MB free in " + directory + ", expected " + (needed + 999_999) / 1_000_000 + " MB for " + dataset.name()
                    + "; make space or choose another folder", null);
        }
    }

    private FetchedFile fetch(RemoteFile file) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Path target = directory.resolve(file.name());
        Files.createDirectories(target.getParent());
        long downloaded = 0;
        if (!isThere(file, target)) {
            downloaded = download(file, target);
        }
        return new FetchedFile(file.name(), address(file).toString(), file.bytes(), file.md5(), file.md5Source(), downloaded, seconds(begin));
    }

    private boolean isThere(RemoteFile file, Path target) throws IOException {
        if (!Files.exists(target)) {
            return false;
        }
        if (Files.isRegularFile(target) && Files.size(target) == file.bytes() && Md5.of(target, file, listener).equals(file.md5())) {
            return true;
        }
        listener.onNotice("found " + target + ", which is not the published file; it will be replaced");
        return false;
    }

    /** A part that an earlier process left may be of another file: then it begins again, once. */
    private long download(RemoteFile file, Path target) throws IOException, InterruptedException {
        PartFile part = new PartFile(target);
        Download download = new Download(client, file, address(file), target, timeout, retries, listener);
        boolean resumed = part.length() > 0;
        long downloaded = download.run();
        String md5 = Md5.of(part.path(), file, listener);
        if (resumed && !md5.equals(file.md5())) {
            listener.onNotice("found the MD5 " + md5 + " of " + file.fileName() + " after going on with an earlier part; it begins again");
            part.delete();
            downloaded = download.run();
            md5 = Md5.of(part.path(), file, listener);
        }
        if (!md5.equals(file.md5())) {
            part.delete();
            throw new FetchException("found the MD5 " + md5 + " of " + address(file) + ", expected " + file.md5() + " by " + file.md5Source() + "; the file was damaged on its way, or is another "
                    + "one: fetch again, or name another server with --mirror", null);
        }
        part.complete(target);
        return downloaded;
    }

    private URI address(RemoteFile file) {
        return mirror == null ? file.source() : file.on(mirror);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The settings of a fetch. */
    public static final class Builder {
        private final RemoteDataset dataset;
        private final Path directory;
        private @Nullable URI mirror;
        private boolean keepArchive = true;
        private Duration timeout = Duration.ofSeconds(60);
        private Retries retries = Retries.DEFAULT;
        private FetchListener listener = FetchListener.NONE;

        private Builder(RemoteDataset dataset, Path directory) {
            this.dataset = dataset;
            this.directory = directory;
        }

        /**
         * Takes the files from another server than their authors'. Their checksums must be the same.
         *
         * @param mirror the folder that the files are in, such as {@code https://mirror.example.org/data/}.
         * @throws FetchTargetException if it is no address of the web.
         */
        public Builder mirror(URI mirror) {
            boolean web = "http".equalsIgnoreCase(mirror.getScheme()) || "https".equalsIgnoreCase(mirror.getScheme());
            if (!web || mirror.getHost() == null) {
                throw new FetchTargetException("found the mirror '" + mirror + "', expected an address such as https://mirror.example.org/data/", null);
            }
            this.mirror = mirror;
            return this;
        }

        /** @param keepArchive whether the archive stays beside what is unpacked, as torchvision does; {@code true} unless set. Files that are used as they are always stay. */
        public Builder keepArchive(boolean keepArchive) {
            this.keepArchive = keepArchive;
            return this;
        }

        /** @param timeout how long a server may be silent; a minute unless set. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /**
         * Sets how often to try again.
         *
         * @param tries tries in a row that may fail; 5 unless set.
         * @param pause before the second one, twice as long before each further one, up to a minute; 1 second unless set.
         */
        public Builder retries(int tries, Duration pause) {
            this.retries = new Retries(tries, pause, Retries.DEFAULT.longest());
            return this;
        }

        /** @param listener is told how it goes. */
        public Builder listener(FetchListener listener) {
            this.listener = listener;
            return this;
        }

        /** @return the fetch. */
        public Fetch build() {
            return new Fetch(this);
        }
    }
}
