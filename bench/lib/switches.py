"""The switches that are compared, each between two namespaces, and what is measured on them."""
import re
import threading

from lab import *

MAC_A, MAC_B = "02:00:00:00:0a:01", "02:00:00:00:0b:01"
IP_A, IP_B = "10.77.0.1", "10.77.0.2"
LOAD = None


def compile_load():
    """Compiles the traffic program once."""
    global LOAD
    need("gcc", "iperf3", "taskset")
    directory = tempfile.mkdtemp(prefix="hayabashi-load")
    LOAD = f"{directory}/load"
    run(f"gcc -O2 -o {LOAD} {ROOT}/bench/lib/load.c")


class Lab:
    """Two hosts with a switch between them. pids: processes of the switch, none when it is the kernel."""

    def __init__(self):
        self.switch, self.a, self.b = netns("s"), netns("a"), netns("b")
        self.pids = []
        self.status = {}
        self.begun = None
        self.start_millis = None

    def begin(self):
        """From here on it is the switch's start; to be called when everything that any switch needs is there."""
        self.begun = time.monotonic()

    def hosts(self):
        for ns, dev, mac, ip in ((self.a, "h1", MAC_A, IP_A), (self.b, "h2", MAC_B, IP_B)):
            run(f"ip link set {dev} address {mac} up", ns)
            run(f"ip addr add {ip}/24 dev {dev}", ns)
        wait_for(lambda: " 0% packet loss" in run(f"ping -c1 -W0.05 {IP_B}", self.a, check=False), 30, "the first ping")
        if self.begun is not None:
            self.start_millis = (time.monotonic() - self.begun) * 1000

    def veths(self):
        for dev, ns, host in (("p1", self.a, "h1"), ("p2", self.b, "h2")):
            veth(self.switch, dev, ns, host)

    def move_taps(self):
        for dev, ns, host in (("h1", self.a, "h1"), ("h2", self.b, "h2")):
            run(f"ip link set {dev} netns {ns}", self.switch)


def direct():
    lab = Lab()
    veth(lab.a, "h1", lab.b, "h2")
    lab.hosts()
    return lab


def kernel_bridge():
    lab = Lab()
    lab.veths()
    lab.begin()
    run("ip link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0", lab.switch)
    for dev in ("p1", "p2", "br0"):
        run(f"ip link set {dev} {'master br0' if dev != 'br0' else ''} up", lab.switch)
    lab.hosts()
    return lab


def open_vswitch(tso):
    def make():
        binary = "/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk" if tso else "/usr/lib/openvswitch-switch/ovs-vswitchd"
        if not os.path.exists(binary):
            raise Missing(f"openvswitch-switch{'-dpdk' if tso else ''} is not installed")
        lab = Lab()
        lab.begin()
        vsctl = openvswitch(lab.switch, binary if tso else "ovs-vswitchd")
        vsctl("add-br br0 -- set bridge br0 datapath_type=netdev fail-mode=standalone")
        for dev in ("h1", "h2"):
            vsctl(f"add-port br0 {dev} -- set interface {dev} type=tap")
        lab.pids = [vsctl.pid]
        lab.move_taps()
        lab.hosts()
        return lab
    return make


def vde():
    if not os.path.exists("/usr/bin/vde_switch"):
        raise Missing("vde2 is not installed")
    lab = Lab()
    directory = tempfile.mkdtemp(prefix="hayabashi-vde")
    for dev in ("h1", "h2"):
        run(f"ip tuntap add {dev} mode tap", lab.switch)
        run(f"ip link set {dev} up", lab.switch)
    lab.begin()
    # It ends when its standard input does.
    stop = background(lab.switch, "vde_switch", "-sock", f"{directory}/ctl", "-tap", "h1", "-tap", "h2",
                      stdin=subprocess.PIPE)
    wait_for(lambda: all("NO-CARRIER" not in run(f"ip -o link show {d}", lab.switch) for d in ("h1", "h2")), 10,
             "vde_switch")
    lab.pids = [stop.pid]
    lab.move_taps()
    lab.hosts()
    return lab


def bare_relay():
    """What a switch with TAPs that are read and written by a process cannot be better than, as long as it sleeps between frames."""
    lab = Lab()
    for dev in ("h1", "h2"):
        run(f"ip tuntap add {dev} mode tap vnet_hdr", lab.switch)
    lab.begin()
    relay = background(lab.switch, LOAD, "guest", "h1", "h2")
    lab.pids = [relay.pid]
    wait_for(lambda: all("NO-CARRIER" not in run(f"ip -o link show {d}", lab.switch) for d in ("h1", "h2")), 10, "the relay")
    lab.move_taps()
    lab.hosts()
    return lab


def our_switch(io, busy_poll=0, options=""):
    """Spanning tree, BPDU guard and metrics are on."""
    def make():
        lab = Lab()
        lab.begin()
        stop, get = hayabashi(lab.switch, f"""
io: {io}
busy-poll: {busy_poll}

bridges:
  - name: haya0
    stp: {{mode: rstp}}
    ports:
      - {{name: h1, kind: tap, netns: {lab.a}, edge: true, bpdu-guard: true}}
      - {{name: h2, kind: tap, netns: {lab.b}, edge: true, bpdu-guard: true}}
""", env={"HAYABASHI_JAVA_OPTS": options} if options else None)
        lab.pids = [stop.pid]
        lab.status = get("/v1/status")
        lab.hosts()
        return lab
    return make


class Guests:
    """Two TAPs that other processes drive, as monitors do, joined by a switch."""

    def __init__(self):
        self.switch, self.a, self.b = netns("s"), netns("a"), netns("b")
        self.pids = []


def kernel_guests():
    lab = Guests()
    run("ip link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0", lab.switch)
    run("ip link set br0 up", lab.switch)
    for dev in ("vm0", "vm1"):
        run(f"ip tuntap add {dev} mode tap vnet_hdr", lab.switch)
        run(f"ip link set {dev} master br0 up", lab.switch)
    return lab


def our_guests(io, shortcuts=False):
    def make():
        lab = Guests()
        stop, _ = hayabashi(lab.switch, f"""
io: {io}
bridges:
  - name: haya0
    vm-shortcuts: {str(shortcuts).lower()}
    stp: {{mode: rstp}}
    ports:
      - {{name: vm0, kind: vm}}
      - {{name: vm1, kind: vm}}
""")
        lab.pids = [stop.pid]
        return lab
    return make


class Missing(Exception):
    pass


def cpu_seconds(lab):
    ticks = 0
    for pid in lab.pids:
        fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def machine_seconds():
    """Busy seconds of all CPUs, and stolen ones."""
    fields = [int(f) for f in open("/proc/stat").readline().split()[1:]]
    idle, iowait, steal = fields[3], fields[4], fields[7]
    return (sum(fields[:8]) - idle - iowait) / os.sysconf("SC_CLK_TCK"), steal / os.sysconf("SC_CLK_TCK")


def rss_megabytes(lab):
    total = 0
    for pid in lab.pids:
        total += int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read())[1])
    return total / 1024


def load(ns, *words, check=True):
    out = run(" ".join([LOAD, *map(str, words)]), ns, check=check)
    return json.loads(out.strip().splitlines()[-1])


def load_in_background(ns, *words):
    """Starts it and waits for its word that it is ready."""
    process = subprocess.Popen(["ip", "netns", "exec", ns, LOAD, *map(str, words)], stdout=subprocess.PIPE, text=True)
    if "ready" not in process.stdout.readline():
        sys.exit(f"load {words[0]} did not start")
    return process


def finish(process):
    process.terminate()
    process.wait()
    process.stdout.close()


def received(ns, dev):
    return int(run(f"cat /sys/class/net/{dev}/statistics/rx_packets", ns))


def tcp(lab, seconds, reverse, warm_up=0.5):
    """Gbit/s and the switch's CPU seconds for each GB, without the first seconds."""
    server = subprocess.Popen(["ip", "netns", "exec", lab.b, "iperf3", "-s", "-1", "-B", IP_B], stdout=subprocess.PIPE)
    wait_for(lambda: ":5201" in run("ss -ltn", lab.b), 5, "iperf3 -s")
    before = cpu_seconds(lab)
    out = run(f"iperf3 -c {IP_B} -t {seconds} -O {warm_up} -J {'-R' if reverse else ''}", lab.a, check=False)
    spent = cpu_seconds(lab) - before
    server.wait(10)
    server.stdout.close()
    end = json.loads(out)["end"]["sum_received"]
    return end["bits_per_second"] / 1e9, spent / max(end["bytes"] / 1e9, 1e-9)


def frames(lab, seconds, rate=0):
    """64-byte frames (60 without FCS) one way; frames/s that arrive, loss, the switch's CPU for each."""
    before, cpu = received(lab.b, "h2"), cpu_seconds(lab)
    busy, _ = machine_seconds()
    sent = load(lab.a, "blast", "h1", MAC_B, MAC_A, 60, seconds, rate)
    time.sleep(0.1)
    busy_after, _ = machine_seconds()
    arrived = received(lab.b, "h2") - before
    return {
        "perSecond": arrived / sent["seconds"],
        "loss": 1 - arrived / sent["attempts"],
        "cpuMicros": (cpu_seconds(lab) - cpu) / max(arrived, 1) * 1e6,
        "machineMicros": (busy_after - busy) / max(arrived, 1) * 1e6,
    }


def round_trip(lab, seconds, one_cpu, under_load):
    """UDP round trips. On one CPU where only the way counts; on both with load beside."""
    for pid in lab.pids:
        run(f"taskset -acp {'0' if one_cpu else '0-%d' % (os.cpu_count() - 1)} {pid}")
    prefix = ["taskset", "-c", "0"] if one_cpu else []
    echo = subprocess.Popen(["ip", "netns", "exec", lab.b, *prefix, LOAD, "echo", IP_B, "9"], stdout=subprocess.PIPE, text=True)
    echo.stdout.readline()
    blaster = None
    if under_load:
        blaster = threading.Thread(target=load, args=(lab.a, "blast", "h1", MAC_B, MAC_A, 60, seconds + 0.5, 50_000))
        blaster.start()
        time.sleep(0.2)
    out = run(" ".join([*prefix, LOAD, "pingpong", IP_B, "9", str(seconds)]), lab.a)
    if blaster:
        blaster.join()
    finish(echo)
    for pid in lab.pids:
        run(f"taskset -acp 0-{os.cpu_count() - 1} {pid}")
    return json.loads(out)


def measure(lab, seconds):
    frames(lab, 1.0)
    result = {"startMillis": lab.start_millis}
    result["tcpGbits"], result["cpuPerGigabyte"] = tcp(lab, seconds, False)
    result["tcpBackGbits"], _ = tcp(lab, seconds, True)
    fast = frames(lab, seconds)
    result.update(framesPerSecond=fast["perSecond"], loss=fast["loss"], cpuMicrosPerFrame=fast["cpuMicros"],
                  machineMicrosPerFrame=fast["machineMicros"])
    result["cpuMicrosAtRate"] = frames(lab, seconds, 100_000)["cpuMicros"]
    idle = round_trip(lab, seconds * 0.7, True, False)
    result["rttMicros"], result["rttP99Micros"] = idle.get("p50us"), idle.get("p99us")
    result["rttFreeMicros"] = round_trip(lab, seconds * 0.7, False, False).get("p50us")
    loaded = round_trip(lab, seconds * 0.7, False, True)
    result["rttLoadMicros"], result["rttLoadP99Micros"] = loaded.get("p50us"), loaded.get("p99us")
    result["rssMegabytes"] = rss_megabytes(lab) if lab.pids else None
    return result


def guest_frames(lab, seconds, size):
    sink = load_in_background(lab.switch, "tapsink", "vm1", seconds + 1.0, MAC_B)
    time.sleep(0.3)
    busy, _ = machine_seconds()
    sent = load(lab.switch, "tapblast", "vm0", MAC_B, MAC_A, size, seconds, 0)
    busy_after, _ = machine_seconds()
    got = json.loads(sink.stdout.read())
    sink.wait()
    sink.stdout.close()
    return {"perSecond": got["frames"] / sent["seconds"], "loss": 1 - got["frames"] / sent["attempts"],
            "gbits": got["bytes"] * 8e-9 / sent["seconds"],
            "machineMicros": (busy_after - busy) / max(got["frames"], 1) * 1e6}


def measure_guests(lab, seconds):
    # A shortcut needs a pair that has been busy for a second or two.
    guest_frames(lab, 3.0, 60)
    small = guest_frames(lab, seconds, 60)
    large = guest_frames(lab, seconds, 65226)
    relays = []
    for vm, host, ns, mac, ip in (("vm0", "h1", lab.a, MAC_A, IP_A), ("vm1", "h2", lab.b, MAC_B, IP_B)):
        run(f"ip tuntap add {host} mode tap vnet_hdr", lab.switch)
        relays.append(load_in_background(lab.switch, "guest", vm, host))
        run(f"ip link set {host} netns {ns}", lab.switch)
        run(f"ip link set {host} address {mac} up", ns)
        run(f"ip addr add {ip}/24 dev {host}", ns)
    wait_for(lambda: " 0% packet loss" in run(f"ping -c1 -W1 {IP_B}", lab.a, check=False), 10, "the guests' first ping")
    there, _ = tcp(lab, seconds, False, 2.5)
    back, _ = tcp(lab, seconds, True, 2.5)
    for relay in relays:
        finish(relay)
    return {"framesPerSecond": small["perSecond"], "loss": small["loss"], "machineMicrosPerFrame": small["machineMicros"],
            "superFrameGbits": large["gbits"], "superFrameLoss": large["loss"], "tcpGbits": there, "tcpBackGbits": back}


HOSTS = {
    "no switch": direct,
    "bare relay in C, TAP": bare_relay,
    "kernel bridge, veth": kernel_bridge,
    "Open vSwitch userspace, TAP": open_vswitch(False),
    "Open vSwitch userspace-tso, TAP": open_vswitch(True),
    "VDE, TAP": vde,
    "Hayabashi epoll": our_switch("epoll"),
    "Hayabashi epoll, busy-poll 50": our_switch("epoll", 50),
    "Hayabashi io_uring": our_switch("io_uring"),
    "Hayabashi io_uring, busy-poll 50": our_switch("io_uring", 50),
}
GUESTS = {
    "kernel bridge, TAPs enslaved": kernel_guests,
    "Hayabashi epoll, kind vm": our_guests("epoll"),
    "Hayabashi io_uring, kind vm": our_guests("io_uring"),
    "Hayabashi io_uring, kind vm, shortcuts": our_guests("io_uring", True),
}
