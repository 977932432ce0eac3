package io.localssl.data.fetch;

import io.localssl.LocalSSLException;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The data sets that can be fetched by name, as their authors publish them. */
public final class PublishedDatasets {

    private PublishedDatasets() {
    }

    /** @return all of them. */
    public static List<RemoteDataset> all() {
        return List.of(cifar10(), cifar100(), stl10(), tinyImageNet(), fashionMnist());
    }

    /**
     * @param name such as {@code cifar10}.
     * @return the data set.
     * @throws LocalSSLException if there is none of that name.
     */
    public static RemoteDataset named(String name) {
        return all().stream().filter(dataset -> dataset.name().equals(name)).findFirst().orElseThrow(() -> new LocalSSLException("found data set '" + name
                + "', expected " + all().stream().map(RemoteDataset::name).collect(Collectors.joining(" or "))));
    }

    /** MD5: <a href="https://www.cs.toronto.edu/~kriz/cifar.html">the data set's page</a>, row "CIFAR-10 binary version". */
    private static RemoteDataset cifar10() {
        List<DatasetPart> parts = new ArrayList<>();
        parts.add(new DatasetPart.Text("batches.meta.txt"));
        parts.add(new DatasetPart.File("test_batch.bin", 30_730_000));
        IntStream.rangeClosed(1, 5).forEach(i -> parts.add(new DatasetPart.File("data_batch_" + i + ".bin", 30_730_000)));
        return new RemoteDataset("cifar10",
                List.of(new RemoteFile("cifar-10-binary.tar.gz", URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), 170_052_171,
                        "c32a1d4ab5d03f1284b67883e8d87530", "www.cs.toronto.edu/~kriz/cifar.html")),
                "cifar-10-batches-bin", new UnpackLimits(200_000_000, 100), parts, List.of("cifar10:DIR:train", "cifar10:DIR:test"));
    }

    /** MD5: <a href="https://www.cs.toronto.edu/~kriz/cifar.html">the data set's page</a>, row "CIFAR-100 binary version". */
    private static RemoteDataset cifar100() {
        return new RemoteDataset("cifar100",
                List.of(new RemoteFile("cifar-100-binary.tar.gz", URI.create("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"), 168_513_733,
                        "03b5dce01913d631647c71ecec9e9cb8", "www.cs.toronto.edu/~kriz/cifar.html")),
                "cifar-100-binary", new UnpackLimits(200_000_000, 100),
                List.of(new DatasetPart.Text("fine_label_names.txt"), new DatasetPart.Text("coarse_label_names.txt"),
                        new DatasetPart.File("train.bin", 153_700_000), new DatasetPart.File("test.bin", 30_740_000)),
                List.of("cifar100:DIR:train", "cifar100:DIR:test"));
    }

    /** MD5: {@code tgz_md5} in torchvision's {@code datasets/stl10.py}; the data set's own page has none. */
    private static RemoteDataset stl10() {
        return new RemoteDataset("stl10",
                List.of(new RemoteFile("stl10_binary.tar.gz", URI.create("http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz"), 2_640_397_119L,
                        "91f7769df0f17e558f3565bffb0c7dfb", "torchvision")),
                "stl10_binary", new UnpackLimits(3_300_000_000L, 100),
                List.of(new DatasetPart.Text("class_names.txt"), new DatasetPart.Text("fold_indices.txt"),
                        new DatasetPart.File("train_X.bin", 138_240_000), new DatasetPart.File("train_y.bin", 5_000),
                        new DatasetPart.File("test_X.bin", 221_184_000), new DatasetPart.File("test_y.bin", 8_000),
                        new DatasetPart.File("unlabeled_X.bin", 2_764_800_000L)),
                List.of("stl10:DIR:unlabeled", "stl10:DIR:train", "stl10:DIR:test"));
    }

    /**
     * MD5: no checksum is published, and torchvision has no such data set; this is the one that Avalanche ({@code benchmarks/datasets/tiny_imagenet}) and many other libraries pin. The files are small, so
     * that they take twice their length on most disks.
     */
    private static RemoteDataset tinyImageNet() {
        return new RemoteDataset("tiny-imagenet",
                List.of(new RemoteFile("tiny-imagenet-200.zip", URI.create("http://cs231n.stanford.edu/tiny-imagenet-200.zip"), 248_100_043,
                        "90528d7ca1a48142e341f4ef8d21d0de", "Avalanche and other libraries (its authors publish none)")),
                "tiny-imagenet-200", new UnpackLimits(600_000_000, 150_000),
                List.of(new DatasetPart.Text("wnids.txt"), new DatasetPart.Text("words.txt"), new DatasetPart.Text("val/val_annotations.txt"),
                        new DatasetPart.Folders("train/*/images", 200, 500), new DatasetPart.Folders("val/images", 1, 10_000)),
                List.of("tiny-imagenet:DIR:train", "tiny-imagenet:DIR:val"));
    }

    /** MD5: the README of <a href="https://github.com/zalandoresearch/fashion-mnist">zalandoresearch/fashion-mnist</a>, and torchvision's {@code datasets/mnist.py}. The folder is torchvision's. */
    private static RemoteDataset fashionMnist() {
        List<RemoteFile> files = Stream.of(
                fashion("train-images-idx3-ubyte.gz", 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
                fashion("train-labels-idx1-ubyte.gz", 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
                fashion("t10k-images-idx3-ubyte.gz", 4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
                fashion("t10k-labels-idx1-ubyte.gz", 5_148, "bb300cfdad3c16e7a12a480ee83cd310")).toList();
        String folder = "FashionMNIST/raw";
        return new RemoteDataset("fashion-mnist", files, folder, null,
                files.stream().<DatasetPart>map(file -> new DatasetPart.File(file.fileName(), file.bytes())).toList(),
                Stream.of("train", "t10k").map(part -> "idx:DIR/" + folder + "/" + part + "-images-idx3-ubyte.gz,DIR/" + folder + "/" + part + "-labels-idx1-ubyte.gz").toList());
    }

    private static RemoteFile fashion(String name, long bytes, String md5) {
        return new RemoteFile("FashionMNIST/raw/" + name, URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/" + name), bytes, md5,
                "github.com/zalandoresearch/fashion-mnist");
    }
}
