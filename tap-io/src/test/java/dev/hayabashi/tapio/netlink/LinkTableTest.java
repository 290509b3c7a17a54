package dev.hayabashi.tapio.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkTableTest {
    private static final int HERE = LinkInfo.OWN_NAMESPACE;

    private final LinkTable table = new LinkTable();
    private final List<String> told = new ArrayList<>();
    private final LinkListener listener = new LinkListener() {
        @Override
        public void linkChanged(LinkInfo link) {
            told.add("changed " + link.ifindex() + (link.adminUp() ? " up" : " down"));
        }

        @Override
        public void linkGone(LinkInfo last) {
            told.add("gone " + last.ifindex());
        }

        @Override
        public void namespaceGone(int namespaceId) {
            told.add("namespace " + namespaceId);
        }
    };

    private static LinkInfo link(int namespaceId, int ifindex, String name, boolean up) {
        return new LinkInfo(
                namespaceId,
                ifindex,
                name,
                true,
                up,
                up,
                1,
                false,
                1500,
                0,
                0,
                500,
                "",
                "",
                "",
                "",
                -1,
                Optional.empty());
    }

    @Test
    void tellsChangesOnceAndOnlyOfTheName() {
        table.watch(HERE, "a", listener);
        table.changed(link(HERE, 1, "a", false));
        table.changed(link(HERE, 1, "a", false));
        table.changed(link(HERE, 2, "b", true));
        table.changed(link(3, 1, "a", true));
        table.changed(link(HERE, 1, "a", true));
        table.deleted(link(HERE, 1, "a", true));
        table.deleted(link(HERE, 1, "a", true));
        assertThat(told).containsExactly("changed 1 down", "changed 1 up", "gone 1");
    }

    @Test
    void aRenamingIsAGoodbyeAndAWelcome() {
        table.watch(HERE, "a", listener);
        table.watch(HERE, "b", listener);
        table.changed(link(HERE, 1, "a", true));
        table.changed(link(HERE, 1, "b", true));
        assertThat(told).containsExactly("changed 1 up", "gone 1", "changed 1 up");
        assertThat(table.find(HERE, "a")).isEmpty();
    }

    @Test
    void whatADumpDoesNotMentionIsGone() {
        table.watch(HERE, "a", listener);
        table.watch(HERE, "b", listener);
        table.changed(link(HERE, 1, "a", true));
        table.changed(link(HERE, 2, "b", true));
        table.changed(link(3, 1, "a", true));
        told.clear();
        table.beginDump();
        table.changed(link(HERE, 2, "b", true));
        table.endDump(HERE);
        assertThat(told).containsExactly("gone 1");
        assertThat(table.links()).hasSize(2);
    }

    @Test
    void successorOfALostDeletionIsWelcomedAfterTheGoodbye() {
        table.watch(HERE, "a", listener);
        table.changed(link(HERE, 5, "a", true));
        told.clear();
        // The message of 5's end was lost; the dump that follows lists 7 and then ends.
        table.beginDump();
        table.changed(link(HERE, 7, "a", true));
        table.endDump(HERE);
        assertThat(told).containsExactly("gone 5", "changed 7 up");
        assertThat(table.find(HERE, "a")).map(LinkInfo::ifindex).contains(7);
    }

    @Test
    void namesThatWereSwappedAreToldRightFromADump() {
        table.watch(HERE, "a", listener);
        table.watch(HERE, "b", listener);
        table.changed(link(HERE, 3, "a", true));
        table.changed(link(HERE, 5, "b", true));
        told.clear();
        table.beginDump();
        table.changed(link(HERE, 3, "b", true));
        table.changed(link(HERE, 5, "a", true));
        table.endDump(HERE);
        assertThat(told).containsExactly("gone 5", "gone 3", "changed 3 up", "changed 5 up");
    }

    @Test
    void oneListenerThatFailsDoesNotDeafenTheOthers() {
        LinkListener broken = new LinkListener() {
            @Override
            public void linkChanged(LinkInfo link) {
                throw new IllegalStateException("a mistake");
            }

            @Override
            public void linkGone(LinkInfo last) {
                throw new IllegalStateException("a mistake");
            }
        };
        table.watch(HERE, "a", broken);
        table.watch(HERE, "a", listener);
        table.changed(link(HERE, 1, "a", true));
        table.deleted(link(HERE, 1, "a", true));
        assertThat(told).containsExactly("changed 1 up", "gone 1");
    }

    @Test
    void theEndOfANamespaceIsToldAfterItsNetdevs() {
        table.watch(3, "a", listener);
        table.changed(link(3, 1, "a", true));
        table.namespaceGone(3);
        table.namespaceGone(4);
        assertThat(told).containsExactly("changed 1 up", "gone 1", "namespace 3");
    }

    @Test
    void aListenerMayStopListeningWhileItIsTold() {
        LinkListener once = new LinkListener() {
            @Override
            public void linkChanged(LinkInfo link) {
                told.add("once");
                table.unwatch(HERE, "a", this);
            }

            @Override
            public void linkGone(LinkInfo last) {}
        };
        table.watch(HERE, "a", once);
        table.watch(HERE, "a", listener);
        table.changed(link(HERE, 1, "a", true));
        table.changed(link(HERE, 1, "a", false));
        assertThat(told).containsExactly("once", "changed 1 up", "changed 1 down");
        table.unwatch(HERE, "a", listener);
        assertThat(table.idle(HERE)).isTrue();
    }
}
