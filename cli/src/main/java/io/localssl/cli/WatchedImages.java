package io.localssl.cli;

import io.localssl.image.DerivedImages;
import io.localssl.image.ImageDataSource;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.wrapped.ProgressBarWrappedIterator;
import org.tribuo.DataSource;
import org.tribuo.Example;
import org.tribuo.Output;

import java.util.Iterator;

/**
 * Images that show a progress bar on a terminal while they are read.
 *
 * @param images the images.
 * @param size   how many there are.
 * @param task   what is done with them.
 * @param <T>    their output type.
 */
record WatchedImages<T extends Output<T>>(DataSource<T> images, int size, String task) implements DerivedImages<T> {

    /** @return images as they are. */
    static <T extends Output<T>> DataSource<T> of(ImageDataSource<T> images, String task) {
        return new WatchedImages<>(images, images.size(), task);
    }

    /** @return a bar for the terminal, drawn on the error stream so that results can go elsewhere. */
    static ProgressBarBuilder bar(String task, long steps) {
        return bar(task, steps, console());
    }

    /** @return a bar drawn on a console. */
    static ProgressBarBuilder bar(String task, long steps, ProgressBarConsumer console) {
        return ProgressBar.builder().setTaskName(task).setInitialMax(steps).setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(500).setConsumer(console);
    }

    /** @return where bars are drawn. */
    static ProgressBarConsumer console() {
        return new ConsoleProgressBarConsumer(System.err);
    }

    @Override
    public Iterator<Example<T>> iterator() {
        if (!Terminal.isInteractive()) {
            return images.iterator();
        }
        ProgressBar bar = bar(task, size).build();
        return new ClosedOnFailure<>(new ProgressBarWrappedIterator<>(images.iterator(), bar), bar::close);
    }

    @Override
    public String toString() {
        return images.toString();
    }
}
