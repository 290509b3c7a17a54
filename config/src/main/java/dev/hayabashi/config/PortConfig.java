package dev.hayabashi.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One port of a bridge. The file's keys are flat; here they are grouped by who needs them.
 *
 * @param name name of the port; for kinds with a netdev also that netdev's name
 * @param kind what the port's frames travel through
 * @param number port number of the port identifier, 1..4095; empty for the lowest free one
 * @param link how the port is attached
 * @param stp what the spanning tree knows about it
 * @param relay what the bridge lets in and out
 * @param profile where what was not said comes from
 * @param guards what protects the others from this port
 * @param vlan VLANs that it is in
 */
public record PortConfig(
        String name,
        PortKind kind,
        OptionalInt number,
        PortLink link,
        PortStp stp,
        PortRelay relay,
        PortProfile profile,
        PortGuards guards,
        PortVlan vlan) {
    /** A port without a profile and without guards. */
    public PortConfig(String name, PortKind kind, OptionalInt number, PortLink link, PortStp stp, PortRelay relay) {
        this(name, kind, number, link, stp, relay, PortProfile.NONE, PortGuards.NONE, PortVlan.DEFAULT);
    }

    /** A port about which nothing but name and kind is said. */
    public static PortConfig of(String name, PortKind kind) {
        return of(name, kind, PortProfile.of(kind));
    }

    /** A port about which nothing but name, kind and profile is said. */
    public static PortConfig of(String name, PortKind kind, PortProfile profile) {
        return new PortConfig(
                name,
                kind,
                OptionalInt.empty(),
                PortLink.DEFAULT,
                PortStp.defaults(kind, profile),
                PortRelay.defaults(profile),
                profile,
                PortGuards.of(profile),
                PortVlan.DEFAULT);
    }

    /** The same port with another owner. */
    public PortConfig withOwner(Owner owner) {
        PortLink owned = new PortLink(
                Optional.of(owner),
                link.netns(),
                link.addresses(),
                link.mac(),
                link.mtu(),
                link.path(),
                link.queueFrames());
        return new PortConfig(name, kind, number, owned, stp, relay, profile, guards, vlan);
    }

    /** Whether each client of the port's socket is to be a port of its own; see {@link #member}. */
    public boolean isTemplate() {
        return name.indexOf('*') >= 0;
    }

    /** The port of one client of a template: {@code client} in place of the {@code *}. */
    public PortConfig member(String client) {
        return new PortConfig(name.replace("*", client), kind, number, link, stp, relay, profile, guards, vlan);
    }

    /** Whether {@code other} may be a {@link #member} of this template. */
    boolean isTemplateOf(PortConfig other) {
        int star = name.indexOf('*');
        return star >= 0
                && !other.isTemplate()
                && other.name().length() >= name.length()
                && other.name().startsWith(name.substring(0, star))
                && other.name().endsWith(name.substring(star + 1));
    }

    /** The same port with another number. */
    public PortConfig withNumber(int other) {
        return new PortConfig(name, kind, OptionalInt.of(other), link, stp, relay, profile, guards, vlan);
    }
}
