package io.localssl.cli;

import java.io.Console;

/** Whether somebody is watching. */
final class Terminal {
    private Terminal() {
    }

    /** @return whether input and output are a terminal, so that a line may be drawn over. */
    static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // from Java 22 on there is a console without a terminal, too; this method tells them apart
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
