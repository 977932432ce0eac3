package io.localssl.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

/** {@code localssl recipes}. */
@Command(name = "recipes", header = "List the papers' recipes, or print one as a configuration file.", description = {
        "A recipe is what 'localssl pretrain --recipe' trains, given the folder of the images. "
                + "Accuracies are those that its paper reports for the whole recipe with each rule, in per cent."},
        footer = {"", "Examples:",
                "  localssl recipes",
                "  localssl recipes cifar10 > cifar10.xml     # to edit, then: localssl pretrain --config cifar10.xml --out runs/mine"})
final class RecipesCommand implements Runnable {
    private static final String ROW = "%-14s %-39s %-43s %6s  %s%n";

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The recipe to print.")
    private @Nullable String name;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (name != null) {
            out.print(new Recipe(name).xml());
            out.flush();
            return;
        }
        out.printf(ROW, "RECIPE", "DATA", "NET", "EPOCHS", "REPORTED %");
        for (Recipe recipe : Recipe.NAMES.stream().map(Recipe::new).toList()) {
            String reported = recipe.reported();
            out.printf(ROW, recipe.name(), recipe.images(), recipe.trainer("net"), recipe.trainer("epochs"), reported.isEmpty() ? "-" : reported);
        }
    }
}
