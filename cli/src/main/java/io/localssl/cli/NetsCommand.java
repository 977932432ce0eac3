package io.localssl.cli;

import io.localssl.image.ImageShape;
import io.localssl.nn.EncoderSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

/** {@code localssl nets}. */
@Command(name = "nets", header = "List the nets that have names, and how nets are written.", footer = {"", "Example:", "  localssl nets"})
final class NetsCommand implements Runnable {
    private static final ImageShape IMAGE = new ImageShape(3, 32, 32);

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        int width = EncoderSpec.presets().keySet().stream().mapToInt(String::length).max().orElse(0);
        EncoderSpec.presets().forEach((name, net) -> out.printf("%-" + width + "s  %s (%,d parameters)%n", name, net, EncoderSpec.of(net, null, IMAGE).parameters()));
        out.printf("%nBlocks are joined by commas; settings may follow a name or blocks, each after a colon, such as vgg6s:normalisation=batch%n");
        EncoderSpec.syntax().forEach(line -> out.printf("  %s%n", line));
        out.printf("%nParameters are those of the encoder; only fully connected blocks need more for larger images.%n");
    }
}
