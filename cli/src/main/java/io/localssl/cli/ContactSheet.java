package io.localssl.cli;

import io.localssl.LocalSSLException;
import io.localssl.image.DecodedImage;
import io.localssl.image.ImageShape;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;

/**
 * Images on one picture, row by row, with a line of text under each or under each group of them. Images with sides of less than 128 pixels are enlarged, all by the same
 * whole factor and pixel by pixel: nothing is seen that is not in them.
 */
final class ContactSheet {
    static final int MARGIN = 16;
    /** Between the images of a pair. */
    static final int GAP = 3;
    /** Between pairs, and the image before them. */
    static final int WIDE_GAP = 8;
    static final int TEXT_HEIGHT = 20;
    private static final int SIDE = 128;
    private static final int MOST_PIXELS = 1 << 26;
    private static final Color BACKGROUND = new Color(0xF4F4F4);
    private static final Color TEXT = new Color(0x202020);
    private static final String ELLIPSIS = "\u2026";

    private final List<Group> groups;
    private final int columns;
    private final int scale;
    private final int cellWidth;
    private final int cellHeight;

    /**
     * Images that belong together.
     *
     * @param images from left to right, the first alone, those behind it in pairs.
     * @param text   what is written under them.
     */
    record Group(List<DecodedImage> images, String text) {

        int width(int scale) {
            return left(images.size() - 1, scale) + images.get(images.size() - 1).shape().width() * scale;
        }

        int height(int scale) {
            return images.stream().mapToInt(image -> image.shape().height()).max().orElse(0) * scale;
        }

        /** How far an image is from the left side of the group. */
        int left(int index, int scale) {
            return index == 0 ? 0 : left(index - 1, scale) + images.get(index - 1).shape().width() * scale + (index % 2 == 1 ? WIDE_GAP : GAP);
        }
    }

    /**
     * @param groups  at least one.
     * @param columns how many stand side by side, at least 1; 0 for a sheet that is about square.
     * @throws LocalSSLException if the sheet would have too many pixels.
     */
    ContactSheet(List<Group> groups, int columns) {
        this.groups = groups;
        int side = groups.stream().flatMap(group -> group.images().stream()).mapToInt(image -> Math.max(image.shape().height(), image.shape().width())).max().orElse(1);
        this.scale = Math.max(1, SIDE / side);
        this.cellWidth = groups.stream().mapToInt(group -> group.width(scale)).max().orElse(0) + MARGIN;
        this.cellHeight = groups.stream().mapToInt(group -> group.height(scale)).max().orElse(0) + TEXT_HEIGHT + MARGIN;
        int square = (int) Math.max(1, Math.sqrt((double) groups.size() * cellHeight / cellWidth));
        this.columns = Math.min(groups.size(), columns == 0 ? square : columns);
        if ((long) width() * height() > MOST_PIXELS) {
            throw new LocalSSLException(String.format(Locale.ROOT, "found a sheet of %d x %d pixels, expected at most %,d in all; "
                    + "show fewer images, or smaller ones of files (folder:DIR:SIDE)", width(), height(), MOST_PIXELS));
        }
    }

    int columns() {
        return columns;
    }

    int scale() {
        return scale;
    }

    private int width() {
        return columns * cellWidth + MARGIN;
    }

    private int height() {
        return (groups.size() + columns - 1) / columns * cellHeight + MARGIN;
    }

    /** Draws all images and their texts. */
    BufferedImage draw() {
        BufferedImage sheet = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        graphics.setColor(BACKGROUND);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int i = 0; i < groups.size(); i++) {
            draw(groups.get(i), graphics, MARGIN + i % columns * cellWidth, MARGIN + i / columns * cellHeight);
        }
        graphics.dispose();
        return sheet;
    }

    private void draw(Group group, Graphics2D graphics, int left, int top) {
        for (int i = 0; i < group.images().size(); i++) {
            BufferedImage picture = picture(group.images().get(i));
            graphics.drawImage(picture, left + group.left(i, scale), top, picture.getWidth() * scale, picture.getHeight() * scale, null);
        }
        FontMetrics metrics = graphics.getFontMetrics();
        int baseline = top + group.height(scale) + (TEXT_HEIGHT - metrics.getHeight()) / 2 + metrics.getAscent();
        graphics.setColor(TEXT);
        graphics.drawString(shorten(group.text(), metrics, cellWidth - MARGIN), left, baseline);
    }

    /** Cuts a text that is too wide, with an ellipsis. */
    static String shorten(String text, FontMetrics metrics, int width) {
        String kept = text;
        String shown = text;
        while (metrics.stringWidth(shown) > width && !kept.isEmpty()) {
            kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
            shown = kept.stripTrailing() + ELLIPSIS;
        }
        return shown;
    }

    private static BufferedImage picture(DecodedImage image) {
        ImageShape shape = image.shape();
        int area = shape.height() * shape.width();
        int green = shape.channels() == 1 ? 0 : area;
        BufferedImage picture = new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = image.pixels();
        for (int i = 0; i < area; i++) {
            picture.setRGB(i % shape.width(), i / shape.width(), (pixels[i] & 0xFF) << 16 | (pixels[green + i] & 0xFF) << 8 | pixels[2 * green + i] & 0xFF);
        }
        return picture;
    }
}
