package dev.hayabashi.services.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.bridgecore.MacAddress;
import dev.hayabashi.services.dhcp.DhcpLab.Reply;
import dev.hayabashi.services.spi.ServiceEvent;
import dev.hayabashi.services.spi.ServicePort;
import dev.hayabashi.services.spi.Verdict;
import dev.hayabashi.services.wire.Endpoint;
import dev.hayabashi.services.wire.FrameWriter;
import dev.hayabashi.services.wire.Ipv4;
import dev.hayabashi.services.wire.Ipv4Prefix;
import dev.hayabashi.services.wire.Octets;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Addressing, options, identity, relays, limits, names, guard. */
class DhcpRulesTest {
    private static final String A = "aa:fc:00:00:00:01";
    private static final String B = "aa:fc:00:00:00:02";
    private static final String FIRST = "192.168.122.2";
    private static final String SECOND = "192.168.122.3";

    private final DhcpLab lab = new DhcpLab(DhcpLab.settings().build());

    private static ClientFrame discover(String mac) {
        return ClientFrame.of(MessageType.DISCOVER, mac);
    }

    private static Reply lease(DhcpLab lab, int port, ClientFrame discover, ClientFrame request) {
        String offered = lab.ask(port, discover.bytes()).yiaddr();
        return lab.ask(
                port, request.address(50, offered).address(54, "192.168.122.1").bytes());
    }

    private static Reply lease(DhcpLab lab, int port, String mac) {
        return lease(lab, port, discover(mac), ClientFrame.of(MessageType.REQUEST, mac));
    }

    // Addressing (RFC 2131 section 4.1)

    @Test
    void replyIsUnicastToHardwareAddressAndOfferedAddressWithoutBroadcastFlag() {
        Reply offer = lab.ask(1, discover(A).bytes());
        assertThat(MacAddress.format(offer.destinationMac())).isEqualTo(A);
        assertThat(Ipv4.format(offer.destination())).isEqualTo(FIRST);
        assertThat(offer.destinationPort()).isEqualTo(68);
        assertThat(offer.sourceMac()).isEqualTo(DhcpLab.GATEWAY_MAC);
        assertThat(offer.source()).isEqualTo(DhcpLab.GATEWAY);
    }

    @Test
    void replyIsBroadcastWhenTheClientSaysSo() {
        Reply offer = lab.ask(1, discover(A).broadcastFlag().bytes());
        assertThat(offer.destinationMac()).isEqualTo(MacAddress.BROADCAST);
        assertThat(offer.destination()).isEqualTo(Ipv4.BROADCAST);
        assertThat(offer.message().wantsBroadcast()).isTrue();
    }

    @Test
    void nakIsAlwaysBroadcast() {
        Reply nak = lab.ask(1, ClientFrame.renew(A, "192.168.122.1"));
        assertThat(nak.type()).isEqualTo(MessageType.NAK);
        assertThat(nak.destinationMac()).isEqualTo(MacAddress.BROADCAST);
        assertThat(nak.destination()).isEqualTo(Ipv4.BROADCAST);
        assertThat(nak.options().has(OptionCode.LEASE_TIME)).isFalse();
    }

    // Options

    @Test
    void optionsThatEveryReplyHas() {
        DhcpOptions options = lab.ask(1, discover(A).bytes()).options();
        assertThat(options.address(OptionCode.SERVER_IDENTIFIER)).isEqualTo(DhcpLab.GATEWAY);
        assertThat(options.unsigned(OptionCode.LEASE_TIME, 0)).isEqualTo(3600);
        assertThat(options.unsigned(OptionCode.RENEWAL_TIME, 0)).isEqualTo(1800);
        assertThat(options.unsigned(OptionCode.REBINDING_TIME, 0)).isEqualTo(3150);
        assertThat(Ipv4.format(options.address(OptionCode.SUBNET_MASK))).isEqualTo("255.255.255.0");
        assertThat(options.address(OptionCode.ROUTERS)).isEqualTo(DhcpLab.GATEWAY);
        assertThat(options.address(OptionCode.DNS_SERVERS)).isEqualTo(DhcpLab.GATEWAY);
        assertThat(options.text(OptionCode.DOMAIN_NAME)).isEqualTo("lab");
        assertThat(Ipv4.format(options.address(OptionCode.BROADCAST_ADDRESS))).isEqualTo("192.168.122.255");
        assertThat(options.has(OptionCode.INTERFACE_MTU)).isFalse();
        assertThat(options.has(OptionCode.NTP_SERVERS)).isFalse();
    }

    @Test
    void mtuIsSentWhenItIsNot1500() {
        DhcpLab jumbo = new DhcpLab(DhcpLab.settings().mtuBytes(9000).build());
        assertThat(jumbo.ask(1, discover(A).bytes()).options().unsigned(OptionCode.INTERFACE_MTU, 0))
                .isEqualTo(9000);
    }

    @Test
    void isolatedNetworkHasNoRouter() {
        DhcpSubnet isolated = new DhcpSubnet(DhcpLab.NETWORK, 0, List.of(AddressRange.parse(FIRST)), List.of());
        DhcpLab alone = new DhcpLab(DhcpSettings.builder(DhcpLab.GATEWAY_MAC, DhcpLab.GATEWAY, isolated)
                .build());
        assertThat(alone.ask(1, discover(A).bytes()).options().has(OptionCode.ROUTERS))
                .isFalse();
    }

    @Test
    void furtherOptionsAreSentOnRequestOrAlways() {
        DhcpLab more = new DhcpLab(DhcpLab.settings()
                .domainSearch(List.of("lab", "example.org"))
                .options(List.of(
                        ConfiguredOption.of(42, List.of("192.168.122.7"), false),
                        ConfiguredOption.of(252, List.of("http://x/wpad"), false),
                        ConfiguredOption.of(43, List.of("01:02:03"), true)))
                .build());
        DhcpOptions plain = more.ask(1, discover(A).bytes()).options();
        assertThat(plain.has(42)).isFalse();
        assertThat(plain.has(119)).isFalse();
        assertThat(plain.bytes(43)).containsExactly(1, 2, 3);

        DhcpOptions asked = more.ask(1, discover(A).option(55, 42, 119).bytes()).options();
        assertThat(Ipv4.format(asked.address(42))).isEqualTo("192.168.122.7");
        assertThat(Octets.hex(asked.bytes(119))).isEqualTo("036c616200076578616d706c65036f726700");
        assertThat(asked.has(252)).isFalse();
    }

    @Test
    void configuredOptionReplacesOurs() {
        DhcpLab other = new DhcpLab(DhcpLab.settings()
                .options(List.of(ConfiguredOption.of(6, List.of("1.1.1.1", "9.9.9.9"), false)))
                .build());
        assertThat(Octets.hex(other.ask(1, discover(A).bytes()).options().bytes(6)))
                .isEqualTo("0101010109090909");
    }

    @Test
    void classlessRoutesHaveTheDefaultRouteTooBecauseTheClientIgnoresOption3Then() {
        DhcpLab routes = new DhcpLab(DhcpLab.settings()
                .options(List.of(ConfiguredOption.of(121, List.of("10.0.0.0/8 via 192.168.122.5"), false)))
                .build());
        DhcpOptions options = routes.ask(1, discover(A).option(55, 121).bytes()).options();
        assertThat(Octets.hex(options.bytes(121))).isEqualTo("080ac0a87a05" + "00c0a87a01");
        assertThat(routes.ask(1, discover(A).bytes()).options().has(121)).isFalse();
    }

    @Test
    void longOptionsGoOutInPieces() {
        String text = "x".repeat(300);
        DhcpLab big = new DhcpLab(DhcpLab.settings()
                .options(List.of(ConfiguredOption.of(67, List.of(text), true)))
                .build());
        Reply reply = big.ask(1, discover(A).option(57, 0x05, 0xdc).bytes());
        assertThat(reply.options().text(67)).isEqualTo(text);
    }

    @Test
    void replyFitsIntoTheSizeThatTheClientTakes() {
        DhcpLab big = new DhcpLab(DhcpLab.settings()
                .options(List.of(ConfiguredOption.of(67, List.of("x".repeat(300)), true)))
                .build());
        for (int[] size : new int[][] {{}, {0x00, 0x10}, {0x02, 0x40}}) {
            ClientFrame client = size.length == 0 ? discover(A) : discover(A).option(57, size);
            Reply reply = big.ask(1, client.bytes());
            assertThat(reply.length()).isLessThanOrEqualTo(548);
            assertThat(reply.options().has(67)).isFalse();
            assertThat(reply.options().has(OptionCode.LEASE_TIME)).isTrue();
        }
        assertThat(big.engine.counters().optionsLeftOutCount()).isEqualTo(3);
    }

    @Test
    void replyIsPaddedToTheSmallestBootpMessage() {
        assertThat(lab.ask(1, ClientFrame.renew(A, "192.168.122.1")).length()).isEqualTo(300);
    }

    @Test
    void overloadedFieldsAreRead() {
        byte[] file = new byte[128];
        System.arraycopy(new byte[] {12, 3, 'w', 'e', 'b', (byte) 255}, 0, file, 0, 6);
        byte[] sname = new byte[64];
        System.arraycopy(new byte[] {50, 4, (byte) 192, (byte) 168, 122, 44, (byte) 255}, 0, sname, 0, 7);
        Reply offer = lab.ask(
                1,
                discover(A)
                        .option(52, 3)
                        .option(55, 12)
                        .field(108, file)
                        .field(44, sname)
                        .bytes());
        assertThat(offer.yiaddr()).isEqualTo("192.168.122.44");
        assertThat(offer.options().text(12)).isEqualTo("web");
    }

    @Test
    void optionInSeveralPiecesIsOne() {
        byte[] frame = discover(A).text(12, "we").text(12, "b1").option(55, 12).bytes();
        assertThat(lab.ask(1, frame).options().text(12)).isEqualTo("web1");
    }

    @Test
    void clientIdentifierIsEchoedEvenInNak() {
        byte[] id = {(byte) 255, 1, 2, 3};
        assertThat(lab.ask(1, discover(A).option(61, id).bytes()).options().bytes(61))
                .isEqualTo(id);
        Reply nak = lab.ask(
                1,
                ClientFrame.of(MessageType.REQUEST, B)
                        .option(61, id)
                        .address(50, "10.0.0.1")
                        .bytes());
        assertThat(nak.type()).isEqualTo(MessageType.NAK);
        assertThat(nak.options().bytes(61)).isEqualTo(id);
    }

    @Test
    void fqdnIsAnsweredWithTheWholeName() {
        byte[] encoded = {0x04, 0, 0, 3, 'w', 'e', 'b', 0};
        byte[] answer =
                lab.ask(1, discover(A).option(81, encoded).bytes()).options().bytes(81);
        assertThat(Octets.hex(answer)).isEqualTo("07ffff" + "03776562036c616200");
    }

    @Test
    void shorterLeaseIsGivenOnRequestAndALongerOneIsNot() {
        assertThat(lab.ask(1, discover(A).option(51, 0, 0, 2, 0).bytes())
                        .options()
                        .unsigned(51, 0))
                .isEqualTo(512);
        assertThat(lab.ask(1, discover(A).option(51, 255, 255, 255, 255).bytes())
                        .options()
                        .unsigned(51, 0))
                .isEqualTo(3600);
        assertThat(lab.ask(1, discover(A).option(51, 0, 0, 0, 1).bytes())
                        .options()
                        .unsigned(51, 0))
                .isEqualTo(120);
    }

    @Test
    void infiniteLeaseHasNoTimesAndNeverEnds() {
        DhcpLab forever = new DhcpLab(DhcpLab.settings()
                .times(DhcpTimes.DEFAULT.withLeaseSeconds(DhcpTimes.INFINITE))
                .build());
        Reply ack = lease(forever, 1, A);
        assertThat(ack.options().unsigned(51, 0)).isEqualTo(DhcpTimes.INFINITE);
        assertThat(ack.options().has(58)).isFalse();
        forever.advance(10_000_000);
        assertThat(forever.engine.leases()).hasSize(1);
        assertThat(LeaseExport.dnsmasq(forever.engine.leases())).startsWith("0 ");
    }

    @Test
    void bootFileGoesIntoItsFields() {
        DhcpLab boot = new DhcpLab(DhcpLab.settings()
                .boot(new BootFile("ipxe.efi", "srv", Ipv4.parse("192.168.122.9")))
                .build());
        Reply offer = boot.ask(1, discover(A).option(55, 66, 67).bytes());
        assertThat(Ipv4.format(offer.message().siaddr())).isEqualTo("192.168.122.9");
        assertThat(offer.options().text(67)).isEqualTo("ipxe.efi");
        assertThat(offer.options().text(66)).isEqualTo("srv");
    }

    // Identity

    @Test
    void clonesThatShareAClientIdentifierGetTheirOwnAddressesByDefault() {
        byte[] duid = Octets.parseHex("ff0000000100020000ab11");
        assertThat(lab.ask(1, discover(A).option(61, duid).bytes()).yiaddr()).isEqualTo(FIRST);
        assertThat(lab.ask(2, discover(B).option(61, duid).bytes()).yiaddr()).isEqualTo(SECOND);
    }

    @Test
    void clientIdentifierIsTheClientWhereConfigured() {
        DhcpLab byId =
                new DhcpLab(DhcpLab.settings().identity(Identity.CLIENT_ID).build());
        byte[] duid = Octets.parseHex("ff0000000100020000ab11");
        assertThat(byId.ask(1, discover(A).option(61, duid).bytes()).yiaddr()).isEqualTo(FIRST);
        assertThat(byId.ask(2, discover(B).option(61, duid).bytes()).yiaddr()).isEqualTo(FIRST);
        assertThat(byId.ask(2, discover(B).bytes()).yiaddr()).isEqualTo(SECOND);
    }

    @Test
    void portIsTheClientWhereConfigured() {
        DhcpLab byPort = new DhcpLab(DhcpLab.settings().identity(Identity.PORT).build());
        lease(byPort, 1, A);
        byPort.receive(1, arp(A, FIRST));
        assertThat(lease(byPort, 1, B).yiaddr()).isEqualTo(FIRST);
        assertThat(byPort.ask(2, discover(A).bytes()).yiaddr()).isEqualTo(SECOND);
        assertThat(byPort.engine.leases()).hasSize(1);
    }

    @Test
    void reservationsByMacByPortAndByClientIdentifier() {
        DhcpLab reserved = new DhcpLab(DhcpLab.settings()
                .reservations(List.of(
                        Reservation.ofMac(MacAddress.parse(A), Ipv4.parse("192.168.122.101"), "a"),
                        Reservation.ofPort("vm2", Ipv4.parse("192.168.122.102"), "b"),
                        Reservation.ofClientId("ff:01:02", Ipv4.parse("192.168.122.103"), "c")))
                .build());
        assertThat(reserved.ask(1, discover(A).bytes()).yiaddr()).isEqualTo("192.168.122.101");
        assertThat(reserved.ask(2, discover(B).bytes()).yiaddr()).isEqualTo("192.168.122.102");
        assertThat(reserved.ask(
                                1,
                                discover("aa:fc:00:00:00:03").hex(61, "ff0102").bytes())
                        .yiaddr())
                .isEqualTo("192.168.122.103");
    }

    @Test
    void changedIdentityKeepsTheLeases() {
        lease(lab, 1, A);
        lab.engine.reconfigure(DhcpLab.settings().identity(Identity.PORT).build());
        assertThat(lab.engine.leases()).hasSize(1);
        assertThat(lab.ask(1, discover(B).bytes()).yiaddr()).isEqualTo(FIRST);
    }

    // Relays

    private static DhcpLab relayed() {
        return new DhcpLab(DhcpLab.settings()
                .relaySubnet(new DhcpSubnet(
                        Ipv4Prefix.parse("10.5.0.0/24"),
                        Ipv4.parse("10.5.0.1"),
                        List.of(AddressRange.parse("10.5.0.10-10.5.0.20")),
                        List.of()))
                .build());
    }

    @Test
    void relayedClientGetsAnAddressOfItsNetworkByWayOfTheRelay() {
        byte[] info = {1, 2, 'p', '1', 2, 1, 'r'};
        byte[] frame = discover(A)
                .giaddr("10.5.0.1")
                .from("02:00:00:00:00:99")
                .option(82, info)
                .bytes();
        Reply offer = relayed().ask(9, frame);
        assertThat(offer.yiaddr()).isEqualTo("10.5.0.10");
        assertThat(Ipv4.format(offer.destination())).isEqualTo("10.5.0.1");
        assertThat(offer.destinationPort()).isEqualTo(67);
        assertThat(MacAddress.format(offer.destinationMac())).isEqualTo("02:00:00:00:00:99");
        assertThat(Ipv4.format(offer.options().address(OptionCode.ROUTERS))).isEqualTo("10.5.0.1");
        assertThat(offer.options().bytes(82)).isEqualTo(info);
        assertThat(Ipv4.format(offer.message().giaddr())).isEqualTo("10.5.0.1");
    }

    @Test
    void linkSelectionNamesTheNetwork() {
        byte[] info = {5, 4, 10, 5, 0, 0};
        byte[] frame = discover(A)
                .giaddr("192.168.122.60")
                .from("02:00:00:00:00:99")
                .option(82, info)
                .bytes();
        assertThat(relayed().ask(9, frame).yiaddr()).isEqualTo("10.5.0.10");
    }

    @Test
    void relayedNakHasTheBroadcastFlagAndGoesToTheRelay() {
        byte[] frame = ClientFrame.of(MessageType.REQUEST, A)
                .giaddr("10.5.0.1")
                .from("02:00:00:00:00:99")
                .address(50, "10.9.0.1")
                .bytes();
        Reply nak = relayed().ask(9, frame);
        assertThat(nak.type()).isEqualTo(MessageType.NAK);
        assertThat(nak.message().wantsBroadcast()).isTrue();
        assertThat(Ipv4.format(nak.destination())).isEqualTo("10.5.0.1");
    }

    @Test
    void relayOfAnUnknownNetworkOrOnAnUntrustedPortIsRefused() {
        DhcpLab relayed = relayed();
        relayed.askInVain(
                9, discover(A).giaddr("172.16.0.1").from("02:00:00:00:00:99").bytes());
        relayed.askInVain(1, discover(A).giaddr("10.5.0.1").bytes());
        assertThat(relayed.engine.counters().refusedCount(Refusal.RELAY_REFUSED))
                .isEqualTo(2);
        assertThat(relayed.events)
                .filteredOn(e -> e instanceof ServiceEvent.RelayRefused)
                .hasSize(2);
    }

    @Test
    void relayInformationOfAGuestIsNotEchoed() {
        byte[] info = {1, 1, 'x'};
        assertThat(lab.ask(1, discover(A).option(82, info).bytes()).options().has(82))
                .isFalse();
        assertThat(lab.ask(9, discover(B).option(82, info).bytes()).options().bytes(82))
                .isEqualTo(info);
    }

    // Conflicts that ARP shows

    private static byte[] arp(String mac, String address) {
        FrameWriter writer = new FrameWriter(100);
        ByteBuffer frame = writer.arp(
                1,
                MacAddress.BROADCAST,
                new Endpoint(MacAddress.parse(mac), Ipv4.parse(address), 0),
                new Endpoint(0, DhcpLab.GATEWAY, 0));
        byte[] octets = new byte[frame.remaining()];
        frame.get(octets);
        return octets;
    }

    @Test
    void addressThatSomebodyUsesIsNotOffered() {
        lab.receive(2, arp("02:00:00:00:00:77", FIRST));
        assertThat(lab.ask(1, discover(A).bytes()).yiaddr()).isEqualTo(SECOND);
        lab.advance(301);
        assertThat(lab.ask(2, discover(B).bytes()).yiaddr())
                .as("the sighting is old")
                .isEqualTo(FIRST);
    }

    @Test
    void leasedAddressThatSomebodyElseUsesIsReported() {
        lease(lab, 1, A);
        lab.receive(1, arp(A, FIRST));
        assertThat(lab.events).noneMatch(e -> e instanceof ServiceEvent.AddressConflict);
        lab.receive(2, arp("02:00:00:00:00:77", FIRST));
        assertThat(lab.events)
                .anyMatch(e ->
                        e instanceof ServiceEvent.AddressConflict && e.message().contains("02:00:00:00:00:77"));
    }

    @Test
    void forgedArpDoesNotEmptyThePool() {
        for (int i = 2; i < 255; i++) {
            lab.receive(2, arp("02:00:00:00:00:77", "192.168.122." + i));
        }
        assertThat(lab.ask(1, discover(A).bytes()).type()).isEqualTo(MessageType.OFFER);
    }

    @Test
    void arpPassesOnAndAProbeIsNoUse() {
        byte[] probe = arp("02:00:00:00:00:77", "0.0.0.0");
        assertThat(lab.receive(2, probe)).isEqualTo(Verdict.PASS);
    }

    // Limits

    @Test
    void portThatAsksTooFastIsHeldBackAndReported() {
        DhcpLab strict = new DhcpLab(
                DhcpLab.settings().limits(new DhcpLimits(1, 3, 64, 10)).build());
        for (int i = 0; i < 10; i++) {
            strict.receive(1, discover(A).bytes());
        }
        assertThat(strict.take()).hasSize(3);
        assertThat(strict.events)
                .filteredOn(e -> e instanceof ServiceEvent.RateLimited)
                .hasSize(1);
        assertThat(strict.ask(2, discover(B).bytes()).type()).as("another port").isEqualTo(MessageType.OFFER);
        strict.advance(1);
        strict.ask(1, discover(A).bytes());
    }

    @Test
    void oneGuestCannotTakeTheWholePool() {
        DhcpLab strict = new DhcpLab(
                DhcpLab.settings().limits(new DhcpLimits(1000, 1000, 4, 10)).build());
        for (int i = 0; i < 100; i++) {
            strict.receive(1, discover(MacAddress.format(0x0200_0000_1000L + i)).bytes());
        }
        assertThat(strict.take()).hasSize(4);
        assertThat(strict.engine.counters().refusedCount(Refusal.LEASE_LIMIT)).isEqualTo(96);
        assertThat(strict.ask(2, discover(B).bytes()).type()).isEqualTo(MessageType.OFFER);
        for (int i = 0; i < 10; i++) {
            strict.receive(9, discover(MacAddress.format(0x0200_0000_2000L + i)).bytes());
        }
        assertThat(strict.take()).as("an uplink has no such limit").hasSize(10);
    }

    @Test
    void hardwareAddressMustBeTheSendersUnlessConfigured() {
        byte[] forged = discover(A).from("02:00:00:00:00:77").bytes();
        lab.askInVain(1, forged);
        assertThat(lab.engine.counters().refusedCount(Refusal.HARDWARE_ADDRESS_MISMATCH))
                .isEqualTo(1);
        DhcpLab lax = new DhcpLab(DhcpLab.settings().checkHardwareAddress(false).build());
        assertThat(lax.ask(1, forged).type()).isEqualTo(MessageType.OFFER);
    }

    @Test
    void nonsenseHardwareAddressesAreRefused() {
        lab.askInVain(1, discover("01:00:5e:00:00:01").bytes());
        lab.askInVain(1, discover("00:00:00:00:00:00").bytes());
        lab.askInVain(1, discover(A).hardwareType(6, 8).bytes());
        assertThat(lab.engine.counters().refusedCount(Refusal.BAD_HARDWARE_ADDRESS))
                .isEqualTo(3);
    }

    @Test
    void portThatIsNotServedIsLeftAlone() {
        lab.services.portAdded(new ServicePort(7, "office", true, false));
        assertThat(lab.receive(7, discover(A).bytes())).isEqualTo(Verdict.PASS);
        assertThat(lab.take()).isEmpty();
    }

    @Test
    void partialChecksumsOfGuestsAreTaken() {
        byte[] frame = discover(A).bytes();
        frame[40] ^= 0x55;
        lab.askInVain(1, frame);
        lab.receive(1, frame, 1);
        assertThat(lab.take()).hasSize(1);
    }

    // Names

    @Test
    void hostNamesAreSanitised() {
        assertThat(HostName.sanitise("Web_01.example.org")).isEqualTo("web-01");
        assertThat(HostName.sanitise("-ü!")).isNull();
        assertThat(HostName.sanitise("a\u0000b'; rm -rf")).isEqualTo("ab-rm--rf");
        assertThat(HostName.sanitise("x".repeat(100))).hasSize(63);
        assertThat(HostName.sanitise("ab--")).isEqualTo("ab");
        assertThat(HostName.sanitise("")).isNull();
    }

    @Test
    void firstOwnerKeepsItsNameWhileItsLeaseLasts() {
        lease(
                lab,
                1,
                discover(A).text(12, "db"),
                ClientFrame.of(MessageType.REQUEST, A).text(12, "db"));
        lease(
                lab,
                2,
                discover(B).text(12, "DB"),
                ClientFrame.of(MessageType.REQUEST, B).text(12, "DB"));
        assertThat(Ipv4.format(lab.engine.addressOf("db"))).isEqualTo(FIRST);
        assertThat(lab.engine.nameOf(Ipv4.parse(SECOND))).isEmpty();
        assertThat(lab.events).anyMatch(e -> e instanceof ServiceEvent.NameRefused);
        lab.receive(1, ClientFrame.release(A, FIRST));
        assertThat(lab.engine.addressOf("db")).isZero();
    }

    @Test
    void reservedNamesAreProtected() {
        DhcpLab reserved = new DhcpLab(DhcpLab.settings()
                .reservations(List.of(Reservation.ofMac(MacAddress.parse(B), Ipv4.parse("192.168.122.50"), "web")))
                .reservedNames(java.util.Set.of("gateway"))
                .build());
        lease(
                reserved,
                1,
                discover(A).text(12, "web"),
                ClientFrame.of(MessageType.REQUEST, A).text(12, "web"));
        lease(
                reserved,
                2,
                discover("aa:fc:00:00:00:03"),
                ClientFrame.of(MessageType.REQUEST, "aa:fc:00:00:00:03").text(12, "gateway"));
        assertThat(Ipv4.format(reserved.engine.addressOf("web"))).isEqualTo("192.168.122.50");
        assertThat(reserved.engine.addressOf("gateway")).isZero();
        assertThat(reserved.events)
                .filteredOn(e -> e instanceof ServiceEvent.NameRefused)
                .hasSize(2);
    }

    // Guard

    @Test
    void serverMessagesOfGuestsAreDroppedAndReported() {
        byte[] offer = serverMessage("02:00:00:00:00:77", "192.168.122.66");
        assertThat(lab.receive(1, offer)).isEqualTo(Verdict.DROP_DHCP_GUARD);
        assertThat(lab.events)
                .singleElement()
                .satisfies(
                        e -> assertThat(e.message()).contains("192.168.122.66", "02:00:00:00:00:77", "vm1", "dropped"));
        assertThat(lab.receive(9, offer)).isEqualTo(Verdict.PASS);
        assertThat(lab.events).hasSize(2);
        offer[offer.length - 3] ^= 1;
        assertThat(lab.receive(1, offer))
                .as("broken, and still for a client to read")
                .isEqualTo(Verdict.DROP_DHCP_GUARD);
    }

    private static byte[] serverMessage(String mac, String server) {
        ByteBuffer client = ByteBuffer.wrap(
                ClientFrame.of(MessageType.OFFER, mac).address(54, server).bytes());
        byte[] payload = new byte[client.capacity() - 42];
        client.get(42, payload);
        payload[0] = 2;
        FrameWriter writer = new FrameWriter(1500);
        writer.beginUdp4().put(payload);
        ByteBuffer frame = writer.finishUdp4(
                new Endpoint(MacAddress.parse(mac), Ipv4.parse(server), 67),
                new Endpoint(MacAddress.BROADCAST, -1, 68));
        byte[] octets = new byte[frame.remaining()];
        frame.get(octets);
        return octets;
    }
}
