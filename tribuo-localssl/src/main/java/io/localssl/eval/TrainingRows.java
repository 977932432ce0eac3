package io.localssl.eval;

import java.util.List;

/** What a linear layer is trained on: the class of each image, and its features, which may be others in each epoch. */
interface TrainingRows {

    /** n, the number of images. */
    int size();

    /** d, the number of features. */
    int getDimension();

    /** The names of the classes, in the order of their numbers. */
    List<String> getClassNames();

    /** The number of an image's class. */
    int getLabel(int image);

    /** The features of some images in an epoch (from 1), one row each. */
    float[][] rows(int epoch, int[] images);
}
