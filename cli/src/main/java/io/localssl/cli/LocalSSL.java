package io.localssl.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Properties;

/**
 * The {@code localssl} command. Exit codes: 0 success, 1 the work failed, 2 bad usage or bad input.
 */
@Command(name = "localssl",
        header = "Pretrain image encoders without labels by local self-supervised learning, export them to ONNX, use them in Tribuo.",
        footer = {"", "Start here: localssl quickstart", "A command explains itself: localssl pretrain -h"},
        mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = LocalSSL.Version.class,
        sortOptions = false, usageHelpAutoWidth = true, abbreviateSynopsis = true, requiredOptionMarker = '*')
public final class LocalSSL {

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show what the libraries log, and the stack trace of an error.")
    private boolean verbose;

    LocalSSL() {
    }

    /**
     * Runs the command and ends the process.
     *
     * @param arguments the command line.
     */
    public static void main(String[] arguments) {
        liftOffHeapLimit();
        drawWithoutScreen();
        OpenMp.waitPatiently();
        System.exit(run(arguments, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /** JavaCPP bounds native memory by the size of the heap, which says nothing of what training needs: a large net would fail where there is room for it. */
    private static void liftOffHeapLimit() {
        for (String limit : new String[] {"org.bytedeco.javacpp.maxbytes", "org.bytedeco.javacpp.maxphysicalbytes"}) {
            if (System.getProperty(limit) == null) {
                System.setProperty(limit, "0");
            }
        }
    }

    /** Plots are files: a DISPLAY that cannot be reached is no reason to fail. */
    private static void drawWithoutScreen() {
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
    }

    /**
     * Runs the command.
     *
     * @param arguments the command line.
     * @param out       receives the results.
     * @param err       receives progress and errors.
     * @return the exit code.
     */
    static int run(String[] arguments, PrintWriter out, PrintWriter err) {
        LocalSSL root = new LocalSSL();
        CommandLine commandLine = root.commandLine().setOut(out).setErr(err);
        try {
            return commandLine.execute(arguments);
        } catch (OutOfMemoryError | LinkageError e) {
            return root.fail(e, commandLine);
        }
    }

    /** All commands. */
    CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(this)
                .addSubcommand(new QuickstartCommand())
                .addSubcommand(new FetchCommand())
                .addSubcommand(new PretrainCommand())
                .addSubcommand(new PackCommand())
                .addSubcommand(new ProbeCommand())
                .addSubcommand(new CompareCommand())
                .addSubcommand(new EmbedCommand())
                .addSubcommand(new ExportCommand())
                .addSubcommand(new InspectCommand())
                .addSubcommand(new AlignCommand())
                .addSubcommand(new TheoryCommand())
                .addSubcommand(new RecipesCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new RulesCommand())
                .addSubcommand(new NetsCommand())
                .addSubcommand(new ShowCommand())
                .setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionStrategy(parsed -> {
            Logging.configure(verbose, commandLine.getErr());
            return new CommandLine.RunLast().execute(parsed);
        });
        commandLine.setParameterExceptionHandler((e, arguments) -> fail(e, e.getCommandLine()));
        commandLine.setExecutionExceptionHandler((e, failed, parsed) -> fail(e, failed));
        return commandLine;
    }

    private int fail(Throwable failure, CommandLine commandLine) {
        PrintWriter err = commandLine.getErr();
        err.println("localssl: " + Failure.line(failure));
        if (verbose) {
            failure.printStackTrace(err);
        }
        err.flush();
        return Failure.exitCode(failure);
    }

    /** The version of this jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            return new String[] {"localssl " + read()};
        }

        /** @return the number alone. */
        static String read() throws IOException {
            Properties properties = new Properties();
            try (InputStream in = LocalSSL.class.getResourceAsStream("version.properties")) {
                properties.load(in);
            }
            return properties.getProperty("version");
        }
    }
}
