package dev.hayabashi.cli.simulate;

import dev.hayabashi.cli.SocketOption;
import dev.hayabashi.config.ConfigException;
import dev.hayabashi.config.StpMode;
import dev.hayabashi.config.TopologyReader;
import dev.hayabashi.config.topology.Topology;
import dev.hayabashi.stp.StpParameterException;
import dev.hayabashi.stp.sim.Delivery;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hayabashi stp simulate FILE}. Needs neither a daemon nor privileges. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Plays a topology with the real spanning tree engine in virtual time.",
            "Prints every step as a table and a tree, and compares with what the file expects."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every expectation holds",
            "1:one does not; step, bridge, port, expected and actual are named",
            "2:the file is wrong; file:line:column says where"
        })
public final class SimulateCommand implements Callable<Integer> {
    static final int HOLDS = 0;
    static final int DIFFERS = 1;
    static final int WRONG_INPUT = 2;

    /** Modes of {@code --mode}; picocli takes them in lower case. */
    enum Mode {
        rstp(StpMode.RSTP),
        stp(StpMode.STP);

        final StpMode stpMode;

        Mode(StpMode stpMode) {
            this.stpMode = stpMode;
        }
    }

    @Mixin
    @SuppressWarnings("UnusedVariable") // every command takes it, so that a script can always pass it
    private SocketOption socket = new SocketOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The topology; docs/stp-simulate.md describes the format.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path file;

    @Option(names = "--mode", paramLabel = "rstp|stp", description = "Protocol of all bridges that name no version.")
    private Optional<Mode> mode = Optional.empty();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--svg", paramLabel = "OUT", description = "Also draw every step into an SVG file.")
    private Optional<Path> svg = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Let BPDUs arrive in a random order, the same for the same number, instead of in lock-step.")
    private Optional<Long> seed = Optional.empty();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Topology topology = TopologyReader.read(file);
            Delivery delivery = seed.isPresent() ? Delivery.random(seed.get(), 0, 0) : Delivery.lockStep();
            TopologyRun run = new TopologyRun(topology, mode.map(m -> m.stpMode), delivery);
            List<StepResult> results = run.run();
            if (svg.isPresent()) {
                Files.writeString(svg.get(), SvgDrawing.of(topology, run.mode(), results));
            }
            out.print(
                    json
                            ? JsonReport.of(topology, run.mode(), results) + "\n"
                            : TextReport.of(topology, run.mode(), results));
            boolean holds = results.stream().allMatch(r -> r.failures().isEmpty());
            if (json) {
                for (StepResult r : results) {
                    r.failures().forEach(f -> err.println(TextReport.line(topology, r, f)));
                }
            }
            return holds ? HOLDS : DIFFERS;
        } catch (ConfigException e) {
            err.println(e.getMessage());
            return WRONG_INPUT;
        } catch (StpParameterException e) {
            // Only a combination with --mode gets here; everything else was found while reading.
            err.println(file + ": " + e.getMessage());
            return WRONG_INPUT;
        } catch (IOException e) {
            err.println(svg.map(Path::toString).orElse("") + ": cannot be written: " + e.getMessage());
            return DIFFERS;
        } finally {
            out.flush();
            err.flush();
        }
    }
}
