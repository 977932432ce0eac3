package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.image.DecodedImage;
import io.localssl.image.ImageShape;
import org.junit.jupiter.api.Test;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ContactSheetTest {
    private static final FontMetrics METRICS = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 13));

    private static ContactSheet.Group group(int height, int width, int level, String text) {
        ImageShape shape = new ImageShape(1, height, width);
        byte[] pixels = new byte[shape.size()];
        Arrays.fill(pixels, (byte) level);
        return new ContactSheet.Group(List.of(new DecodedImage(shape, pixels)), text);
    }

    private static int grey(BufferedImage sheet, int x, int y) {
        return sheet.getRGB(x, y) & 0xFF;
    }

    /** All by the factor that suits the largest. */
    @Test
    void imagesOfAnySizeKeepTheirProportions() {
        ContactSheet sheet = new ContactSheet(List.of(group(10, 40, 11, "wide"), group(30, 10, 22, "tall")), 2);
        assertEquals(3, sheet.scale());
        BufferedImage drawn = sheet.draw();
        assertEquals(16 + 2 * (120 + 16), drawn.getWidth());
        assertEquals(16 + 90 + 20 + 16, drawn.getHeight());
        assertEquals(11, grey(drawn, 16 + 119, 16 + 29));
        assertEquals(0xF4, grey(drawn, 16 + 120, 16 + 29));
        assertEquals(0xF4, grey(drawn, 16 + 119, 16 + 60));
        assertEquals(22, grey(drawn, 16 + 136 + 29, 16 + 89));
        assertEquals(0xF4, grey(drawn, 16 + 136 + 30, 16 + 89));
    }

    @Test
    void longLabelsAreCutInTheWidthOfTheirImage() {
        String longest = "n02099601 golden retriever, yellow";
        BufferedImage drawn = new ContactSheet(List.of(group(32, 32, 0, longest), group(32, 32, 0, longest)), 2).draw();
        for (int x = 16 + 128; x < 16 + 144; x++) {
            for (int y = 16 + 128; y < drawn.getHeight(); y++) {
                assertEquals(0xF4, grey(drawn, x, y), "between the labels");
            }
        }
        String cut = ContactSheet.shorten(longest, METRICS, 128);
        assertTrue(cut.endsWith("\u2026") && longest.startsWith(cut.substring(0, cut.length() - 1)) && cut.length() > 10, cut);
        assertTrue(METRICS.stringWidth(cut) <= 128);
        assertEquals("cat", ContactSheet.shorten("cat", METRICS, 128));
        assertEquals("\u2026", ContactSheet.shorten("\uD83D\uDC08\uD83D\uDC08", METRICS, 1), "no half of a character");
    }

    @Test
    void aSheetThatIsTooLargeIsRefused() {
        assertThrows(LocalSSLException.class, () -> new ContactSheet(Collections.nCopies(20, group(2000, 2000, 0, "")), 0));
    }
}
