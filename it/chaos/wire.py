"""Network namespaces, and the far ends of ports of each kind: what a host or a guest holds in its hand."""
import ctypes
import errno
import fcntl
import os
import select
import socket
import struct
import subprocess

CLONE_NEWNET = 0x40000000
ETH_P_ALL = 3
SOL_PACKET = 263
PACKET_ADD_MEMBERSHIP = 1
PACKET_IGNORE_OUTGOING = 23
PACKET_MR_PROMISC = 1
SO_RCVBUFFORCE = 33
TUNSETIFF = 0x400454CA
TUNSETVNETHDRSZ = 0x400454D8
IFF_TAP, IFF_NO_PI, IFF_VNET_HDR = 0x0002, 0x1000, 0x4000
VNET_HEADER = bytes(12)
MAX_FRAME_BYTES = 65550
PROGRAM_SECONDS = 60
REST_OF_FRAME_SECONDS = 20

_libc = ctypes.CDLL(None, use_errno=True)


def run(*words: str, namespace: str = "", check: bool = True) -> str:
    """Runs a program, in a namespace or here; what it printed."""
    command = ["ip", "netns", "exec", namespace, *words] if namespace else list(words)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL,
                          timeout=PROGRAM_SECONDS)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout.strip()}")
    return done.stdout


def make_namespace(name: str) -> None:
    run("ip", "netns", "add", name)
    run("ip", "-n", name, "link", "set", "lo", "up")
    # Frames are counted to the last one: the kernel is to send none of its own.
    run("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1", namespace=name)


def make_cable(namespace: str, end: str, other_namespace: str, other_end: str) -> None:
    run("ip", "link", "add", end, "netns", namespace, "type", "veth", "peer", "name", other_end, "netns", other_namespace)
    run("ip", "-n", namespace, "link", "set", end, "up")
    run("ip", "-n", other_namespace, "link", "set", other_end, "up")


class entered:
    """The calling thread is in a namespace for a while."""

    def __init__(self, namespace: str):
        self.namespace = namespace

    def __enter__(self):
        self.home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        there = os.open("/run/netns/" + self.namespace, os.O_RDONLY | os.O_CLOEXEC)
        try:
            if _libc.setns(there, CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns " + self.namespace)
        finally:
            os.close(there)

    def __exit__(self, *unused):
        _libc.setns(self.home, CLONE_NEWNET)
        os.close(self.home)


class Link:
    """The far end of one port. It is opened again whenever it breaks, unless it is held shut."""

    def __init__(self):
        self.fd = -1
        self.held = False
        self.sent = self.received = self.refused = 0
        self.openings = 0

    @property
    def is_open(self) -> bool:
        return self.fd >= 0

    def open(self) -> bool:
        """Opens it if that can be done now."""
        try:
            self._open()
        except OSError:
            self._close()
            return False
        self.openings += 1
        self.sent = self.received = 0
        return True

    def close(self) -> None:
        self.fd = -1
        self._close()

    def send(self, frame: bytes) -> bool:
        """Sends a frame; a cable loses it when the other side takes none."""
        try:
            done = self.is_open and self._send(frame)
        except OSError:
            done = False
        if done:
            self.sent += 1
        else:
            self.refused += 1
        return done

    def receive(self, most: int) -> list:
        """Frames that have come, `most` of them; raises OSError when the link is broken."""
        frames = self._receive(most)
        self.received += len(frames)
        return frames

    def _open(self) -> None:
        raise NotImplementedError

    def _close(self) -> None:
        raise NotImplementedError

    def _send(self, frame: bytes) -> bool:
        raise NotImplementedError

    def _receive(self, most: int) -> list:
        raise NotImplementedError


class NetdevLink(Link):
    """A netdev in a namespace, seen through an AF_PACKET socket: ports of kind `tap`, veths."""

    def __init__(self, namespace: str, netdev: str):
        super().__init__()
        self.namespace, self.netdev = namespace, netdev
        self.socket = None

    def _open(self):
        with entered(self.namespace):
            opened = self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            index = socket.if_nametoindex(self.netdev)
        opened.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        opened.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 8 << 20)
        opened.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, struct.pack("IHH8s", index, PACKET_MR_PROMISC, 0, b""))
        opened.bind((self.netdev, ETH_P_ALL))
        opened.setblocking(False)
        self.fd = opened.fileno()

    def _close(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    def _send(self, frame):
        try:
            return self.socket.send(frame) == len(frame)
        except BlockingIOError:
            return False

    def _receive(self, most):
        frames = []
        try:
            while len(frames) < most:
                frames.append(self.socket.recv(MAX_FRAME_BYTES))
        except BlockingIOError:
            pass
        return frames


class MonitorLink(Link):
    """A virtual machine monitor: opens the TAP of a `vm` port by name, as Firecracker does."""

    def __init__(self, namespace: str, tap: str):
        super().__init__()
        self.namespace, self.tap = namespace, tap

    def _open(self):
        with entered(self.namespace):
            # TUNSETIFF would make one: only the daemon is to.
            socket.if_nametoindex(self.tap)
            self.fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
            fcntl.ioctl(self.fd, TUNSETIFF, struct.pack("16sH22x", self.tap.encode(), IFF_TAP | IFF_NO_PI | IFF_VNET_HDR))
            fcntl.ioctl(self.fd, TUNSETVNETHDRSZ, struct.pack("i", len(VNET_HEADER)))

    def close(self):
        self._close()

    def _close(self):
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1

    def _send(self, frame):
        try:
            os.write(self.fd, VNET_HEADER + frame)
        except OSError as e:
            # EIO: the netdev is down at the moment; EINVAL: a frame that no TAP takes, a runt.
            if e.errno in (errno.EAGAIN, errno.EIO, errno.EINVAL):
                return False
            raise
        return True

    def _receive(self, most):
        frames = []
        try:
            while len(frames) < most:
                frames.append(os.read(self.fd, MAX_FRAME_BYTES + len(VNET_HEADER))[len(VNET_HEADER):])
        except OSError as e:
            if e.errno not in (errno.EAGAIN, errno.EIO):
                raise
        return frames


class StreamLink(Link):
    """A client of a `stream` port: QEMU's framing on a unix socket."""

    def __init__(self, path: str):
        super().__init__()
        self.path = path
        self.socket = None
        self.pending = b""

    def _open(self):
        self.pending = b""
        opened = self.socket = socket.socket(socket.AF_UNIX)
        opened.settimeout(1)
        opened.connect(self.path)
        opened.setblocking(False)
        self.fd = opened.fileno()

    def _close(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    def _send(self, frame):
        data = struct.pack("!I", len(frame)) + frame
        opened, fd = self.socket, self.fd
        if not opened or fd < 0:
            return False
        try:
            done = opened.send(data)
        except BlockingIOError:
            return False
        while done < len(data):
            # The rest of a frame that was begun must follow; the daemon reads on unless it has been stopped. The socket
            # itself stays as it is: another thread reads it, and may close it.
            waiting = select.poll()
            waiting.register(fd, select.POLLOUT)
            if not waiting.poll(REST_OF_FRAME_SECONDS * 1000):
                raise TimeoutError(errno.ETIMEDOUT, "the daemon takes no more of a frame at " + self.path)
            try:
                done += opened.send(data[done:])
            except BlockingIOError:
                pass
        return True

    def _receive(self, most):
        frames = []
        while len(frames) < most:
            try:
                data = self.socket.recv(1 << 16)
            except BlockingIOError:
                break
            if not data:
                raise ConnectionResetError(errno.ECONNRESET, "the daemon has closed " + self.path)
            self.pending += data
            at = 0
            while len(self.pending) - at >= 4:
                length = struct.unpack_from("!I", self.pending, at)[0]
                if len(self.pending) - at - 4 < length:
                    break
                frames.append(self.pending[at + 4 : at + 4 + length])
                at += 4 + length
            self.pending = self.pending[at:]
        return frames
