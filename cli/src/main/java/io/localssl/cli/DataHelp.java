package io.localssl.cli;

/** How images are named on the command line. */
final class DataHelp {
    static final String SPEC = "The images: cifar10:DIR:train|test, cifar100:DIR:train|test[:coarse], stl10:DIR:unlabeled|train|test[:grey], "
            + "stl10:DIR:train:fold0 to fold9, tiny-imagenet:DIR:train|val, "
            + "folder:DIR[:SIDE] (JPEG, PNG, GIF, BMP, WebP and TIFF files, a sub-folder for each class, or in one folder without labels), list:FILE[:SIDE] (a CSV of paths and labels), "
            + "archive:FILE[:SIDE] (the same in a zip, tar or tar.gz file, not unpacked; the SIDE whole keeps proportions), "
            + "idx:IMAGES[,LABELS], store:FILE (see 'localssl pack') or shapes:N[:SEED] (generated); a #N at the end takes the first N.";

    private DataHelp() {
    }
}
