"""A virtual machine monitor reduced to what concerns its network device.

Opens TAP argv[1] by name as Firecracker does: O_RDWR|O_NONBLOCK|O_CLOEXEC, IFF_TAP|IFF_NO_PI|IFF_VNET_HDR, a header of 12
bytes, and, when the guest has acknowledged its features, TUNSETOFFLOAD. The guest is a real network stack: the kernel's, in
namespace argv[2] behind a TAP named argv[3], to which frames are passed with their headers, so that checksums stay partial
and segments stay whole as with a virtio driver. argv[4] is the offload mask, CSUM|TSO4|TSO6|UFO in Firecracker.

Prints "ready" once both ends are open; a failed write is counted and the frame lost, as in Firecracker.
"""

import ctypes
import fcntl
import os
import select
import struct
import sys

TUNSETIFF = 0x400454CA
TUNSETOFFLOAD = 0x400454D0
TUNSETVNETHDRSZ = 0x400454D8
IFF_TAP = 0x0002
IFF_NO_PI = 0x1000
IFF_VNET_HDR = 0x4000
CLONE_NEWNET = 0x40000000
VNET_HEADER_BYTES = 12
MAX_BUFFER_SIZE = 65562 + VNET_HEADER_BYTES


def open_tap(name, offloads):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    request = struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI | IFF_VNET_HDR)
    fcntl.ioctl(fd, TUNSETIFF, request)
    fcntl.ioctl(fd, TUNSETVNETHDRSZ, struct.pack("i", VNET_HEADER_BYTES))
    fcntl.ioctl(fd, TUNSETOFFLOAD, offloads)
    return fd


def enter(namespace):
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/run/netns/" + namespace, "rb") as handle:
        if libc.setns(handle.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns " + namespace)


def pump(source, target):
    """Moves what is there, a burst at most."""
    for _ in range(64):
        try:
            frame = os.read(source, MAX_BUFFER_SIZE)
        except BlockingIOError:
            return
        except OSError:  # EIO: the netdev is down
            return
        try:
            os.write(target, frame)
        except OSError:
            pass


def main():
    tap, namespace, guest = sys.argv[1:4]
    offloads = int(sys.argv[4], 0)
    host_fd = open_tap(tap, offloads)
    enter(namespace)
    guest_fd = open_tap(guest, offloads)
    print("ready", flush=True)
    poll = select.poll()
    poll.register(host_fd, select.POLLIN)
    poll.register(guest_fd, select.POLLIN)
    while True:
        for fd, _ in poll.poll():
            pump(fd, guest_fd if fd == host_fd else host_fd)


main()
