package dev.hayabashi.config.libvirt;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Comments, and the key of the written file that each one stands in front of. */
final class Remarks {
    private static final int WIDTH = 110;

    /** A key of the written file, with its line as the writer begins it. Those that are not written lend to their parent. */
    enum Place {
        FILE(""),
        BRIDGE("  - name:"),
        STP("    stp:"),
        GATEWAY("    gateway:"),
        DHCP("      dhcp:"),
        HOSTS("        hosts:"),
        DNS("      dns:"),
        PORTS("    ports:");

        private final String line;

        Place(String line) {
            this.line = line;
        }

        private Place parent() {
            return switch (this) {
                case HOSTS -> DHCP;
                case DHCP, DNS -> GATEWAY;
                case STP, GATEWAY, PORTS -> BRIDGE;
                case BRIDGE, FILE -> FILE;
            };
        }
    }

    private final Map<Place, List<String>> remarks = new EnumMap<>(Place.class);

    void add(Place place, String text) {
        remarks.computeIfAbsent(place, p -> new ArrayList<>()).add(text);
    }

    /** A remark on an element that has no counterpart: where it stands, what it says, what to do. */
    void add(Place place, XmlElement element, String text) {
        add(place, "line " + element.at().line() + ", " + element.tag() + ": " + text);
    }

    /** Puts the comments into a written file. */
    String into(String yaml) {
        List<String> lines = new ArrayList<>(yaml.lines().toList());
        Map<Integer, List<String>> before = new java.util.TreeMap<>();
        remarks.forEach((place, texts) -> before.computeIfAbsent(line(place, lines), n -> new ArrayList<>())
                .addAll(texts));
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String indent = " ".repeat(indent(lines.get(i)));
            for (String text : before.getOrDefault(i, List.of())) {
                wrap(text, indent, out);
            }
            out.append(lines.get(i)).append('\n');
        }
        return out.toString();
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static int line(Place place, List<String> lines) {
        for (Place at = place; at != Place.FILE; at = at.parent()) {
            String prefix = at.line;
            Optional<String> found =
                    lines.stream().filter(l -> l.startsWith(prefix)).findFirst();
            if (found.isPresent()) {
                return lines.indexOf(found.get());
            }
        }
        return 0;
    }

    private static void wrap(String text, String indent, StringBuilder out) {
        int room = WIDTH - indent.length() - 2;
        StringBuilder line = new StringBuilder();
        String lead = "# ";
        // A description may have any character; one that ends a line would end the comment.
        for (String word :
                text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ").strip().split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > room) {
                out.append(indent).append(lead).append(line).append('\n');
                line.setLength(0);
                lead = "#   ";
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        out.append(indent).append(lead).append(line).append('\n');
    }
}
