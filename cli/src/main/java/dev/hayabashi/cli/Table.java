package dev.hayabashi.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text for people: columns as wide as they must be, two spaces between them, numbers to the right. When the
 * terminal is narrower than the table, the columns that the caller calls optional go first, from the right; then the last
 * column is cut.
 */
final class Table {
    private static final String GAP = "  ";
    private static final int LEAST_LAST = 6;

    private record Column(String title, boolean right, boolean optional) {}

    /**
     * A cell with a colour.
     *
     * @param paint the colour; what it means stands in the text too
     */
    record Painted(String text, Paint paint) {
        @Override
        public String toString() {
            return text;
        }
    }

    private final List<Column> columns = new ArrayList<>();
    private final List<List<Object>> rows = new ArrayList<>();

    Table text(String title) {
        columns.add(new Column(title, false, false));
        return this;
    }

    Table number(String title) {
        columns.add(new Column(title, true, false));
        return this;
    }

    /** A column of text that may be left out on a narrow terminal. */
    Table optionalText(String title) {
        columns.add(new Column(title, false, true));
        return this;
    }

    /** A column of numbers that may be left out on a narrow terminal. */
    Table optionalNumber(String title) {
        columns.add(new Column(title, true, true));
        return this;
    }

    void row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The table, ending with a line feed. */
    String render(int terminalWidth) {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = columns.get(c).title().length();
            for (List<Object> row : rows) {
                widths[c] = Math.max(widths[c], length(row.get(c).toString()));
            }
        }
        boolean[] shown = fit(widths, terminalWidth);
        StringBuilder out = new StringBuilder();
        List<Object> titles = new ArrayList<>();
        columns.forEach(column -> titles.add(new Painted(column.title(), Paint.FAINT)));
        line(out, titles, widths, shown);
        for (List<Object> row : rows) {
            line(out, row, widths, shown);
        }
        return out.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private boolean[] fit(int[] widths, int terminalWidth) {
        boolean[] shown = new boolean[widths.length];
        int total = -GAP.length();
        for (int c = 0; c < widths.length; c++) {
            shown[c] = true;
            total += widths[c] + GAP.length();
        }
        for (int c = widths.length - 1; c >= 0 && total > terminalWidth; c--) {
            if (columns.get(c).optional()) {
                shown[c] = false;
                total -= widths[c] + GAP.length();
            }
        }
        int last = widths.length - 1;
        while (last > 0 && !shown[last]) {
            last--;
        }
        if (total > terminalWidth && !columns.get(last).right()) {
            int least = Math.max(LEAST_LAST, columns.get(last).title().length());
            widths[last] = Math.max(Math.min(least, widths[last]), widths[last] - (total - terminalWidth));
        }
        return shown;
    }

    private void line(StringBuilder out, List<Object> cells, int[] widths, boolean[] shown) {
        StringBuilder gap = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            if (!shown[c]) {
                continue;
            }
            String cell = cut(cells.get(c).toString(), widths[c]);
            String padding = " ".repeat(widths[c] - length(cell));
            String painted = cells.get(c) instanceof Painted p ? p.paint().on(cell) : cell;
            boolean right = columns.get(c).right();
            // Blanks are written when something follows them, so that no line ends with any.
            if (right) {
                gap.append(padding);
            }
            if (!cell.isEmpty()) {
                out.append(gap).append(painted);
                gap.setLength(0);
            }
            if (!right) {
                gap.append(padding);
            }
            gap.append(GAP);
        }
        out.append('\n');
    }

    private static String cut(String cell, int width) {
        return length(cell) <= width ? cell : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    }
}
