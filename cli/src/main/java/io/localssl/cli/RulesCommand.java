package io.localssl.cli;

import io.localssl.train.Rule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

/** {@code localssl rules}. */
@Command(name = "rules", header = "List the learning rules that pretrain knows, one line and the source each.",
        footer = {"", "Example:", "  localssl rules"})
final class RulesCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        int width = Rule.presets().stream().mapToInt(rule -> rule.name().length()).max().orElse(0);
        for (Rule rule : Rule.presets()) {
            out.printf("%-" + width + "s  %s (%s)%n", rule.name(), rule.description(), rule.source());
        }
        out.printf("%nSettings may follow the name, each after a colon, such as clapp++:contrast=phyll:theta=2%n");
        Rule.settings().forEach(line -> out.printf("  %s%n", line));
    }
}
