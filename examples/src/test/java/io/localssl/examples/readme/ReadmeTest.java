package io.localssl.examples.readme;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the README shows of Java and Kotlin stands in files that are compiled here. */
class ReadmeTest {

    private static String lines(String code) {
        return String.join("\n", code.lines().map(String::strip).toList());
    }

    @ParameterizedTest
    @CsvSource({"java, src/test/java/io/localssl/examples/readme/JavaSnippets.java, 4", "kotlin, src/test/kotlin/io/localssl/examples/readme/KotlinSnippets.kt, 1"})
    void everySnippetCompiles(String language, Path source, int expected) throws IOException {
        String compiled = "\n" + lines(Files.readString(source)) + "\n";
        Matcher block = Pattern.compile("```" + language + "\n(.*?)\n```", Pattern.DOTALL).matcher(Files.readString(Path.of("../README.md")));
        int count = 0;
        for (; block.find(); count++) {
            for (String paragraph : List.of(lines(block.group(1)).split("\n\n"))) {
                assertTrue(compiled.contains("\n" + paragraph + "\n"), "not in " + source + ":\n" + paragraph);
            }
        }
        assertEquals(expected, count, "snippets in the README");
    }
}
