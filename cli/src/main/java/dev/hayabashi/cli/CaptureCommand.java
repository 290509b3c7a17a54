package dev.hayabashi.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayabashi capture}. */
@Command(
        name = "capture",
        description = {
            "Capture frames with their verdict as pcapng until Ctrl-C.",
            "To see them at once: hayabashi capture | wireshark -k -i -",
            "",
            "Names of ports come first, then the filter: arp ip ip6 tcp udp icmp icmp6 stp dhcp dns broadcast multicast,"
                    + " vlan [ID], ether [src|dst] MAC, [src|dst] host ADDRESS, [src|dst] port NUMBER, joined by and, or, not"
                    + " and brackets."
        },
        mixinStandardHelpOptions = true)
final class CaptureCommand implements Callable<Integer> {
    @Mixin
    private SocketOption socket = new SocketOption();

    @Option(names = "--bridge", paramLabel = "NAME", description = "The bridge, where there are several.")
    private @Nullable String bridge;

    @Option(
            names = {"-w", "--write"},
            paramLabel = "FILE",
            description = "Write to this file. Default: standard output.")
    private @Nullable Path file;

    @Option(names = "--drops", description = "Only frames that were dropped.")
    private boolean drops;

    @Option(
            names = {"-c", "--packets"},
            paramLabel = "N",
            description = "Stop after so many frames.")
    private @Nullable Long packets;

    @Option(
            names = {"-s", "--snaplen"},
            paramLabel = "BYTES",
            description = "Keep at most so many bytes of a frame.")
    private @Nullable Integer snapLength;

    @Option(names = "--json", description = "Print what was captured as JSON when it ends; needs -w.")
    private boolean json;

    @Parameters(paramLabel = "PORT|FILTER", description = "Ports, then a filter.")
    private List<String> words = new ArrayList<>();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec");
        }
        if (file == null && (json || Terminal.isTerminal())) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    json ? "--json goes with -w FILE" : "a capture is no text for a terminal",
                    "write it to a file with -w FILE, or pipe it: hayabashi capture | tshark -r -");
        }
        ControlClient client = new ControlClient(socket);
        Query query = query(client);
        try (OutputStream out = open()) {
            PcapngBlocks blocks = new PcapngBlocks(out);
            client.bytes(query.toString(), blocks::add);
            if (json) {
                new Output(spec)
                        .json(ControlClient.Json.MAPPER
                                .createObjectNode()
                                .put("file", String.valueOf(file))
                                .put("packets", blocks.packets()));
            }
        } catch (IOException | UncheckedIOException e) {
            if (file == null) {
                // The reader at the other end of the pipe has seen enough.
                return ExitCode.DONE;
            }
            throw new CommandFailure(ExitCode.FAILED, "cannot write " + file + ": " + e.getMessage(), "");
        }
        return ExitCode.DONE;
    }

    private OutputStream open() throws IOException {
        // Not System.out, which keeps to itself that the reader has gone.
        return file == null
                ? new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))
                : new BufferedOutputStream(Files.newOutputStream(file));
    }

    private Query query(ControlClient client) {
        List<String> known = new ArrayList<>();
        client.get(new Query("/v1/ports").with("bridge", bridge).toString())
                .forEach(port -> known.add(port.get("name").asString()));
        Query query = new Query("/v1/capture").with("bridge", bridge);
        int next = 0;
        while (next < words.size() && known.contains(words.get(next))) {
            query.with("port", words.get(next++));
        }
        String filter = String.join(" ", words.subList(next, words.size()));
        return query.with("filter", filter.isEmpty() ? null : filter)
                .with("drops", drops ? "true" : null)
                .with("packets", packets == null ? null : String.valueOf(packets))
                .with("snaplen", snapLength == null ? null : String.valueOf(snapLength));
    }
}
