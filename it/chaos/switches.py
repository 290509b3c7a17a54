"""The three daemons, cabled in a ring, and what they are asked."""
import copy
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

import wire

LAUNCHER = str(pathlib.Path(__file__).resolve().parent.parent.parent / "hayabashi")
START_SECONDS = 120
LEASE_SECONDS = 20
NAMES = "abc"
# Port names, the good hosts' first.
GOOD = {"tap": ("t1", "t2", "t3"), "vm": ("v1", "v2", "v3"), "stream": ("s1",), "netdev": ("n1",)}
BAD = {"vm": ("v4",), "stream": ("s2",)}


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float):
        super().__init__("hayabashi", timeout=timeout)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Switch:
    """One daemon in a namespace of its own; the netdevs of its `tap` ports and its cabled host are in another."""

    def __init__(self, name: str, prefix: str, directory: str):
        self.name = name
        self.namespace, self.ends = f"{prefix}{name}", f"{prefix}{name}e"
        self.directory = os.path.join(directory, name)
        self.socket = os.path.join(self.directory, "sock")
        self.starts = 0
        self.process = None
        self.frozen = False
        self.removals = 0
        self.uplinks = [f"{name}{other}" for other in NAMES if other != name]
        os.makedirs(self.directory)
        self.config = self._config()

    def _config(self) -> dict:
        bridge = {
            "name": "haya0",
            # Three hellos of silence are what a dead neighbour costs.
            "stp": {"priority": {"a": 4096, "b": 8192, "c": 32768}[self.name], "hello-time": 1},
            "ports": [{"name": port, "kind": "netdev"} for port in self.uplinks],
        }
        if self.name == "a":
            bridge["gateway"] = {"address": "10.66.0.1/24",
                                 "dhcp": {"range": "10.66.0.10-10.66.0.109", "lease": LEASE_SECONDS}}
        for kind, port in self.ports():
            entry = {"name": port, "kind": kind}
            if kind == "tap":
                entry |= {"netns": self.ends, "edge": True}
            elif kind == "netdev":
                entry |= {"edge": True}
            elif kind == "stream":
                entry |= {"path": self.stream_path(port)}
            bridge["ports"].append(entry)
        # As in the network tests: HAYABASHI_TEST_IO=io_uring runs the same on the other engine.
        return {"io": os.environ.get("HAYABASHI_TEST_IO", "auto"), "state-dir": os.path.join(self.directory, "state"),
                "bridges": [bridge]}

    def ports(self):
        """Kind and name of each port with a host, the good ones first."""
        return [(kind, self.name + port) for ports in (GOOD, BAD) for kind, names in ports.items() for port in names]

    @property
    def bridge(self) -> dict:
        return self.config["bridges"][0]

    def port_config(self, name: str) -> dict:
        return next(port for port in self.bridge["ports"] if port["name"] == name)

    def stream_path(self, port: str) -> str:
        return os.path.join(self.directory, port + ".sock")

    def link(self, kind: str, port: str):
        """What the host behind a port holds."""
        if kind == "vm":
            return wire.MonitorLink(self.namespace, port)
        if kind == "stream":
            return wire.StreamLink(self.stream_path(port))
        return wire.NetdevLink(self.ends, port if kind == "tap" else "e" + port)

    # Its life.

    @property
    def log_path(self) -> str:
        return os.path.join(self.directory, f"log{self.starts}")

    @property
    def lease_path(self) -> str:
        return os.path.join(self.directory, "state", "haya0.leases")

    def log(self) -> str:
        return pathlib.Path(self.log_path).read_text(errors="replace")

    def start(self) -> None:
        """Starts the daemon with its configuration as it is now; `await_up` is to follow."""
        path = os.path.join(self.directory, "lab.yaml")
        pathlib.Path(path).write_text(json.dumps(self.config, indent=1))
        self.starts += 1
        self.removals = 0
        with open(self.log_path, "w") as log:
            self.process = subprocess.Popen(
                ["ip", "netns", "exec", self.namespace, LAUNCHER, "up", "-c", path, "--socket", self.socket],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={**os.environ, "NO_BUILD": "1"})

    def await_up(self) -> None:
        ends = time.monotonic() + START_SECONDS
        while " is up: " not in self.log():
            if self.process.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(f"daemon {self.name} does not start:\n{self.log()}")
            time.sleep(0.02)

    @property
    def runs(self) -> bool:
        return self.process is not None and not self.frozen

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.process = None

    def freeze(self, frozen: bool) -> None:
        self.process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)
        self.frozen = frozen

    def stop(self) -> None:
        if self.process:
            self.freeze(False)
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    # What it is asked.

    def api(self, method: str, path: str, body=None, timeout: float = 30):
        """An answer of the control API with its status."""
        connection = UnixConnection(self.socket, timeout)
        try:
            connection.request(method, path, body=None if body is None else json.dumps(body))
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        finally:
            connection.close()

    def get(self, path: str):
        status, answer = self.api("GET", path)
        if status != 200:
            raise RuntimeError(f"daemon {self.name}: GET {path}: {status} {answer}")
        return answer

    def apply(self, change) -> None:
        """Changes the configuration file as `change` does, and applies it to the running daemon."""
        wanted = copy.deepcopy(self.config)
        change(wanted["bridges"][0])
        status, answer = self.api("PUT", "/v1/config", wanted)
        if status != 200:
            raise RuntimeError(f"daemon {self.name} refuses a configuration: {answer}")
        names = {port["name"] for port in wanted["bridges"][0]["ports"]}
        # The gateway is opened anew when its services change.
        self.removals += (any(port["name"] not in names for port in self.bridge["ports"])
                          or wanted["bridges"][0].get("gateway") != self.bridge.get("gateway"))
        self.config = wanted

    def jcmd(self, *words: str) -> str:
        """What the virtual machine answers to a command of the JDK's jcmd; some know fewer commands."""
        tool = os.path.join(os.path.dirname(os.readlink(f"/proc/{self.process.pid}/exe")), "jcmd")
        return wire.run(tool, str(self.process.pid), *words, check=False)

    def native_memory(self) -> dict:
        """Kilobytes that the virtual machine has taken, by what for; empty unless it was told to keep books on it."""
        if "NativeMemoryTracking" not in os.environ.get("HAYABASHI_JAVA_OPTS", ""):
            return {}
        found = re.findall(r"^-\s+(.+?) \(reserved=.*?committed=(\d+)KB", self.jcmd("VM.native_memory", "summary", "scale=KB"), re.M)
        return {name: int(kilobytes) for name, kilobytes in found}

    def metrics(self) -> dict:
        """Series of the metrics listener by name and labels."""
        with wire.entered(self.namespace):
            connection = http.client.HTTPConnection("127.0.0.1", 9475, timeout=30)
            connection.connect()
        try:
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
        finally:
            connection.close()
        lines = (line.rsplit(" ", 1) for line in text.splitlines() if line and not line.startswith("#"))
        return {series: float(value) for series, value in lines}


class Ring:
    """Everything that is made for a soak, and is taken down after it."""

    def __init__(self, directory: str):
        self.prefix = f"hbch{os.getpid()}"
        self.switches = {name: Switch(name, self.prefix, directory) for name in NAMES}
        self.cut = set()

    def make(self) -> None:
        for switch in self.switches.values():
            wire.make_namespace(switch.namespace)
            wire.make_namespace(switch.ends)
            for port in GOOD["netdev"]:
                self.cable_host(switch, switch.name + port)
        for left, right in ("ab", "bc", "ca"):
            wire.make_cable(self.switches[left].namespace, left + right, self.switches[right].namespace, right + left)
        for switch in self.switches.values():
            switch.start()
        for switch in self.switches.values():
            switch.await_up()

    def cable_host(self, switch: Switch, port: str) -> None:
        wire.make_cable(switch.namespace, port, switch.ends, "e" + port)

    def uncable_host(self, switch: Switch, port: str) -> None:
        wire.run("ip", "-n", switch.namespace, "link", "del", port)

    def set_cable(self, link: str, up: bool) -> None:
        """Pulls one end of a cable of the ring, or puts it back; `link` is the two switches, the end at the first is pulled."""
        wire.run("ip", "-n", self.switches[link[0]].namespace, "link", "set", link, "up" if up else "down")
        (self.cut.discard if up else self.cut.add)(frozenset(link))

    def reachable(self, name: str) -> set:
        """Switches that a switch is connected with by cables and running switches, itself included."""
        found, todo = set(), [name]
        while todo:
            here = todo.pop()
            if here in found or not self.switches[here].runs:
                continue
            found.add(here)
            todo += [there for there in NAMES if there != here and frozenset(here + there) not in self.cut]
        return found

    def remove(self) -> None:
        for switch in self.switches.values():
            switch.stop()
        for switch in self.switches.values():
            for namespace in (switch.namespace, switch.ends):
                wire.run("ip", "netns", "del", namespace, check=False)
