package io.localssl.cli;

import io.localssl.LocalSSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PlotTest {
    private static final double[] LAYERS = {1, 2, 3};

    @TempDir
    private Path folder;

    private static Plot cosines() {
        return new Plot("Cosine of local and global updates", "layer", "cosine similarity").labels(List.of("1", "2", "3")).cosines()
                .line("local", LAYERS, new double[] {0.2, 0.5, 1}, new double[] {0.05, 0.1, 0})
                .line("direct feedback", LAYERS, new double[] {0.4, 0.7, 1}, null)
                .points("single runs", LAYERS, new double[] {0.1, 0.6, 0.9});
    }

    private static Set<Integer> colours(Path picture) throws IOException {
        BufferedImage image = ImageIO.read(picture.toFile());
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y) & 0xFFFFFF);
            }
        }
        return colours;
    }

    @Test
    void drawsEveryCurveInItsColourOnWhite() throws IOException {
        Path file = folder.resolve("plot.PNG");
        cosines().write(file);
        assertTrue(colours(file).containsAll(Set.of(0xFFFFFF, 0x0072B2, 0xD55E00, 0x009E73)));
        assertEquals(0xFFFFFF, ImageIO.read(file.toFile()).getRGB(0, 0) & 0xFFFFFF);
    }

    @Test
    void drawsTheSameOnLines() throws IOException, ParserConfigurationException, SAXException {
        Path file = folder.resolve("plot.svg");
        cosines().write(file);
        Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        assertEquals("svg", svg.getDocumentElement().getTagName());
        assertTrue(svg.getElementsByTagName("path").getLength() > 10, "letters are drawn, so the picture needs no font");
        assertEquals(1, folder.toFile().list().length);
    }

    @Test
    void theSamePlotIsTheSameFile() throws IOException {
        for (String ending : new String[] {".png", ".svg"}) {
            Path first = folder.resolve("a" + ending);
            Path second = folder.resolve("b" + ending);
            cosines().write(first);
            cosines().write(second);
            assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
        }
    }

    @Test
    void manyLayersOneLayerAndGapsAreDrawn() throws IOException {
        Path file = folder.resolve("plot.png");
        new Plot("one", "layer", "cosine").labels(List.of("1")).cosines().line("a", new double[] {1}, new double[] {0.5}, null).write(file);
        assertTrue(colours(file).contains(0x0072B2));
        new Plot("gap", "layer", "cosine").labels(List.of("1", "2", "3")).line("a", LAYERS, new double[] {Double.NaN, 0.5, 0.6}, null)
                .line("b", new double[] {2}, new double[] {-3}, new double[] {1}).write(file);
        assertTrue(colours(file).containsAll(Set.of(0x0072B2, 0xD55E00)));
        List<String> names = new ArrayList<>();
        double[] x = new double[40];
        double[] y = new double[40];
        for (int i = 0; i < x.length; i++) {
            names.add("block " + (i + 1));
            x[i] = i + 1;
            y[i] = Math.sin(i);
        }
        new Plot("many", "layer", "cosine").labels(names).cosines().line("a", x, y, null).write(file);
        assertTrue(colours(file).contains(0x0072B2));
    }

    @Test
    void refusesOtherPictures() {
        String message = assertThrows(LocalSSLException.class, () -> cosines().write(folder.resolve("plot.jpg"))).getMessage();
        assertTrue(message.contains("plot.jpg") && message.contains(".svg"), message);
    }

    @Test
    void refusesWhatIsNoCurve() {
        Plot plot = new Plot("t", "x", "y");
        assertThrows(IllegalArgumentException.class, () -> plot.line("a", LAYERS, new double[2], null));
        assertThrows(IllegalArgumentException.class, () -> plot.line("a", LAYERS, new double[3], new double[2]));
        assertThrows(IllegalArgumentException.class, () -> plot.points("a", new double[0], new double[0]));
        assertThrows(IllegalArgumentException.class, () -> plot.points("a", LAYERS, new double[] {1, 2, Double.POSITIVE_INFINITY}));
        assertThrows(IllegalStateException.class, () -> plot.write(folder.resolve("plot.png")));
    }

    /** Draws in a process of its own, where no font can be found. */
    @Test
    void aJavaWithoutFontsIsNamed() throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        // Java keeps the fonts it once found in the home folder
        Path empty = Files.writeString(folder.resolve("fonts.conf"), "<fontconfig></fontconfig>");
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true", "-Duser.home=" + folder, "-cp", System.getProperty("java.class.path"), PlotTest.class.getName(), folder.resolve("plot.png").toString());
        builder.environment().put("FONTCONFIG_FILE", empty.toString());
        int exitCode = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start().waitFor();
        String text = Files.readString(output);
        assertEquals(0, exitCode, text);
        assertTrue(text.startsWith("found a Java that cannot draw text"), text);
        assertTrue(text.contains("install fontconfig"), text);
        assertEquals(1, text.lines().count(), text);
        assertFalse(Files.exists(folder.resolve("plot.png")));
    }

    /** For {@link #aJavaWithoutFontsIsNamed}. */
    public static void main(String[] arguments) throws IOException {
        try {
            cosines().write(Path.of(arguments[0]));
        } catch (LocalSSLException e) {
            System.out.println(Failure.line(e));
        }
    }
}
