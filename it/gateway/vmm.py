#!/usr/bin/env python3
"""Stands for a VMM: opens TAP argv[1] by name as Firecracker does, and is a cable from there to a TAP eth0 in the network
namespace argv[2], which stands for the guest."""
import ctypes
import fcntl
import os
import select
import struct
import sys

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000


def tap(name: str) -> int:
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    return fd


vmm = tap(sys.argv[1])
namespace = os.open("/run/netns/" + sys.argv[2], os.O_RDONLY)
if ctypes.CDLL(None, use_errno=True).setns(namespace, 0) != 0:
    raise OSError(ctypes.get_errno(), "setns")
guest = tap("eth0")
os.system("ip link set eth0 up")
print("ready", flush=True)
while True:
    for fd in select.select([vmm, guest], [], [])[0]:
        try:
            os.write(guest if fd == vmm else vmm, os.read(fd, 65536))
        except OSError:
            pass  # the other side is not up yet: a cable loses frames
