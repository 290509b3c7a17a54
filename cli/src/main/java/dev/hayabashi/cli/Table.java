package dev.hayabashi.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text for people: columns as wide as they must be, two spaces between them, numbers to the right. When the
 * terminal is narrower than the table, the columns that the caller calls optional go first, from the right.
 */
final class Table {
    private static final String GAP = "  ";

    private record Column(String title, boolean right, boolean optional) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

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
        List<String> row = new ArrayList<>(cells.length);
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The table, ending with a line feed. */
    String render(int terminalWidth) {
        int[] widths = new int[columns.size()];
        for (int c = 0; c < widths.length; c++) {
            widths[c] = columns.get(c).title().length();
            for (List<String> row : rows) {
                widths[c] = Math.max(
                        widths[c], row.get(c).codePointCount(0, row.get(c).length()));
            }
        }
        boolean[] shown = fit(widths, terminalWidth);
        StringBuilder out = new StringBuilder();
        List<String> titles = columns.stream().map(Column::title).toList();
        line(out, titles, widths, shown);
        for (List<String> row : rows) {
            line(out, row, widths, shown);
        }
        return out.toString();
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
        return shown;
    }

    private void line(StringBuilder out, List<String> cells, int[] widths, boolean[] shown) {
        int start = out.length();
        for (int c = 0; c < widths.length; c++) {
            if (!shown[c]) {
                continue;
            }
            if (out.length() > start) {
                out.append(GAP);
            }
            String cell = cells.get(c);
            String padding = " ".repeat(widths[c] - cell.codePointCount(0, cell.length()));
            out.append(columns.get(c).right() ? padding + cell : cell + padding);
        }
        int end = out.length();
        while (end > start && out.charAt(end - 1) == ' ') {
            end--;
        }
        out.setLength(end);
        out.append('\n');
    }
}
