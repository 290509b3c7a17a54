package dev.hayabashi.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hayabashi.it.fixture.Browser;
import dev.hayabashi.it.fixture.Checkout;
import dev.hayabashi.it.fixture.Daemon;
import dev.hayabashi.it.fixture.Lab;
import dev.hayabashi.it.fixture.NetNs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The web page in a real browser, on a bridge of 206 ports of which one flaps and one has a guard tripped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {
    private static final String PAGE = "http://127.0.0.1:9475/";
    private static final int IDLE_PORTS = 200;
    private static final int TAB = 9;
    private static final int ENTER = 13;
    private static final int ESCAPE = 27;
    private static final int ARROW_RIGHT = 39;

    private final Lab lab = Lab.open();
    private final NetNs calm = lab.silentNamespace("calm");
    private final NetNs bad = lab.silentNamespace("bad");
    private final NetNs far = lab.silentNamespace("far");
    private Daemon daemon;
    private Browser browser;

    @BeforeAll
    @SuppressWarnings("NullAway.Init")
    void start() {
        NetNs host = lab.host();
        host.veth("l1", host, "l2");
        host.veth("flap", far, "eth0");
        String idle = IntStream.range(0, IDLE_PORTS)
                .mapToObj(i -> "      - {name: idle" + i + ", kind: vm}\n")
                .collect(Collectors.joining());
        daemon = lab.start("""
                state-dir: %s
                bridges:
                  - name: lab0
                    gateway: {address: 10.78.0.1/24, nat: false, dhcp: {range: 10.78.0.10-10.78.0.20}}
                    ports:
                      - {name: calm, kind: tap, edge: true, netns: %s, address: 10.78.0.2/24}
                      - {name: fuzz, kind: tap, edge: true, bpdu-guard: true, netns: %s}
                      - {name: flap, kind: netdev, edge: true}
                      - {name: l1, kind: netdev}
                      - {name: l2, kind: netdev}
                """.formatted(lab.directory(), calm.name(), bad.name()) + idle);
        browser = Browser.open(lab, host);
        browser.look(1280, 900, "light");
        bad.exec("python3", Checkout.script("bpdu.py"), "fuzz");
    }

    @BeforeEach
    void open() {
        browser.go(PAGE);
        browser.await("document.querySelectorAll('.port').length === " + (IDLE_PORTS + 6));
        awaitStanding("fuzz", "guard");
    }

    @AfterEach
    void nothingWasComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @AfterAll
    void close() {
        browser.close();
        lab.close();
    }

    private static String tile(String port) {
        return "document.querySelector('.port[data-port=" + port + "]')";
    }

    private void awaitStanding(String port, String standing) {
        browser.await(tile(port) + "?.dataset.standing === '" + standing + "'");
    }

    private String text(String selector) {
        return browser.evaluate("document.querySelector('" + selector + "').textContent")
                .asString();
    }

    @Test
    void picturesRolesStatesAndEventsAsTheyChange() {
        awaitStanding("calm", "forwarding");
        awaitStanding("l2", "blocked");
        awaitStanding("idle7", "down");
        assertThat(browser.evaluate(tile("l2") + ".getAttribute('aria-label')").asString())
                .contains("l2, port 5, kind netdev, backup, discarding");
        assertThat(browser.evaluate(tile("calm") + ".textContent").asString())
                .contains("calm", "forwarding", "Desg", "E");
        for (int i = 0; i < 2; i++) {
            far.run("ip link set eth0 down");
            awaitStanding("flap", "down");
            far.run("ip link set eth0 up");
            awaitStanding("flap", "forwarding");
        }
        browser.await("document.querySelector('#events').textContent.includes('the link went down')");
        browser.await("document.querySelector('#events').textContent.includes('stp.guard.triggered')");
        browser.await("document.title === '(1 guard) Hayabashi'");
        calm.attempt("ping -c 1 -W 1 10.78.0.1");
        browser.evaluate("document.querySelector('#fdb').scrollIntoView()");
        browser.await("document.querySelector('#fdb tbody')?.textContent.includes('calm')");
        String address = calm.run("cat /sys/class/net/calm/address").strip();
        browser.evaluate("document.querySelector('#fdb input').focus()");
        browser.type(address);
        browser.await("document.querySelectorAll('#fdb tbody tr').length === 1");
        assertThat(text("#fdb tbody")).contains(address, "calm", "dynamic");
    }

    @Test
    void everythingIsReachedByKeyboard() {
        browser.press("Tab", TAB);
        assertThat(text(":focus")).isEqualTo("Skip to the bridges");
        for (int i = 0;
                i < 20
                        && !browser.evaluate("document.activeElement.matches('.port')")
                                .asBoolean();
                i++) {
            browser.press("Tab", TAB);
        }
        assertThat(browser.evaluate("document.activeElement.dataset.port").asString())
                .isEqualTo("calm");
        assertThat(browser.evaluate("getComputedStyle(document.activeElement, '::after').outlineStyle")
                        .asString())
                .as("the focus is to be seen")
                .isEqualTo("solid");
        browser.press("ArrowRight", ARROW_RIGHT);
        browser.press("Enter", ENTER);
        browser.await("document.querySelector('dialog[open] .sentences')?.textContent.includes('BPDU guard')");
        assertThat(browser.evaluate("location.hash").asString()).isEqualTo("#port/lab0/fuzz");
        browser.press("Escape", ESCAPE);
        browser.await("!document.querySelector('dialog[open]')");
        assertThat(browser.evaluate("document.activeElement.dataset.port").asString())
                .isEqualTo("fuzz");
        browser.type("/");
        browser.type("idle19");
        browser.await("document.querySelectorAll('.port:not([hidden])').length === 11");
    }

    @Test
    void isReadWithoutSightAndWithLittleSightAndOnAPhone() throws IOException {
        Set<String> needName =
                Set.of("button", "link", "searchbox", "region", "group", "navigation", "dialog", "heading");
        List<String> nameless = browser.accessibilityTree().stream()
                .filter(node ->
                        needName.contains(node.path("role").path("value").asString("")))
                .filter(node -> node.path("name").path("value").asString("").isBlank())
                .map(JsonNode::toString)
                .toList();
        assertThat(nameless).isEmpty();
        String contrast = Files.readString(Path.of(Checkout.script("contrast.js")));
        for (String scheme : List.of("light", "dark")) {
            browser.look(1280, 900, scheme);
            assertThat(browser.evaluate(contrast)).as(scheme).isEmpty();
        }
        browser.look(375, 812, "light");
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isEqualTo(375);
        assertThat(browser.evaluate("document.getAnimations().length").asInt())
                .as("motion although less was asked for")
                .isZero();
        browser.look(1280, 900, "light");
    }

    @Test
    void pageMayDoNothingButRead() {
        String policy = browser.evaluate("fetch('/').then((r) => r.headers.get('content-security-policy'))")
                .asString();
        assertThat(policy).contains("default-src 'none'", "script-src 'self'").doesNotContain("unsafe");
        String change = "curl -s -o /dev/null -w %{http_code} -X ";
        assertThat(lab.host().run(change + "DELETE " + PAGE + "v1/ports/calm")).isEqualTo("405");
        assertThat(lab.host().run(change + "POST -d {} " + PAGE + "v1/ports")).isEqualTo("405");
        assertThat(daemon.port("calm").path("state").asString()).isEqualTo("forwarding");
    }
}
