"""Tables, chart and page out of the rounds that bench/run has kept."""
import json
import os
import statistics

HOST_COLUMNS = [
    ("tcpGbits", "TCP → Gbit/s", 1, 1), ("tcpBackGbits", "TCP ← Gbit/s", 1, 1),
    ("framesPerSecond", "64-byte k frames/s", 1e-3, 0), ("loss", "loss %", 100, 0),
    ("cpuMicrosPerFrame", "switch CPU µs/frame", 1, 2), ("cpuMicrosAtRate", "the same at 100 k/s", 1, 2),
    ("machineMicrosPerFrame", "machine CPU µs/frame", 1, 2), ("cpuPerGigabyte", "switch CPU s/GB", 1, 2),
    ("rttMicros", "RTT p50 µs", 1, 1), ("rttP99Micros", "p99", 1, 1),
    ("rttFreeMicros", "RTT p50 on all CPUs", 1, 1),
    ("rttLoadMicros", "RTT p50 under load", 1, 0), ("rttLoadP99Micros", "p99", 1, 0), ("rssMegabytes", "RSS MB", 1, 0),
    ("startMillis", "start to first ping ms", 1, 0),
]
GUEST_COLUMNS = [
    ("tcpGbits", "TCP → Gbit/s", 1, 1), ("tcpBackGbits", "TCP ← Gbit/s", 1, 1),
    ("framesPerSecond", "64-byte k frames/s", 1e-3, 0), ("loss", "loss %", 100, 0),
    ("machineMicrosPerFrame", "machine CPU µs/frame", 1, 2),
    ("superFrameGbits", "64 KiB super-frames Gbit/s", 1, 1), ("superFrameLoss", "loss %", 100, 0),
]
RATIOS = [("tcpGbits", "TCP →"), ("tcpBackGbits", "TCP ←"), ("framesPerSecond", "frames/s"), ("rttMicros", "RTT p50"),
          ("rttFreeMicros", "RTT p50 on all CPUs")]
PEERS = ["kernel bridge, veth", "Open vSwitch userspace, TAP", "Open vSwitch userspace-tso, TAP", "VDE, TAP",
         "bare relay in C, TAP"]
GUEST_PEERS = ["kernel bridge, TAPs enslaved"]


def load(path):
    if path and os.path.exists(path):
        return json.load(open(path))
    return {"rounds": {}}


def save(path, kept):
    if path:
        with open(path, "w") as f:
            json.dump(kept, f, indent=1)


def medians(rounds):
    keys = {key for each in rounds for key in each}
    result = {}
    for key in keys:
        values = [each[key] for each in rounds if each.get(key) is not None]
        result[key] = statistics.median(values) if values else None
    return result


def table(kept, group, columns):
    head = ["switch", "rounds", *[title for _, title, _, _ in columns]]
    rows = []
    for name, rounds in kept["rounds"].get(group, {}).items():
        values = medians(rounds)
        cells = []
        for key, _, factor, digits in columns:
            value = values.get(key)
            cells.append("-" if value is None else f"{value * factor:.{digits}f}")
        rows.append([name, str(len(rounds)), *cells])
    return markdown(head, rows)


def ratios(kept, group, peers):
    all_rounds = kept["rounds"].get(group, {})
    peers = [peer for peer in peers if peer in all_rounds]
    keys = [(key, title) for key, title in RATIOS if group == "HOSTS" or not key.startswith("rtt")]
    rows = []
    for name, rounds in all_rounds.items():
        if not name.startswith("Hayabashi"):
            continue
        ours = medians(rounds)
        for peer in peers:
            theirs = medians(all_rounds[peer])
            rows.append([name, peer, *[f"{ours[key] / theirs[key]:.2f}" if ours.get(key) and theirs.get(key) else "-" for key, _ in keys]])
    return markdown(["switch", "against", *[title for _, title in keys]], rows)


def markdown(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def text(kept):
    parts = [f"{kept.get('machine', '?')}"]
    for group, columns, peers in (("HOSTS", HOST_COLUMNS, PEERS), ("GUESTS", GUEST_COLUMNS, GUEST_PEERS)):
        if kept["rounds"].get(group):
            parts += [table(kept, group, columns), "Ratios of medians:", ratios(kept, group, peers)]
    return "\n\n".join(parts)


def chart(kept):
    """Bars of the two throughputs, one group for each switch."""
    rows = [(name, medians(rounds)) for name, rounds in kept["rounds"].get("HOSTS", {}).items() if name != "no switch"]
    series = [("tcpGbits", 1, "TCP, one stream, Gbit/s", "#2a6f97"), ("framesPerSecond", 1e-3, "64-byte frames, thousand/s", "#c77d2e"),
              ("rttMicros", 1, "round trip p50, µs (less is better)", "#6a994e")]
    left, width, bar, gap = 230, 380, 18, 8
    parts, y = [], 10
    for key, factor, title, colour in series:
        parts.append(f'<text x="10" y="{y + 14}" font-weight="bold">{title}</text>')
        y += 24
        top = max((values[key] or 0) * factor for _, values in rows) or 1
        for name, values in rows:
            value = (values[key] or 0) * factor
            length = width * value / top
            shade = colour if name.startswith("Hayabashi") else "#9aa5ad"
            parts.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{name}</text>'
                         f'<rect x="{left}" y="{y}" width="{length:.1f}" height="{bar}" fill="{shade}"/>'
                         f'<text x="{left + length + 6:.1f}" y="{y + 13}">{value:.1f}</text>')
            y += bar + gap
        y += 14
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 80}" height="{y}" font-family="sans-serif" '
            f'font-size="12" fill="#222"><rect width="100%" height="100%" fill="white"/>' + "".join(parts) + "</svg>\n")


NOTES = """How to read it:

- Sender, switch and receiver share the CPUs of one machine. Only ratios between rows of one run mean something, and differences under
  about 20 % are not resolved.
- The kernel bridge forwards in the sender's own system call: its CPU falls on the sender and shows in "machine CPU" only.
- RTT p50 is with sender, switch and receiver on one CPU, so that it measures the way and not the wake-up of an idle CPU; a switch that
  polls shares that CPU with both hosts, and shows what it is worth on all CPUs. "Under load" is on all CPUs, beside 50,000 frames/s.
- The bare relay copies frames from one TAP to the other by poll, read and write, and does nothing else: no addresses, no tree, no
  counters. It shows what the way through a sleeping process costs by itself.
- Start is from the first command that makes the switch to the first ping that is answered, with the commands of a script in between: `ip`,
  `ovs-vsctl`, `hayabashi up`.
- Loss is at saturation and counts frames that the sender's own device refused.
- Guests: two processes hold the descriptors of two TAPs, as monitors do. Frames are written by one and read by the other; TCP runs
  between two namespaces behind them, with one more copy of each byte in either process. RSTP, BPDU guard and metrics are on. Seconds in which
  a shortcut may not be there yet are not counted for anybody: 3 before the frames, 2.5 before TCP.
"""


SCALE_PORTS = [
    ("ports", "ports", 1, 0), ("cpuMicros", "CPU µs, known unicast", 1, 2), ("floodMicros", "CPU µs, flood", 1, 1),
    ("floodMicrosPerCopy", "for each copy", 1, 2), ("rssMegabytes", "RSS MB", 1, 0),
    ("idlePercent", "CPU when idle, % of a core", 1, 2), ("startSeconds", "start s", 1, 1),
]
SCALE_ADDRESSES = [
    ("addresses", "addresses", 1, 0), ("cpuMicros", "CPU µs, known unicast", 1, 2), ("loss", "loss %", 100, 1), ("rssMegabytes", "RSS MB", 1, 0),
]


FLAGS = [
    ("startMillis", "socket answers ms", 1, 0), ("firstFrameMillis", "first frame ms", 1, 0), ("framesPerSecond", "64-byte k frames/s", 1e-3, 0),
    ("cpuMicrosAtRate", "CPU µs/frame at 100 k/s", 1, 2), ("tcpGbits", "TCP Gbit/s", 1, 1), ("rttMicros", "RTT p50 µs", 1, 1),
    ("rssMegabytes", "RSS MB", 1, 0),
]


def flags(kept):
    """Table of what bench/flags has kept."""
    rows = []
    for name, each in kept.get("rounds", {}).items():
        values = medians(each["rounds"])
        cells = ["-" if values.get(k) is None else f"{values[k] * factor:.{digits}f}" for k, _, factor, digits in FLAGS]
        rows.append([f"{name} `{each['options']}`" if each["options"] else name, *cells])
    return markdown(["", *[title for _, title, _, _ in FLAGS]], rows)


def scale(kept):
    """Tables of what bench/scale has kept."""
    def rows(key, columns):
        return [["-" if row.get(k) is None else f"{round(row[k] * factor, digits) + 0.0:,.{digits}f}" for k, _, factor, digits in columns]
                for row in kept.get(key, [])]
    return "\n\n".join(markdown([title for _, title, _, _ in columns], rows(key, columns))
                       for key, columns in (("ports", SCALE_PORTS), ("addresses", SCALE_ADDRESSES)))


def write_docs(kept, directory):
    parts = ["# Performance", "Generated by `bench/run --docs`; nothing here is typed by hand.",
             f"Machine: {kept.get('machine', '?')}. Command: `bench/run --keep FILE --docs`, {kept.get('seconds', '?')} s for each figure.",
             "![chart](performance.svg)", "## Hosts on TAPs or veths", table(kept, "HOSTS", HOST_COLUMNS),
             "Ratios of medians (RTT: less is better):", ratios(kept, "HOSTS", PEERS)]
    if kept["rounds"].get("GUESTS"):
        parts += ["## TAPs that another process drives (kind `vm`)", table(kept, "GUESTS", GUEST_COLUMNS),
                  "Ratios of medians:", ratios(kept, "GUESTS", GUEST_PEERS)]
    if kept.get("scale"):
        parts += ["## Ports and addresses", f"`bench/scale` on {kept['scale'].get('machine', '?')}. Frames of 64 bytes, 50,000 a second between two"
                  " ports, stations in random order; a flood goes to all ports but one.", scale(kept["scale"])]
    if kept.get("flags"):
        parts += ["## Options of the Java virtual machine, and busy polling", flags(kept["flags"])]
    parts += [NOTES]
    with open(f"{directory}/performance.md", "w") as f:
        f.write("\n\n".join(parts).rstrip() + "\n")
    with open(f"{directory}/performance.svg", "w") as f:
        f.write(chart(kept))
    save(f"{directory}/performance.json", kept)
