package io.localssl.cli;

import io.localssl.image.DerivedImages;
import io.localssl.image.ImageDataSource;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.tribuo.Example;
import org.tribuo.Output;

import java.util.Iterator;

/**
 * Images that show a progress bar on a terminal while they are read.
 *
 * @param images the images.
 * @param task   what is done with them.
 * @param <T>    their output type.
 */
record WatchedImages<T extends Output<T>>(ImageDataSource<T> images, String task) implements DerivedImages<T> {

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
        return Terminal.isInteractive() ? ProgressBar.wrap(images.iterator(), bar(task, images.size())) : images.iterator();
    }

    @Override
    public String toString() {
        return images.toString();
    }
}
