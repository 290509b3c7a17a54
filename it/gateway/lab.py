"""Namespaces and servers for the programs next to this file."""
import os
import pathlib
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
LAUNCHER = str(HERE.parent.parent / "hayabashi")


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


class Lab:
    """Two namespaces, one for the bridge and one for the clients, and what runs in them."""

    def __init__(self, name: str):
        self.bridge, self.clients = f"hbst{os.getpid()}{name[0]}b", f"hbst{os.getpid()}{name[0]}c"
        self.directory = tempfile.TemporaryDirectory(prefix="hbst")
        self.processes = []
        self.made = []

    def path(self, name: str) -> str:
        return os.path.join(self.directory.name, name)

    def __enter__(self):
        for namespace in (self.bridge, self.clients):
            ip("netns", "add", namespace)
            self.made.append(namespace)
            ip("-n", namespace, "link", "set", "lo", "up")
        return self

    def __exit__(self, *unused):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        for namespace in self.made:
            subprocess.run(["ip", "netns", "del", namespace], check=False)
        self.directory.cleanup()

    def start(self, *command: str, **environment: str):
        with open(self.path("log"), "w") as log:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self.bridge, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **environment},
            )
        self.processes.append(process)
        return process

    def log(self) -> str:
        return pathlib.Path(self.path("log")).read_text()

    def client_namespace(self, suffix: str) -> str:
        """One more namespace on the clients' side."""
        namespace = self.clients + suffix
        ip("netns", "add", namespace)
        self.made.append(namespace)
        ip("-n", namespace, "link", "set", "lo", "up")
        return namespace

    def hayabashi(self, yaml: str):
        """Starts the daemon in the bridge's namespace."""
        pathlib.Path(self.path("lab.yaml")).write_text(f"state-dir: {self.path('state')}\n" + yaml)
        process = self.start(LAUNCHER, "up", "-c", self.path("lab.yaml"), "--socket", self.path("s"), NO_BUILD="1")
        wait_until(lambda: " is up: " in self.log(), "the daemon does not start", process, self.log)
        return process

    def command(self, *arguments: str) -> str:
        """Output of a command of ours."""
        return subprocess.run(
            [LAUNCHER, *arguments, "--socket", self.path("s")],
            env={**os.environ, "NO_BUILD": "1"},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        ).stdout

    def kernel_bridge(self, address: str, ports: dict) -> None:
        """A kernel bridge virbr0 without STP; ports are names of veths and the namespaces of their other ends."""
        ip("-n", self.bridge, "link", "add", "virbr0", "type", "bridge")
        ip("-n", self.bridge, "addr", "add", address, "dev", "virbr0")
        for port, namespace in ports.items():
            ip("link", "add", port, "netns", self.bridge, "type", "veth", "peer", port, "netns", namespace)
            ip("-n", self.bridge, "link", "set", port, "master", "virbr0", "up")
            ip("-n", namespace, "link", "set", port, "up")
        ip("-n", self.bridge, "link", "set", "virbr0", "up")

    def dnsmasq(self, *options: str):
        """dnsmasq on virbr0 with what libvirt gives it."""
        process = self.start(
            "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--interface=virbr0", "--bind-dynamic",
            "--except-interface=lo", "--dhcp-no-override", "--dhcp-authoritative", "--dhcp-lease-max=4000", "--user=root",
            "--no-resolv", "--no-hosts", "--dhcp-leasefile=" + self.path("leases"), "--pid-file=" + self.path("pid"),
            "--log-facility=" + self.path("dnsmasq.log"), *options)
        wait_until(lambda: os.path.exists(self.path("pid")), "dnsmasq does not start", process, self.log)
        return process


def wait_until(good, what: str, process, log=lambda: "") -> None:
    ends = time.time() + 40
    while not good():
        if process.poll() is not None or time.time() > ends:
            raise SystemExit(f"{what}:\n{log()}")
        time.sleep(0.05)
