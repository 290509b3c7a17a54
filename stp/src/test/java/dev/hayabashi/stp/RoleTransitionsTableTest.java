package dev.hayabashi.stp;

import static dev.hayabashi.stp.RoleTransitionsMachine.State.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The Port Role Transitions machine arrow by arrow and box by box (802.1D-2004 figures 17-19 to 17-22). */
class RoleTransitionsTableTest {
    /** From a quiet port of that role, what a change of variables leads to; and never without "ok". */
    private static void row(PortRole role, Consumer<Port> change, RoleTransitionsMachine.@Nullable State next) {
        MachineBench bench = new MachineBench().quiet(role);
        bench.expect(bench.port.prt, null);
        bench.set(change).expect(bench.port.prt, next);
        bench.set(p -> p.updtInfo = true).expect(bench.port.prt, null);
        bench.set(p -> {
                    p.updtInfo = false;
                    p.selected = false;
                })
                .expect(bench.port.prt, null);
    }

    private static void close(Port p) {
        p.learn = false;
        p.forward = false;
        p.learning = false;
        p.forwarding = false;
        p.fdWhile = 5;
    }

    @Test
    void rootPort() {
        row(PortRole.ROOT, p -> p.agree = false, ROOT_AGREED);
        row(PortRole.ROOT, p -> p.proposed = true, ROOT_AGREED);
        row(PortRole.ROOT, p -> p.sync = true, ROOT_SYNCED);
        row(PortRole.ROOT, p -> p.synced = false, null);
        row(PortRole.ROOT, p -> p.forward = false, REROOT);
        row(PortRole.ROOT, p -> p.reRoot = true, REROOTED);
        row(PortRole.ROOT, p -> p.rrWhile--, ROOT_PORT);
        row(
                PortRole.ROOT,
                p -> {
                    p.proposed = true;
                    p.agree = false;
                },
                ROOT_PROPOSED);
        row(
                PortRole.ROOT,
                p -> {
                    p.agreed = true;
                    p.synced = false;
                },
                ROOT_SYNCED);
    }

    /** Each of these, on some other port, stands in the way of an agreement. */
    @Test
    void allSyncedIsAboutAllPorts() {
        for (PortRole role : new PortRole[] {PortRole.ROOT, PortRole.ALTERNATE, PortRole.BACKUP}) {
            MachineBench bench = new MachineBench().quiet(role).set(p -> p.agree = false);
            RoleTransitionsMachine.State agreed = role == PortRole.ROOT ? ROOT_AGREED : ALTERNATE_AGREED;
            bench.expect(bench.port.prt, agreed);
            bench.setSecond(q -> q.synced = false).expect(bench.port.prt, null);
            bench.setSecond(q -> q.synced = true).expect(bench.port.prt, agreed);
            bench.setSecond(q -> q.updtInfo = true).expect(bench.port.prt, null);
            bench.setSecond(q -> q.updtInfo = false).expect(bench.port.prt, agreed);
            bench.setSecond(q -> q.selectedRole = PortRole.ALTERNATE).expect(bench.port.prt, null);
            bench.setSecond(q -> q.selectedRole = PortRole.DESIGNATED).expect(bench.port.prt, agreed);
            bench.setSecond(q -> q.selected = false).expect(bench.port.prt, null);
        }
    }

    /** The root port itself need not be synced. */
    @Test
    void allSyncedIgnoresTheRootPort() {
        MachineBench bench = new MachineBench().quiet(PortRole.ALTERNATE).set(p -> p.agree = false);
        MachineBench.quiet(bench.second, PortRole.ROOT);
        bench.setSecond(q -> q.synced = false).expect(bench.port.prt, ALTERNATE_AGREED);
    }

    private static MachineBench openingRoot(ForceVersion version) {
        return new MachineBench(version).quiet(PortRole.ROOT).set(p -> {
            close(p);
            p.reRoot = true;
        });
    }

    @Test
    void rootPortOpens() {
        MachineBench rapid = openingRoot(ForceVersion.RSTP);
        rapid.expect(rapid.port.prt, ROOT_LEARN);
        rapid.setSecond(q -> q.rrWhile = 3).expect(rapid.port.prt, null);
        rapid.set(p -> p.fdWhile = 0).expect(rapid.port.prt, ROOT_LEARN);
        rapid.setSecond(q -> q.rrWhile = 0)
                .set(p -> p.fdWhile = 5)
                .set(p -> p.rbWhile = 1)
                .expect(rapid.port.prt, null);
        rapid.set(p -> p.rbWhile = 0).set(p -> p.learn = true).expect(rapid.port.prt, ROOT_FORWARD);
        MachineBench old = openingRoot(ForceVersion.STP);
        old.expect(old.port.prt, null);
        old.set(p -> p.fdWhile = 0).expect(old.port.prt, ROOT_LEARN);
    }

    @Test
    void rootActions() {
        MachineBench bench = new MachineBench().quiet(PortRole.ROOT).set(p -> {
            p.proposed = true;
            p.agree = false;
        });
        bench.step(bench.port.prt, ROOT_PROPOSED);
        assertThat(bench.port.proposed).isFalse();
        assertThat(bench.port.sync && bench.second.sync && bench.third.sync).isTrue();
        bench.step(bench.port.prt, ROOT_PORT);
        bench.step(bench.port.prt, ROOT_AGREED);
        assertThat(bench.port.agree && bench.port.newInfo).isTrue();
        assertThat(bench.port.sync).isFalse();

        bench.quiet(PortRole.ROOT).set(p -> p.forward = false).step(bench.port.prt, REROOT);
        assertThat(bench.port.reRoot && bench.second.reRoot && bench.third.reRoot)
                .isTrue();

        bench = openingRoot(ForceVersion.RSTP);
        bench.step(bench.port.prt, ROOT_LEARN);
        assertThat(bench.port.learn).isTrue();
        assertThat(bench.port.fdWhile).isEqualTo(2);
        bench.step(bench.port.prt, ROOT_PORT).step(bench.port.prt, ROOT_FORWARD);
        assertThat(bench.port.forward).isTrue();
        assertThat(bench.port.fdWhile).isZero();
        bench.step(bench.port.prt, ROOT_PORT).step(bench.port.prt, REROOTED);
        assertThat(bench.port.reRoot).isFalse();

        bench.quiet(PortRole.DESIGNATED)
                .set(p -> p.selectedRole = PortRole.ROOT)
                .set(p -> p.disputed = true);
        bench.step(bench.port.prt, ROOT_PORT);
        assertThat(bench.port.role).isEqualTo(PortRole.ROOT);
        assertThat(bench.port.rrWhile).isEqualTo(15);

        bench.quiet(PortRole.ROOT).set(p -> {
            p.synced = false;
            p.agreed = true;
            p.sync = true;
        });
        bench.step(bench.port.prt, ROOT_SYNCED);
        assertThat(bench.port.synced).isTrue();
        assertThat(bench.port.sync).isFalse();
    }

    @Test
    void designatedPort() {
        row(PortRole.DESIGNATED, p -> p.reRoot = true, DESIGNATED_RETIRED);
        row(PortRole.DESIGNATED, p -> p.sync = true, DESIGNATED_SYNCED);
        row(PortRole.DESIGNATED, p -> p.synced = false, DESIGNATED_SYNCED);
        row(PortRole.DESIGNATED, p -> p.disputed = true, DESIGNATED_DISCARD);
        row(PortRole.DESIGNATED, p -> p.agreed = false, null);
    }

    @Test
    void designatedPortSynced() {
        row(PortRole.DESIGNATED, RoleTransitionsTableTest::unsynced, null);
        row(
                PortRole.DESIGNATED,
                p -> {
                    unsynced(p);
                    p.operEdge = true;
                },
                DESIGNATED_SYNCED);
        row(
                PortRole.DESIGNATED,
                p -> {
                    unsynced(p);
                    p.learning = false;
                    p.forwarding = false;
                },
                DESIGNATED_SYNCED);
        row(
                PortRole.DESIGNATED,
                p -> {
                    unsynced(p);
                    p.forwarding = false;
                },
                null);
        row(
                PortRole.DESIGNATED,
                p -> {
                    unsynced(p);
                    p.sync = true;
                },
                DESIGNATED_DISCARD);
    }

    private static void unsynced(Port p) {
        p.synced = false;
        p.agreed = false;
    }

    @Test
    void designatedPortProposesAndOpens() {
        Consumer<Port> closed = p -> {
            close(p);
            p.agreed = false;
        };
        row(PortRole.DESIGNATED, closed, DESIGNATED_PROPOSE);
        row(PortRole.DESIGNATED, closed.andThen(p -> p.proposing = true), null);
        row(PortRole.DESIGNATED, closed.andThen(p -> p.operEdge = true), DESIGNATED_LEARN);
        row(PortRole.DESIGNATED, closed.andThen(p -> p.agreed = true), DESIGNATED_LEARN);
        Consumer<Port> expired = closed.andThen(p -> {
            p.proposing = true;
            p.fdWhile = 0;
        });
        row(PortRole.DESIGNATED, expired, DESIGNATED_LEARN);
        row(PortRole.DESIGNATED, expired.andThen(p -> p.learn = true), DESIGNATED_FORWARD);
        row(
                PortRole.DESIGNATED,
                expired.andThen(p -> {
                    p.reRoot = true;
                    p.rrWhile = 3;
                }),
                null);
        // The gate has not closed yet, so sync is not done, and must not be overtaken.
        row(
                PortRole.DESIGNATED,
                expired.andThen(p -> {
                    p.sync = true;
                    p.synced = false;
                    p.learning = true;
                }),
                null);
        row(PortRole.DESIGNATED, expired.andThen(RoleTransitionsTableTest::loopGuard), null);
        // An agreed port still answers: the disputed one discards before its timer may open it.
        row(
                PortRole.DESIGNATED,
                expired.andThen(p -> {
                    p.learn = true;
                    p.disputed = true;
                }),
                DESIGNATED_DISCARD);
    }

    private static void loopGuard(Port p) {
        p.parameters = p.parameters.withLoopGuard(true);
        p.guards.informationExpired();
    }

    @Test
    void designatedPortDiscards() {
        Consumer<Port> rerooting = p -> {
            p.reRoot = true;
            p.rrWhile = 3;
        };
        row(PortRole.DESIGNATED, rerooting, DESIGNATED_DISCARD);
        row(PortRole.DESIGNATED, rerooting.andThen(p -> p.operEdge = true), null);
        row(
                PortRole.DESIGNATED,
                p -> {
                    p.disputed = true;
                    p.operEdge = true;
                },
                null);
        row(PortRole.DESIGNATED, RoleTransitionsTableTest::loopGuard, DESIGNATED_DISCARD);
    }

    @Test
    void designatedActions() {
        MachineBench bench = new MachineBench().quiet(PortRole.DESIGNATED).set(p -> p.reRoot = true);
        bench.step(bench.port.prt, DESIGNATED_RETIRED);
        assertThat(bench.port.reRoot).isFalse();

        bench.quiet(PortRole.DESIGNATED).set(p -> {
            p.sync = true;
            p.rrWhile = 7;
        });
        bench.step(bench.port.prt, DESIGNATED_SYNCED);
        assertThat(bench.port.synced).isTrue();
        assertThat(bench.port.sync).isFalse();
        assertThat(bench.port.rrWhile).isZero();

        bench.quiet(PortRole.DESIGNATED).set(p -> {
            close(p);
            p.agreed = false;
            p.edgeDelayWhile = 0;
        });
        bench.step(bench.port.prt, DESIGNATED_PROPOSE);
        assertThat(bench.port.proposing && bench.port.newInfo).isTrue();
        assertThat(bench.port.edgeDelayWhile).isEqualTo(3);

        bench.quiet(PortRole.DESIGNATED).set(p -> p.disputed = true);
        bench.step(bench.port.prt, DESIGNATED_DISCARD);
        assertThat(bench.port.learn || bench.port.forward || bench.port.disputed)
                .isFalse();
        assertThat(bench.port.fdWhile).isEqualTo(2);

        bench.quiet(PortRole.DESIGNATED).set(p -> {
            close(p);
            p.proposing = true;
            p.agreed = false;
            p.fdWhile = 0;
        });
        bench.step(bench.port.prt, DESIGNATED_LEARN);
        assertThat(bench.port.learn).isTrue();
        assertThat(bench.port.fdWhile).isEqualTo(2);
        bench.set(p -> p.fdWhile = 0).step(bench.port.prt, DESIGNATED_PORT).step(bench.port.prt, DESIGNATED_FORWARD);
        assertThat(bench.port.forward && bench.port.agreed).isTrue();
        assertThat(bench.port.proposing).isFalse();
    }

    /** A port that opened by its timers towards an STP neighbour has no agreement: the next sync closes it. */
    @Test
    void forwardingTowardsAnStpNeighbourIsNoAgreement() {
        MachineBench bench = new MachineBench().quiet(PortRole.DESIGNATED).set(p -> {
            p.sendRSTP = false;
            p.forward = false;
            p.agreed = false;
            p.proposing = true;
        });
        bench.step(bench.port.prt, DESIGNATED_FORWARD);
        assertThat(bench.port.agreed).isFalse();
    }

    @Test
    void alternateAndBackupPort() {
        for (PortRole role : new PortRole[] {PortRole.ALTERNATE, PortRole.BACKUP}) {
            row(role, p -> p.agree = false, ALTERNATE_AGREED);
            row(role, p -> p.proposed = true, ALTERNATE_AGREED);
            row(
                    role,
                    p -> {
                        p.proposed = true;
                        p.agree = false;
                    },
                    ALTERNATE_PROPOSED);
            row(role, p -> p.fdWhile--, ALTERNATE_PORT);
            row(role, p -> p.sync = true, ALTERNATE_PORT);
            row(role, p -> p.reRoot = true, ALTERNATE_PORT);
            row(role, p -> p.synced = false, ALTERNATE_PORT);
        }
        row(PortRole.BACKUP, p -> p.rbWhile--, BACKUP_PORT);
        row(PortRole.ALTERNATE, p -> p.rbWhile = 3, null);
    }

    /** A third bridge on the LAN may dispute while the port is Alternate; later that would close the port once for nothing. */
    @ParameterizedTest
    @EnumSource(
            value = PortRole.class,
            names = {"ROOT", "ALTERNATE", "BACKUP", "DISABLED"})
    void aDisputeIsForgottenWithTheRole(PortRole role) {
        for (PortRole[] change : new PortRole[][] {{PortRole.DESIGNATED, role}, {role, PortRole.DESIGNATED}}) {
            MachineBench bench = new MachineBench().quiet(change[0]).set(p -> {
                p.selectedRole = change[1];
                p.disputed = true;
            });
            assertThat(bench.port.prt.step()).isTrue();
            assertThat(bench.port.role).isEqualTo(change[1]);
            assertThat(bench.port.disputed).as("%s to %s", change[0], change[1]).isFalse();
        }
    }

    @Test
    void alternateActions() {
        MachineBench bench = new MachineBench().quiet(PortRole.ALTERNATE).set(p -> {
            p.proposed = true;
            p.agree = false;
        });
        bench.step(bench.port.prt, ALTERNATE_PROPOSED);
        assertThat(bench.port.proposed).isFalse();
        assertThat(bench.second.sync && bench.third.sync).isTrue();
        bench.step(bench.port.prt, ALTERNATE_PORT);
        assertThat(bench.port.sync).isFalse();
        bench.step(bench.port.prt, ALTERNATE_AGREED);
        assertThat(bench.port.agree && bench.port.newInfo).isTrue();

        bench.quiet(PortRole.ALTERNATE).set(p -> {
            p.fdWhile = 0;
            p.rrWhile = 5;
            p.sync = true;
            p.reRoot = true;
            p.synced = false;
        });
        bench.step(bench.port.prt, ALTERNATE_PORT);
        assertThat(bench.port.fdWhile).isEqualTo(2);
        assertThat(bench.port.rrWhile).isZero();
        assertThat(bench.port.synced).isTrue();
        assertThat(bench.port.sync || bench.port.reRoot).isFalse();

        bench.quiet(PortRole.BACKUP).set(p -> p.rbWhile = 0).step(bench.port.prt, BACKUP_PORT);
        assertThat(bench.port.rbWhile).isEqualTo(4);
    }

    @Test
    void disabledPort() {
        row(PortRole.DISABLED, p -> p.fdWhile--, DISABLED_PORT);
        row(PortRole.DISABLED, p -> p.sync = true, DISABLED_PORT);
        row(PortRole.DISABLED, p -> p.reRoot = true, DISABLED_PORT);
        row(PortRole.DISABLED, p -> p.synced = false, DISABLED_PORT);
        MachineBench bench = new MachineBench().quiet(PortRole.DISABLED).set(p -> {
            p.synced = false;
            p.sync = true;
            p.reRoot = true;
            p.rrWhile = 9;
            p.fdWhile = 0;
        });
        bench.step(bench.port.prt, DISABLED_PORT);
        assertThat(bench.port.synced).isTrue();
        assertThat(bench.port.sync || bench.port.reRoot).isFalse();
        assertThat(bench.port.rrWhile).isZero();
        assertThat(bench.port.fdWhile).isEqualTo(20);
        bench.expect(bench.port.prt, null);
    }

    /** A closing port is passed only when the data plane has really stopped. */
    @Test
    void closingWaitsForTheGate() {
        for (RoleTransitionsMachine.State closing : new RoleTransitionsMachine.State[] {BLOCK_PORT, DISABLE_PORT}) {
            PortRole role = closing == BLOCK_PORT ? PortRole.ALTERNATE : PortRole.DISABLED;
            MachineBench bench = new MachineBench().quiet(role).set(p -> {
                p.prt.state = closing;
                p.learning = true;
            });
            bench.expect(bench.port.prt, null);
            bench.set(p -> p.forwarding = true).set(p -> p.learning = false).expect(bench.port.prt, null);
            bench.set(p -> p.forwarding = false)
                    .expect(bench.port.prt, closing == BLOCK_PORT ? ALTERNATE_PORT : DISABLED_PORT);
        }
    }

    /** A newly selected role beats everything, unconditional transitions included; but only with "ok". */
    @ParameterizedTest
    @EnumSource
    void selectedRoleWins(RoleTransitionsMachine.State from) {
        MachineBench bench = new MachineBench().quiet(PortRole.DESIGNATED);
        for (PortRole role : PortRole.values()) {
            bench.quiet(role == PortRole.ROOT ? PortRole.DESIGNATED : PortRole.ROOT)
                    .set(p -> {
                        p.prt.state = from;
                        p.selectedRole = role;
                    });
            bench.expect(
                    bench.port.prt,
                    switch (role) {
                        case ROOT -> ROOT_PORT;
                        case DESIGNATED -> DESIGNATED_PORT;
                        case ALTERNATE, BACKUP -> BLOCK_PORT;
                        case DISABLED -> DISABLE_PORT;
                    });
        }
    }
}
