package io.localssl.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LocalSSLTest {

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "fetch", "pretrain", "recipes", "probe", "compare", "align", "theory", "embed", "export", "inspect", "bench", "pack", "show", "rules", "nets"})
    void everyCommandExplainsItself(String command) {
        String help = Command.run(command, "-h").requireSuccess().out();
        assertTrue(help.contains("Usage: localssl " + command), help);
        assertTrue(help.contains("Example"), help);
        assertTrue(help.contains("  localssl " + command), help);
        assertTrue(Command.run("-h").requireSuccess().out().contains("\n  " + command + " "));
    }

    /** Descriptions are formats: a percent sign that is meant as one is doubled, else picocli warns beside the help. */
    @Test
    void descriptionsAreFormats() {
        for (CommandLine command : new LocalSSL().commandLine().getSubcommands().values()) {
            List<String> lines = new ArrayList<>(List.of(command.getCommandSpec().usageMessage().description()));
            command.getCommandSpec().options().forEach(option -> lines.addAll(List.of(option.description())));
            for (String line : lines) {
                assertDoesNotThrow(() -> String.format(line), line);
            }
        }
    }

    @Test
    void saysItsVersion() {
        assertTrue(Command.run("--version").requireSuccess().out().matches("localssl \\d+\\.\\d+.*\\R"));
    }

    @Test
    void badUsageIsRefusedInOneLine() {
        Command.run().requireRefusal("Missing required subcommand", "localssl -h");
        Command.run("pretrian").requireRefusal("pretrian");
        Command.run("pretrain", "--out", "x", "--nett", "y").requireRefusal("--nett", "localssl pretrain -h");
        Command.run("pretrain", "--data", "shapes:2").requireRefusal("--out");
        Command.run("pretrain", "--out", "x").requireRefusal("--data");
        Command.run("pretrain", "--data", "shapes:2", "--out", "x", "--epochs", "many").requireRefusal("--epochs", "many");
        Command.run("export", "--model", "x", "--out", "y", "--input", "double").requireRefusal("--input", "UINT8");
    }

    @Test
    void stackTracesAreForThoseWhoAsk() {
        Command quiet = Command.run("inspect", "no-such-file");
        assertFalse(quiet.err().contains("\tat "));
        Command verbose = Command.run("inspect", "no-such-file", "--verbose");
        assertEquals(2, verbose.exitCode());
        assertTrue(verbose.err().contains("\tat io.localssl.cli"), verbose.err());
    }

    @Test
    void listsTheNets() {
        String nets = Command.run("nets").requireSuccess().out();
        for (String line : new String[] {"vgg6       128,256M,256,512M,1024M,1024M (16,226,816 parameters)", "  F256            a fully connected block of 256 units"}) {
            assertTrue(nets.lines().anyMatch(line::equals), nets);
        }
    }

    @Test
    void listsTheRules() {
        String rules = Command.run("rules").requireSuccess().out();
        for (String rule : new String[] {"clapp++pooled ", "clapp++ ", "clapp++dfb ", "clapp++both ", "ff "}) {
            assertTrue(rules.lines().anyMatch(line -> line.startsWith(rule) && line.contains("arXiv")), rules);
        }
    }
}
