package dev.hayabashi.config.libvirt;

import dev.hayabashi.config.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An element with the place of its first character.
 *
 * @param name local name; those of dnsmasq's own options begin with {@code dnsmasq:}
 * @param attributes values by name, and where each name stands
 * @param children elements in it
 * @param text characters in it, without the white space around
 * @param at where it begins
 */
record XmlElement(String name, Map<String, Attribute> attributes, List<XmlElement> children, String text, Position at) {
    /** A value and its place. */
    record Attribute(String value, Position at) {}

    Optional<String> get(String attribute) {
        return Optional.ofNullable(attributes.get(attribute)).map(Attribute::value);
    }

    /** Where an attribute stands; the element when it is not there. */
    Position at(String attribute) {
        Attribute a = attributes.get(attribute);
        return a == null ? at : a.at();
    }

    Optional<XmlElement> child(String childName) {
        return children.stream().filter(c -> c.name().equals(childName)).findFirst();
    }

    List<XmlElement> all(String childName) {
        return children.stream().filter(c -> c.name().equals(childName)).toList();
    }

    /** The start tag as people write it, for messages. */
    String tag() {
        StringBuilder tag = new StringBuilder("<").append(name);
        new LinkedHashMap<>(attributes)
                .forEach((key, a) -> tag.append(' ')
                        .append(key)
                        .append("='")
                        .append(a.value())
                        .append('\''));
        return tag.append('>').toString();
    }
}
