package dev.hayabashi.config.libvirt;

import dev.hayabashi.config.Position;
import dev.hayabashi.config.Problems;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** XML to elements with positions. Nothing outside the text is read: no document type, no entity, no schema. */
final class XmlReader extends DefaultHandler {
    private static final String DNSMASQ = "http://libvirt.org/schemas/network/dnsmasq/1.0";
    private static final int MAX_DEPTH = 32;

    private final String[] lines;
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Locator locator;
    private @Nullable XmlElement root;

    private record Open(
            String name,
            Map<String, XmlElement.Attribute> attributes,
            List<XmlElement> children,
            StringBuilder text,
            Position at) {}

    private XmlReader(String xml) {
        // As a parser counts them: the first line is kept even when it is empty.
        lines = xml.split("\r\n|\r|\n", -1);
    }

    /** The root element; empty after a problem. */
    static Optional<XmlElement> read(String xml, Problems problems) {
        XmlReader reader = new XmlReader(xml);
        try {
            SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.newSAXParser().parse(new InputSource(new StringReader(xml)), reader);
            return Optional.ofNullable(reader.root);
        } catch (SAXParseException e) {
            problems.add(
                    reader.within(e.getLineNumber(), e.getColumnNumber()),
                    "not well-formed XML: " + e.getMessage(),
                    "write what `virsh net-dumpxml NETWORK` prints");
            return Optional.empty();
        } catch (SAXException | IOException | ParserConfigurationException e) {
            problems.add(Position.START, "cannot be read as XML: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A place in the text: the parser counts on over the lines of an XML declaration. */
    private Position within(int line, int column) {
        int inside = Math.max(1, Math.min(line, lines.length));
        String text = lines[inside - 1];
        return new Position(inside, Math.max(1, Math.min(column, text.codePointCount(0, text.length()) + 1)));
    }

    @Override
    public void setDocumentLocator(Locator where) {
        locator = where;
    }

    @Override
    public void startElement(String uri, String localName, String qualifiedName, Attributes given) throws SAXException {
        if (open.size() >= MAX_DEPTH) {
            throw new SAXParseException("more than " + MAX_DEPTH + " levels", locator);
        }
        Position end =
                locator == null ? Position.START : new Position(locator.getLineNumber(), locator.getColumnNumber());
        Position start = tagStart(end);
        Map<String, XmlElement.Attribute> attributes = new LinkedHashMap<>();
        for (int i = 0; i < given.getLength(); i++) {
            String name = given.getLocalName(i);
            attributes.put(name, new XmlElement.Attribute(given.getValue(i), attributeAt(name, start, end)));
        }
        String name = uri.equals(DNSMASQ) ? "dnsmasq:" + localName : localName;
        open.push(new Open(name, attributes, new ArrayList<>(), new StringBuilder(), start));
    }

    @Override
    public void characters(char[] characters, int from, int length) {
        if (!open.isEmpty()) {
            open.peek().text().append(characters, from, length);
        }
    }

    @Override
    public void endElement(String uri, String localName, String qualifiedName) {
        Open done = open.pop();
        XmlElement element = new XmlElement(
                done.name(),
                done.attributes(),
                List.copyOf(done.children()),
                done.text().toString().strip(),
                done.at());
        if (open.isEmpty()) {
            root = element;
        } else {
            open.peek().children().add(element);
        }
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
        throw e;
    }

    /** A parser says where a tag ends. It began at the last '<' before: none can stand in the value of an attribute. */
    private Position tagStart(Position end) {
        int line = Math.min(end.line(), lines.length);
        int before = end.column() - 2;
        for (; line >= 1; line--) {
            String text = lines[line - 1];
            int at = text.lastIndexOf('<', Math.min(before, text.length() - 1));
            if (at >= 0) {
                return new Position(line, at + 1);
            }
            before = Integer.MAX_VALUE - 1;
        }
        return Position.START;
    }

    private Position attributeAt(String name, Position start, Position end) {
        Pattern pattern = Pattern.compile("(?:^|[\\s:])" + Pattern.quote(name) + "\\s*=");
        for (int line = start.line(); line <= Math.min(end.line(), lines.length); line++) {
            int from = line == start.line() ? start.column() - 1 : 0;
            Matcher found = pattern.matcher(lines[line - 1]);
            if (found.find(from)) {
                int at = found.start();
                return new Position(line, found.group().startsWith(name) ? at + 1 : at + 2);
            }
        }
        return start;
    }
}
