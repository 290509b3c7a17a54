package dev.hayabashi.services.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.services.dhcp.DhcpLab.Reply;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.Ipv4;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The exchanges of RFC 2131, and who gets which address. */
class DhcpServerTest {
    private static final String A = "aa:fc:00:00:00:01";
    private static final String B = "aa:fc:00:00:00:02";
    private static final String FIRST = "192.168.122.2";
    private static final String SECOND = "192.168.122.3";

    private final DhcpLab lab = new DhcpLab(DhcpLab.settings().build());

    private static String lease(DhcpLab lab, int port, String mac) {
        String offered = lab.ask(port, ClientFrame.discover(mac)).yiaddr();
        assertThat(lab.ask(port, ClientFrame.select(mac, offered)).type()).isEqualTo(MessageType.ACK);
        return offered;
    }

    @Test
    void firstDiscoverIsAnsweredAndFourMessagesMakeALease() {
        Reply offer = lab.ask(1, ClientFrame.discover(A));

        assertThat(offer.type()).isEqualTo(MessageType.OFFER);
        assertThat(offer.yiaddr()).isEqualTo(FIRST);
        assertThat(lab.disk).as("an offer touches no disk").isEmpty();

        Reply ack = lab.ask(1, ClientFrame.select(A, FIRST));
        assertThat(ack.type()).isEqualTo(MessageType.ACK);
        assertThat(ack.yiaddr()).isEqualTo(FIRST);
        assertThat(lab.engine.leases()).singleElement().satisfies(lease -> {
            assertThat(MacAddress.format(lease.mac())).isEqualTo(A);
            assertThat(lease.port()).isEqualTo("vm1");
            assertThat(lease.endsWallMillis()).isEqualTo(lab.wallMillis + 3_600_000);
        });
    }

    @Test
    void ackLeavesOnlyAfterTheDisk() {
        lab.diskIsSlow = true;
        lab.ask(1, ClientFrame.discover(A));
        lab.askInVain(1, ClientFrame.select(A, FIRST));
        assertThat(lab.engine.pendingAcks()).isEqualTo(1);

        lab.sync();

        assertThat(lab.take())
                .singleElement()
                .satisfies(sent -> assertThat(Reply.read(sent.frame()).type()).isEqualTo(MessageType.ACK));
        assertThat(lab.engine.pendingAcks()).isZero();
    }

    @Test
    void discoverIsAnsweredWhileTheDiskIsBusy() {
        lab.diskIsSlow = true;
        lab.ask(1, ClientFrame.discover(A));
        lab.askInVain(1, ClientFrame.select(A, FIRST));

        assertThat(lab.ask(2, ClientFrame.discover(B)).yiaddr()).isEqualTo(SECOND);
    }

    @Test
    void requestThatIsRepeatedWhileTheDiskWorksIsWrittenOnceAndAnsweredOnceWithTheLastTransaction() {
        lab.diskIsSlow = true;
        lab.ask(1, ClientFrame.discover(A));
        lab.askInVain(1, ClientFrame.select(A, FIRST));
        lab.askInVain(
                1,
                ClientFrame.of(MessageType.REQUEST, A)
                        .xid(77)
                        .address(50, FIRST)
                        .address(54, "192.168.122.1")
                        .bytes());
        assertThat(lab.unwritten()).isEqualTo(1);

        lab.sync();
        assertThat(lab.take())
                .singleElement()
                .satisfies(sent ->
                        assertThat(Reply.read(sent.frame()).message().xid()).isEqualTo(77));
    }

    @Test
    void clientThatAskedAgainWhileTheDiskWorkedIsToldWhatIsLeftOfItsLease() {
        lab.diskIsSlow = true;
        lab.ask(1, ClientFrame.discover(A));
        lab.askInVain(1, ClientFrame.select(A, FIRST));
        lab.advance(10);
        lab.askInVain(1, ClientFrame.select(A, FIRST));
        lab.sync();

        Reply ack = Reply.read(lab.take().get(0).frame());
        assertThat(ack.options().unsigned(OptionCode.LEASE_TIME, 0)).isEqualTo(3590);
    }

    @Test
    void leaseThatCannotBeWrittenIsNotAcknowledgedAndIsFreeAgain() {
        lab.diskIsSlow = true;
        lab.ask(1, ClientFrame.discover(A));
        lab.askInVain(1, ClientFrame.select(A, FIRST));
        lab.failWrites();

        assertThat(lab.take()).isEmpty();
        assertThat(lab.engine.leases()).isEmpty();
        assertThat(lab.events).anyMatch(e -> e instanceof ServiceEvent.LeaseNotPersisted);
        lab.diskIsSlow = false;
        assertThat(lease(lab, 2, B)).isEqualTo(FIRST);
    }

    @Test
    void renewalThatCannotBeWrittenLeavesTheLeaseAsItWas() {
        lease(lab, 1, A);
        lab.advance(1800);
        lab.diskIsSlow = true;
        lab.askInVain(1, ClientFrame.renew(A, FIRST));
        lab.failWrites();
        assertThat(lab.engine.leases()).hasSize(1);

        lab.advance(1801);
        assertThat(lab.engine.leases()).as("the old end counts").isEmpty();
    }

    @Test
    void tooManyAcksThatWaitForTheDiskAreNotPromised() {
        DhcpLab small = new DhcpLab(
                DhcpLab.settings().limits(new DhcpLimits(200, 1000, 64, 1)).build());
        small.diskIsSlow = true;
        small.ask(1, ClientFrame.discover(A));
        small.ask(2, ClientFrame.discover(B));
        small.askInVain(1, ClientFrame.select(A, FIRST));
        small.askInVain(2, ClientFrame.select(B, SECOND));

        assertThat(small.unwritten()).isEqualTo(1);
        assertThat(small.engine.counters().refusedCount(Refusal.DISK_BUSY)).isEqualTo(1);
    }

    @Test
    void presentAddressComesBeforeARequestedOne() {
        lease(lab, 1, A);
        byte[] discover = ClientFrame.of(MessageType.DISCOVER, A)
                .address(50, "192.168.122.99")
                .bytes();
        assertThat(lab.ask(1, discover).yiaddr()).isEqualTo(FIRST);
    }

    @Test
    void expiredAddressIsOfferedToItsClientAgain() {
        lease(lab, 1, A);
        assertThat(lease(lab, 2, B)).isEqualTo(SECOND);
        lab.advance(3601);
        assertThat(lab.engine.leases()).isEmpty();

        assertThat(lab.ask(2, ClientFrame.discover(B)).yiaddr()).isEqualTo(SECOND);
    }

    @Test
    void requestedAddressIsOfferedWhenItIsFreeAndInThePool() {
        byte[] free = ClientFrame.of(MessageType.DISCOVER, A)
                .address(50, "192.168.122.99")
                .bytes();
        assertThat(lab.ask(1, free).yiaddr()).isEqualTo("192.168.122.99");
        byte[] taken = ClientFrame.of(MessageType.DISCOVER, B)
                .address(50, "192.168.122.99")
                .bytes();
        assertThat(lab.ask(2, taken).yiaddr()).isEqualTo(FIRST);
        byte[] outside =
                ClientFrame.of(MessageType.DISCOVER, B).address(50, "10.0.0.5").bytes();
        assertThat(lab.ask(2, outside).yiaddr()).isEqualTo(FIRST);
    }

    @Test
    void reservedAddressIsGivenToItsClientOnly() {
        DhcpLab reserved = new DhcpLab(DhcpLab.settings("192.168.122.2-192.168.122.3")
                .reservations(List.of(Reservation.ofMac(MacAddress.parse(B), Ipv4.parse(FIRST), "web")))
                .build());
        assertThat(reserved.ask(1, ClientFrame.discover(A)).yiaddr()).isEqualTo(SECOND);
        assertThat(reserved.ask(2, ClientFrame.discover(B)).yiaddr()).isEqualTo(FIRST);
        byte[] third = ClientFrame.of(MessageType.DISCOVER, "aa:fc:00:00:00:03")
                .address(50, FIRST)
                .bytes();
        reserved.askInVain(1, third);
    }

    @Test
    void addressThatHasBeenFreeForLongestIsTakenOnceAllWereLeased() {
        DhcpLab two =
                new DhcpLab(DhcpLab.settings("192.168.122.2-192.168.122.3").build());
        lease(two, 1, A);
        two.advance(10);
        lease(two, 2, B);
        two.receive(2, ClientFrame.release(B, SECOND));
        two.advance(10);
        two.receive(1, ClientFrame.release(A, FIRST));

        assertThat(two.ask(1, ClientFrame.discover("aa:fc:00:00:00:03")).yiaddr())
                .isEqualTo(SECOND);
    }

    @Test
    void networkBroadcastGatewayAndExclusionsAreNeverLeased() {
        DhcpSubnet subnet = new DhcpSubnet(
                DhcpLab.NETWORK,
                DhcpLab.GATEWAY,
                List.of(
                        AddressRange.parse("192.168.122.0-192.168.122.3"),
                        AddressRange.parse("192.168.122.254-192.168.122.255")),
                List.of(AddressRange.parse(FIRST)));
        DhcpLab odd = new DhcpLab(DhcpSettings.builder(DhcpLab.GATEWAY_MAC, DhcpLab.GATEWAY, subnet)
                .build());

        assertThat(lease(odd, 1, A)).isEqualTo(SECOND);
        assertThat(lease(odd, 1, B)).isEqualTo("192.168.122.254");
        odd.askInVain(1, ClientFrame.discover("aa:fc:00:00:00:03"));
    }

    @Test
    void exhaustedPoolIsReportedOnceAMinuteWithWhatToDo() {
        DhcpLab one = new DhcpLab(DhcpLab.settings("192.168.122.2").build());
        lease(one, 1, A);
        for (int i = 0; i < 5; i++) {
            one.askInVain(2, ClientFrame.discover(B));
        }
        assertThat(one.events)
                .filteredOn(e -> e instanceof ServiceEvent.PoolExhausted)
                .singleElement()
                .satisfies(e -> assertThat(e.message()).contains("192.168.122.0/24", B, "vm2", "Widen"));
        one.advance(61);
        one.askInVain(2, ClientFrame.discover(B));
        assertThat(one.events)
                .filteredOn(e -> e instanceof ServiceEvent.PoolExhausted)
                .last()
                .satisfies(e -> assertThat(e.message()).contains("4 more"));
        assertThat(one.engine.counters().refusedCount(Refusal.POOL_EXHAUSTED)).isEqualTo(6);
    }

    @Test
    void selectingAnotherServerWithdrawsTheOfferAndTellsOfTheServer() {
        lab.ask(1, ClientFrame.discover(A));
        lab.askInVain(
                1,
                ClientFrame.of(MessageType.REQUEST, A)
                        .address(50, FIRST)
                        .address(54, "192.168.122.77")
                        .bytes());

        assertThat(lab.events).anyMatch(e -> e instanceof ServiceEvent.OtherDhcpServer);
        assertThat(lab.ask(2, ClientFrame.discover(B)).yiaddr()).isEqualTo(FIRST);
    }

    @Test
    void selectingAnAddressThatIsSomebodyElsesIsRefused() {
        lease(lab, 1, A);
        Reply reply = lab.ask(2, ClientFrame.select(B, FIRST));
        assertThat(reply.type()).isEqualTo(MessageType.NAK);
        assertThat(reply.options().text(OptionCode.MESSAGE)).contains(FIRST);
    }

    @Test
    void initRebootOfAKnownClientIsAcknowledged() {
        lease(lab, 1, A);
        Reply reply = lab.ask(1, ClientFrame.initReboot(A, FIRST));
        assertThat(reply.type()).isEqualTo(MessageType.ACK);
        assertThat(reply.yiaddr()).isEqualTo(FIRST);
    }

    @Test
    void initRebootOnTheWrongNetworkIsRefused() {
        DhcpLab shy = new DhcpLab(DhcpLab.settings().authoritative(false).build());
        assertThat(shy.ask(1, ClientFrame.initReboot(A, "10.1.2.3")).type()).isEqualTo(MessageType.NAK);
        assertThat(lab.ask(1, ClientFrame.initReboot(A, "10.1.2.3")).type()).isEqualTo(MessageType.NAK);
    }

    @Test
    void initRebootOfAnUnknownClientIsRefusedByAnAuthoritativeServerOnly() {
        assertThat(lab.ask(1, ClientFrame.initReboot(A, "192.168.122.50")).type())
                .isEqualTo(MessageType.NAK);

        DhcpLab shy = new DhcpLab(DhcpLab.settings().authoritative(false).build());
        shy.askInVain(1, ClientFrame.initReboot(A, "192.168.122.50"));
        assertThat(shy.engine.counters().refusedCount(Refusal.NOT_AUTHORITATIVE))
                .isEqualTo(1);
    }

    @Test
    void initRebootWithAnotherAddressThanTheClientsIsRefused() {
        lease(lab, 1, A);
        assertThat(lab.ask(1, ClientFrame.initReboot(A, "192.168.122.50")).type())
                .isEqualTo(MessageType.NAK);
    }

    @Test
    void renewalIsUnicastAndExtendsTheLease() {
        lease(lab, 1, A);
        lab.advance(1800);
        Reply reply = lab.ask(1, ClientFrame.renew(A, FIRST));

        assertThat(reply.type()).isEqualTo(MessageType.ACK);
        assertThat(Ipv4.format(reply.destination())).isEqualTo(FIRST);
        assertThat(MacAddress.format(reply.destinationMac())).isEqualTo(A);
        assertThat(Ipv4.format(reply.message().ciaddr())).isEqualTo(FIRST);
        lab.advance(3599);
        assertThat(lab.engine.leases()).hasSize(1);
        lab.advance(1);
        assertThat(lab.engine.leases()).isEmpty();
    }

    @Test
    void rebindingIsBroadcastAndExtendsTheLease() {
        lease(lab, 1, A);
        lab.advance(3200);
        assertThat(lab.ask(1, ClientFrame.rebind(A, FIRST)).type()).isEqualTo(MessageType.ACK);
    }

    @Test
    void renewalOfAnAddressThatIsSomebodyElsesIsRefused() {
        lease(lab, 1, A);
        assertThat(lab.ask(2, ClientFrame.rebind(B, FIRST)).type()).isEqualTo(MessageType.NAK);
        assertThat(lab.engine.leases())
                .singleElement()
                .satisfies(l -> assertThat(MacAddress.format(l.mac())).isEqualTo(A));
    }

    @Test
    void runningClientOfALostLogKeepsItsAddress() {
        assertThat(lab.ask(1, ClientFrame.rebind(A, "192.168.122.40")).type()).isEqualTo(MessageType.ACK);
        assertThat(lab.ask(2, ClientFrame.rebind(B, "10.0.0.9")).type()).isEqualTo(MessageType.NAK);
    }

    @Test
    void declinedAddressIsQuarantinedForTenMinutesAndReported() {
        lease(lab, 1, A);
        lab.askInVain(
                1,
                ClientFrame.of(MessageType.DECLINE, A)
                        .address(50, FIRST)
                        .address(54, "192.168.122.1")
                        .bytes());

        assertThat(lab.events)
                .anyMatch(e ->
                        e instanceof ServiceEvent.AddressDeclined && e.message().contains(FIRST));
        byte[] wants =
                ClientFrame.of(MessageType.DISCOVER, A).address(50, FIRST).bytes();
        assertThat(lab.ask(1, wants).yiaddr()).isEqualTo(SECOND);
        lab.advance(601);
        byte[] other =
                ClientFrame.of(MessageType.DISCOVER, B).address(50, FIRST).bytes();
        assertThat(lab.ask(2, other).yiaddr()).isEqualTo(FIRST);
    }

    @Test
    void addressesAreCountedByStateAndTheFreeOnesOfThePoolWithThem() {
        long all = lab.engine.leaseCounts().poolFree();
        assertThat(all).isEqualTo(253);
        lab.ask(1, ClientFrame.discover(A));
        assertThat(lab.engine.leaseCounts()).isEqualTo(new LeaseCounts(0, 1, 0, all - 1));
        lease(lab, 1, A);
        assertThat(lab.engine.leaseCounts()).isEqualTo(new LeaseCounts(1, 0, 0, all - 1));
        lab.askInVain(
                1,
                ClientFrame.of(MessageType.DECLINE, A)
                        .address(50, FIRST)
                        .address(54, "192.168.122.1")
                        .bytes());
        assertThat(lab.engine.leaseCounts()).isEqualTo(new LeaseCounts(0, 0, 1, all - 1));
        lab.advance(601);
        assertThat(lab.engine.leaseCounts()).isEqualTo(new LeaseCounts(0, 0, 0, all));
    }

    @Test
    void theHostHearsOfEachMessageOfAnExchange() {
        lease(lab, 1, A);
        assertThat(lab.messages)
                .containsExactly(
                        "1 DISCOVER " + A + " 0.0.0.0",
                        "1 OFFER " + A + " " + FIRST,
                        "1 REQUEST " + A + " 0.0.0.0",
                        "1 ACK " + A + " " + FIRST);
    }

    @Test
    void declineOfAnAddressThatIsSomebodyElsesDoesNothing() {
        lease(lab, 1, A);
        lab.askInVain(
                2, ClientFrame.of(MessageType.DECLINE, B).address(50, FIRST).bytes());
        assertThat(lab.engine.leases()).hasSize(1);
        assertThat(lab.engine.counters().refusedCount(Refusal.NOT_YOURS)).isEqualTo(1);
    }

    @Test
    void releasedAddressIsFreeButItsClientGetsItAgain() {
        lease(lab, 1, A);
        lab.askInVain(1, ClientFrame.release(A, FIRST));
        assertThat(lab.engine.leases()).isEmpty();
        assertThat(lab.ask(2, ClientFrame.discover(B)).yiaddr()).isEqualTo(SECOND);
        assertThat(lab.ask(1, ClientFrame.discover(A)).yiaddr()).isEqualTo(FIRST);
    }

    @Test
    void releaseBySomebodyElseDoesNothing() {
        lease(lab, 1, A);
        lab.askInVain(2, ClientFrame.release(B, FIRST));
        assertThat(lab.engine.leases()).hasSize(1);
    }

    @Test
    void releaseWhileTheDiskWorksCancelsTheAckAndTheNextLeaseIsNormal() {
        lab.diskIsSlow = true;
        lab.ask(1, ClientFrame.discover(A));
        lab.askInVain(1, ClientFrame.select(A, FIRST));
        lab.askInVain(1, ClientFrame.release(A, FIRST));
        lab.askInVain(1, ClientFrame.select(A, FIRST));
        lab.sync();
        assertThat(lab.take()).hasSize(1);
        assertThat(lab.engine.leases()).hasSize(1);
    }

    @Test
    void informIsAcknowledgedWithoutALease() {
        Reply reply = lab.ask(
                1,
                ClientFrame.of(MessageType.INFORM, A)
                        .ciaddr("192.168.122.200")
                        .ipSource("192.168.122.200")
                        .bytes());

        assertThat(reply.type()).isEqualTo(MessageType.ACK);
        assertThat(reply.message().yiaddr()).isZero();
        assertThat(Ipv4.format(reply.destination())).isEqualTo("192.168.122.200");
        assertThat(reply.options().has(OptionCode.LEASE_TIME)).isFalse();
        assertThat(reply.options().has(OptionCode.RENEWAL_TIME)).isFalse();
        assertThat(reply.options().address(OptionCode.ROUTERS)).isEqualTo(DhcpLab.GATEWAY);
        assertThat(lab.engine.leases()).isEmpty();
        lab.askInVain(
                1,
                ClientFrame.of(MessageType.INFORM, A)
                        .ciaddr("10.9.9.9")
                        .ipSource("10.9.9.9")
                        .bytes());
    }

    @Test
    void rapidCommitSavesARoundTrip() {
        Reply reply =
                lab.ask(1, ClientFrame.of(MessageType.DISCOVER, A).option(80).bytes());
        assertThat(reply.type()).isEqualTo(MessageType.ACK);
        assertThat(reply.options().has(OptionCode.RAPID_COMMIT)).isTrue();
        assertThat(lab.engine.leases()).hasSize(1);

        DhcpLab slow = new DhcpLab(DhcpLab.settings().rapidCommit(false).build());
        assertThat(slow.ask(
                                1,
                                ClientFrame.of(MessageType.DISCOVER, A)
                                        .option(80)
                                        .bytes())
                        .type())
                .isEqualTo(MessageType.OFFER);
    }

    @Test
    void leasesOfARemovedPortAreFreedAfterTheGraceTime() {
        lease(lab, 1, A);
        lease(lab, 2, B);
        lab.services.portRemoved(1, lab.nowNanos);
        lab.advance(59);
        assertThat(lab.engine.leases()).hasSize(2);
        lab.advance(2);
        assertThat(lab.engine.leases())
                .singleElement()
                .satisfies(l -> assertThat(l.port()).isEqualTo("vm2"));
        assertThat(lab.disk).last().isInstanceOf(LeaseChange.Freed.class);
    }

    @Test
    void portThatComesBackInTimeKeepsItsLeases() {
        lease(lab, 1, A);
        lab.services.portRemoved(1, lab.nowNanos);
        lab.advance(30);
        lab.services.portAdded(dev.hayabashi.services.spi.ServicePort.guest(5, "vm1"));
        lab.advance(300);
        assertThat(lab.engine.leases()).hasSize(1);
    }

    @Test
    void changedReservationTakesNoAddressFromARunningGuestAndIsInForceAtItsNextStart() {
        lease(lab, 1, A);
        lab.engine.reconfigure(DhcpLab.settings()
                .reservations(List.of(Reservation.ofMac(MacAddress.parse(A), Ipv4.parse("192.168.122.100"), null)))
                .build());

        assertThat(lab.ask(1, ClientFrame.renew(A, FIRST)).type()).isEqualTo(MessageType.ACK);
        assertThat(lab.ask(1, ClientFrame.initReboot(A, FIRST)).type()).isEqualTo(MessageType.NAK);
        assertThat(lease(lab, 1, A)).isEqualTo("192.168.122.100");
        assertThat(lab.engine.leases()).hasSize(1);
    }

    @Test
    void changedRangeTakesNoAddressFromARunningGuest() {
        lease(lab, 1, A);
        lab.engine.reconfigure(
                DhcpLab.settings("192.168.122.100-192.168.122.120").build());
        assertThat(lab.ask(1, ClientFrame.renew(A, FIRST)).type()).isEqualTo(MessageType.ACK);
        assertThat(lease(lab, 1, A)).isEqualTo("192.168.122.100");
    }

    @Test
    void restartKeepsLeasesAffinityAndQuarantine() {
        lease(lab, 1, A);
        lease(lab, 2, B);
        lab.receive(2, ClientFrame.release(B, SECOND));
        String third = lease(lab, 2, "aa:fc:00:00:00:03");
        lab.receive(
                2,
                ClientFrame.of(MessageType.DECLINE, "aa:fc:00:00:00:03")
                        .address(50, third)
                        .bytes());

        lab.crash(lab.engine.settings());

        assertThat(lab.engine.leases())
                .singleElement()
                .satisfies(l -> assertThat(Ipv4.format(l.address())).isEqualTo(FIRST));
        assertThat(lab.ask(2, ClientFrame.discover(B)).yiaddr()).isEqualTo(SECOND);
        byte[] wants = ClientFrame.of(MessageType.DISCOVER, "aa:fc:00:00:00:04")
                .address(50, third)
                .bytes();
        assertThat(lab.ask(1, wants).yiaddr()).isNotEqualTo(third);
    }

    @Test
    void snapshotSaysTheSameAsTheLog() {
        lease(lab, 1, A);
        lease(lab, 2, B);
        lab.receive(2, ClientFrame.release(B, SECOND));
        List<LeaseChange> snapshot = lab.engine.snapshot(lab.nowNanos, lab.wallMillis);
        lab.disk.clear();
        lab.disk.addAll(snapshot);
        List<Lease> before = lab.engine.leases();

        lab.crash(lab.engine.settings());

        assertThat(lab.engine.leases()).isEqualTo(before);
        assertThat(lab.engine.snapshot(lab.nowNanos, lab.wallMillis)).isEqualTo(snapshot);
    }

    @Test
    void wallClockThatJumpsEndsNoLeaseAndIsWrittenDown() {
        lab.advance(1);
        lease(lab, 1, A);
        lab.wallMillis += 10L * 365 * 86_400_000;
        lab.advance(1);
        assertThat(lab.engine.leases()).hasSize(1);

        lab.crash(lab.engine.settings());
        assertThat(lab.engine.leases()).as("the log was corrected").hasSize(1);
    }

    @Test
    void wallClockThatWentBackWhileTheDaemonWasDownLengthensNoLease() {
        lease(lab, 1, A);
        lab.wallMillis -= 5L * 365 * 86_400_000;
        lab.crash(lab.engine.settings());
        lab.advance(3599);
        assertThat(lab.engine.leases()).hasSize(1);
        lab.advance(1);
        assertThat(lab.engine.leases()).isEmpty();
    }

    @Test
    void leaseThatEndedWhileTheDaemonWasDownIsOverButRemembered() {
        lease(lab, 1, A);
        lab.nowNanos = 0;
        lab.wallMillis += 4_000_000;
        lab.crash(lab.engine.settings());
        assertThat(lab.engine.leases()).isEmpty();
        assertThat(lab.ask(2, ClientFrame.discover(B)).yiaddr()).isEqualTo(SECOND);
        assertThat(lab.ask(1, ClientFrame.discover(A)).yiaddr()).isEqualTo(FIRST);
    }

    @Test
    void requestsToAnotherServerPassAndOursAreConsumed() {
        assertThat(lab.receive(1, ClientFrame.discover(A))).isEqualTo(Verdict.CONSUMED);
        byte[] other = ClientFrame.of(MessageType.REQUEST, A)
                .ciaddr("192.168.122.9")
                .ipSource("192.168.122.9")
                .to(0x5254_0000_0099L, "192.168.122.99")
                .bytes();
        assertThat(lab.receive(1, other)).isEqualTo(Verdict.PASS);
        DhcpLab open = new DhcpLab(DhcpLab.settings().relayRequests(true).build());
        assertThat(open.receive(1, ClientFrame.discover(A))).isEqualTo(Verdict.PASS);
        assertThat(open.take()).hasSize(1);
    }
}
