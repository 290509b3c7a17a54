package dev.hayabashi.tapio.netlink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The netdevs that the monitor knows, by namespace and index, and who wants to hear of which name. Turns what the kernel
 * says into appeared, changed and gone, once each.
 */
final class LinkTable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkTable.class);

    // equals and hashCode by hand: the virtual machine would make a record's own ones while the daemon starts.
    private record Name(int namespaceId, String name) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Name that && namespaceId == that.namespaceId && name.equals(that.name);
        }

        @Override
        public int hashCode() {
            return 31 * namespaceId + name.hashCode();
        }
    }

    // By namespace and index, see key().
    private final Map<Long, LinkInfo> links = new LinkedHashMap<>();
    private final Map<Long, Long> seenIn = new HashMap<>();
    private final Map<Name, List<LinkListener>> watchers = new HashMap<>();
    private final List<LinkListener> all = new ArrayList<>();
    private long generation;

    void watch(int namespaceId, String name, LinkListener listener) {
        watchers.computeIfAbsent(new Name(namespaceId, name), key -> new ArrayList<>())
                .add(listener);
        find(namespaceId, name).ifPresent(listener::linkChanged);
    }

    void unwatch(int namespaceId, String name, LinkListener listener) {
        watchers.computeIfPresent(new Name(namespaceId, name), (key, listeners) -> {
            listeners.remove(listener);
            return listeners.isEmpty() ? null : listeners;
        });
    }

    void watchAll(LinkListener listener) {
        all.add(listener);
        links().stream()
                .filter(link -> link.namespaceId() == LinkInfo.OWN_NAMESPACE)
                .forEach(listener::linkChanged);
    }

    void unwatchAll(LinkListener listener) {
        all.remove(listener);
    }

    private static long key(LinkInfo link) {
        return (long) link.namespaceId() << Integer.SIZE | (link.ifindex() & 0xffff_ffffL);
    }

    /** True when nobody watches anything in this namespace. */
    boolean idle(int namespaceId) {
        return watchers.keySet().stream().noneMatch(name -> name.namespaceId() == namespaceId);
    }

    /** Every namespace, other than our own, in which somebody watches something. */
    Set<Integer> watchedNamespaces() {
        return watchers.keySet().stream()
                .map(Name::namespaceId)
                .filter(id -> id != LinkInfo.OWN_NAMESPACE)
                .collect(Collectors.toSet());
    }

    Optional<LinkInfo> find(int namespaceId, String name) {
        return links.values().stream()
                .filter(link -> link.namespaceId() == namespaceId && link.name().equals(name))
                .findFirst();
    }

    Collection<LinkInfo> links() {
        return List.copyOf(links.values());
    }

    void changed(LinkInfo link) {
        displace(link);
        long key = key(link);
        seenIn.put(key, generation);
        LinkInfo before = links.put(key, link);
        if (link.equals(before)) {
            return;
        }
        if (before != null && !before.name().equals(link.name())) {
            tellGone(before);
        }
        tell(listeners(link), listener -> listener.linkChanged(link));
    }

    /**
     * A name is never two netdevs': one that had it before has gone while the message that said so was lost. Its goodbye must
     * not come after its successor's welcome.
     */
    private void displace(LinkInfo link) {
        for (LinkInfo other : links()) {
            if (other.namespaceId() == link.namespaceId()
                    && other.ifindex() != link.ifindex()
                    && other.name().equals(link.name())) {
                deleted(other);
            }
        }
    }

    void deleted(LinkInfo link) {
        long key = key(link);
        seenIn.remove(key);
        LinkInfo before = links.remove(key);
        if (before != null) {
            tellGone(before);
        }
    }

    /** A dump begins: what it does not mention is gone. */
    void beginDump() {
        generation++;
    }

    void endDump(int namespaceId) {
        for (LinkInfo link : links()) {
            long key = key(link);
            if (link.namespaceId() == namespaceId && seenIn.getOrDefault(key, -1L) < generation) {
                deleted(link);
            }
        }
    }

    void namespaceGone(int namespaceId) {
        List<LinkListener> concerned = watchers.entrySet().stream()
                .filter(entry -> entry.getKey().namespaceId() == namespaceId)
                .flatMap(entry -> entry.getValue().stream())
                .toList();
        for (LinkInfo link : links()) {
            if (link.namespaceId() == namespaceId) {
                deleted(link);
            }
        }
        tell(concerned, listener -> listener.namespaceGone(namespaceId));
    }

    private void tellGone(LinkInfo link) {
        tell(listeners(link), listener -> listener.linkGone(link));
    }

    /** One that fails must not keep the others, or the rest of the kernel's message, from being heard. */
    private static void tell(List<LinkListener> listeners, Consumer<LinkListener> news) {
        for (LinkListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("a link change was not taken in by {}; please report this", listener, e);
            }
        }
    }

    /** A copy: a listener may watch and unwatch while it is told. */
    private List<LinkListener> listeners(LinkInfo link) {
        List<LinkListener> told =
                new ArrayList<>(watchers.getOrDefault(new Name(link.namespaceId(), link.name()), List.of()));
        if (link.namespaceId() == LinkInfo.OWN_NAMESPACE) {
            told.addAll(all);
        }
        return told;
    }
}
