package io.localssl.data.fetch;

import java.util.List;

/**
 * What a fetch did.
 *
 * @param dataset        the name of the data set.
 * @param folder         where it is.
 * @param alreadyThere   whether it was there before.
 * @param files          its archive, or its files.
 * @param specs          how its parts are named for {@link io.localssl.data.DataSpec}.
 * @param seconds        time it took.
 */
public record FetchReport(String dataset, String folder, boolean alreadyThere, List<FetchedFile> files, List<String> specs, double seconds) {

    /** Copies the lists. */
    public FetchReport {
        files = List.copyOf(files);
        specs = List.copyOf(specs);
    }
}
