package io.localssl.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One run of the command in this process, and what it left. */
record Command(int exitCode, String out, String err) {

    /** Runs the command; an argument that is no string is turned into one. */
    static Command run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] line = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        int exitCode = LocalSSL.run(line, new PrintWriter(out), new PrintWriter(err));
        return new Command(exitCode, out.toString(), err.toString());
    }

    Command requireSuccess() {
        assertEquals(0, exitCode, err);
        return this;
    }

    /** Bad usage or bad input: exit code 2, one line, nothing on standard output. */
    Command requireRefusal(String... words) {
        assertEquals(2, exitCode, out + err);
        assertTrue(err.startsWith("localssl: "), err);
        assertEquals(1, err.lines().count(), err);
        assertEquals("", out);
        for (String word : words) {
            assertTrue(err.contains(word), () -> "expected '" + word + "' in: " + err);
        }
        return this;
    }
}
