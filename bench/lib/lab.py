"""Namespaces, switches and frames for the benchmarks. Everything is removed at exit."""
import atexit
import ctypes
import fcntl
import json
import os
import select
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PREFIX = f"hbb{os.getpid()}"
PROBE = b"\x88\xb5HAYABENCH"
SOL_PACKET = 263
PACKET_IGNORE_OUTGOING = 23
CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)
_undo = []


def need(*programs):
    for program in programs:
        if subprocess.run(["which", program], stdout=subprocess.DEVNULL).returncode:
            sys.exit(f"{sys.argv[0]}: {program} is missing; ./verify installs what the tests and benchmarks need")
    if os.geteuid():
        sys.exit(f"{sys.argv[0]}: needs root for network namespaces")


def cleanup():
    while _undo:
        _undo.pop()()


atexit.register(cleanup)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def run(line, ns=None, check=True):
    words = (["ip", "netns", "exec", ns] if ns else []) + line.split()
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if check and done.returncode:
        sys.exit(f"{line}: {done.stdout}")
    return done.stdout


def netns(hint):
    name = f"{PREFIX}{hint}"
    run(f"ip netns add {name}")
    _undo.append(lambda: run(f"ip netns del {name}", check=False))
    run("ip link set lo up", name)
    run("sysctl -qw net.ipv6.conf.default.disable_ipv6=1", name)
    return name


def veth(ns1, dev1, ns2, dev2):
    run(f"ip link add {dev1} type veth peer name {dev2} netns {ns2}", ns1)
    run(f"ip link set {dev1} up", ns1)
    run(f"ip link set {dev2} up", ns2)


def background(ns, *words, env=None, log=subprocess.DEVNULL, stdin=subprocess.DEVNULL):
    process = subprocess.Popen(["ip", "netns", "exec", ns, *words], stdout=log, stderr=subprocess.STDOUT,
                               stdin=stdin, env={**os.environ, **(env or {})})

    def stop():
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    stop.pid = process.pid
    stop.process = process
    _undo.append(stop)
    return stop


def enter(ns):
    """Moves the calling thread into a namespace; returns a function that moves it back."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{ns}", os.O_RDONLY)
    if _libc.setns(there, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
    os.close(there)

    def leave():
        _libc.setns(home, CLONE_NEWNET)
        os.close(home)
    return leave


def packet_socket(ns, iface):
    leave = enter(ns)
    try:
        s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        s.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        s.bind((iface, 0))
        return s
    finally:
        leave()


def hayabashi(ns, yaml, env=None, patience=60):
    """Starts a daemon in a namespace and waits until it is up. Returns (stop, get) where get asks the control API."""
    directory = tempfile.mkdtemp(prefix="hayabashi-bench")
    _undo.append(lambda: subprocess.run(["rm", "-rf", directory]))
    with open(f"{directory}/lab.yaml", "w") as f:
        f.write(yaml)
    log = open(f"{directory}/log", "w")
    stop = background(ns, f"{ROOT}/hayabashi", "up", "-c", f"{directory}/lab.yaml", "--socket", f"{directory}/sock",
                      env=env, log=log)
    for _ in range(patience * 20):
        text = open(f"{directory}/log").read()
        if " is up: " in text:
            break
        time.sleep(0.05)
    else:
        sys.exit(f"the daemon did not come up:\n{text}")

    def get(path):
        out = subprocess.run(["curl", "-sS", "--unix-socket", f"{directory}/sock", f"http://hayabashi{path}"],
                             stdout=subprocess.PIPE, check=True).stdout
        return json.loads(out)
    return stop, get


def openvswitch(ns, vswitchd="ovs-vswitchd"):
    """Starts Open vSwitch's userspace datapath in a namespace; returns a function that runs ovs-vsctl.

    The function's `pid` is the switch's. The binary that knows DPDK is started with userspace-tso.
    """
    directory = tempfile.mkdtemp(prefix="hayabashi-bench")
    _undo.append(lambda: subprocess.run(["rm", "-rf", directory]))
    run(f"ovsdb-tool create {directory}/conf.db /usr/share/openvswitch/vswitch.ovsschema")
    background(ns, "ovsdb-server", f"--remote=punix:{directory}/db.sock", f"--unixctl={directory}/db.ctl",
               f"{directory}/conf.db")
    wait_for(lambda: os.path.exists(f"{directory}/db.sock"), 20, "ovsdb-server")
    def ask(line):
        return run(f"ovs-vsctl --timeout=20 --db=unix:{directory}/db.sock {line}", ns)

    if vswitchd != "ovs-vswitchd":
        ask("--no-wait init")
        ask("--no-wait set Open_vSwitch . other_config:userspace-tso-enable=true")
    stop = background(ns, vswitchd, f"--unixctl={directory}/vs.ctl", f"unix:{directory}/db.sock",
                      env={"OVS_RUNDIR": directory}, log=open(f"{directory}/log", "w"))
    wait_for(lambda: os.path.exists(f"{directory}/vs.ctl"), 20, vswitchd)
    ask.pid = stop.pid
    return ask


def wait_for(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"{what}: nothing within {seconds} s")
        time.sleep(0.02)


def open_tap(ns, name):
    """Opens a TAP by name exactly as Firecracker does."""
    leave = enter(ns)
    try:
        fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.ioctl(fd, 0x400454CA, struct.pack("16sH22x", name.encode(), 0x0002 | 0x1000 | 0x4000))
        fcntl.ioctl(fd, 0x400454D8, struct.pack("i", 12))
        return fd
    finally:
        leave()


def median(values):
    return statistics.median(values) if values else float("nan")


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True)
    return (f"{os.cpu_count()} x {model}, Linux {os.uname().release}, commit {commit.stdout.strip()}, "
            f"load {os.getloadavg()[0]:.1f}")


__all__ = [name for name in globals() if not name.startswith("_")]
