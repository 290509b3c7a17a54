"""Sends, counts and echoes raw frames for the network tests. Runs inside a namespace.

  frames.py send IFACE HEX [COUNT [GAP_MS]]   sends a frame
  frames.py count IFACE MATCH_HEX SECONDS     counts received frames that contain MATCH_HEX, prints the number
  frames.py probe IFACE SECONDS RATE          sends numbered broadcast probes, prints how many
  frames.py watch IFACE SECONDS               counts copies of each numbered probe, prints JSON

SIGTERM ends probe and watch early; watch goes on until the last probes have arrived.
"""
import json
import select
import signal
import socket
import sys
import time

ETH_P_ALL = 3
SOL_PACKET = 263
PACKET_IGNORE_OUTGOING = 23
PROBE = b"\x88\xb5HAYAPROBE"
QUIET_SECONDS = 1
STORM_SECONDS = 5


def open_socket(iface):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    s.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    s.bind((iface, 0))
    return s


stopped = []


def stop_on_sigterm():
    signal.signal(signal.SIGTERM, lambda *_: stopped.append(time.monotonic()))


def received(s, seconds):
    """Frames until the time is over; or, when told to stop, until nothing comes for a while (a storm never ends)."""
    end = time.monotonic() + seconds
    last = time.monotonic()
    while True:
        now = time.monotonic()
        if now >= end or (stopped and (now - max(last, stopped[0]) > QUIET_SECONDS or now - stopped[0] > STORM_SECONDS)):
            return
        if select.select([s], [], [], min(end - now, 0.1))[0]:
            last = time.monotonic()
            yield s.recv(70000)


def send(iface, frame, count=1, gap_ms=0):
    s = open_socket(iface)
    data = bytes.fromhex(frame)
    for _ in range(int(count)):
        s.send(data)
        if gap_ms:
            time.sleep(float(gap_ms) / 1000)


def count(iface, match, seconds):
    s = open_socket(iface)
    print("ready", flush=True)
    wanted = bytes.fromhex(match)
    print(sum(wanted in frame for frame in received(s, float(seconds))))


def address(iface):
    return bytes.fromhex(open(f"/sys/class/net/{iface}/address").read().strip().replace(":", ""))


def probe(iface, seconds, rate):
    stop_on_sigterm()
    s = open_socket(iface)
    source = address(iface)
    print("ready", flush=True)
    gap = 1 / float(rate)
    start = time.monotonic()
    number = 0
    while time.monotonic() - start < float(seconds) and not stopped:
        s.send(b"\xff" * 6 + source + PROBE + source + number.to_bytes(4, "big") + bytes(40))
        number += 1
        wait = start + number * gap - time.monotonic()
        if wait > 0:
            time.sleep(wait)
    print(number)


def watch(iface, seconds):
    """Per source: how many probes came, the most copies of one probe, and the longest gap in ms.

    A probe of this host's own that comes back counts as a second copy.
    """
    stop_on_sigterm()
    s = open_socket(iface)
    own = address(iface).hex()
    print("ready", flush=True)
    copies = {}
    last = {}
    gap = {}
    for frame in received(s, float(seconds)):
        if frame[12:12 + len(PROBE)] != PROBE:
            continue
        at = 12 + len(PROBE)
        source = frame[at:at + 6].hex()
        number = int.from_bytes(frame[at + 6:at + 10], "big")
        key = (source, number)
        copies[key] = copies.get(key, 1 if source == own else 0) + 1
        now = time.monotonic()
        if source in last:
            gap[source] = max(gap.get(source, 0), now - last[source])
        last[source] = now
    out = {}
    for (source, number), n in copies.items():
        one = out.setdefault(source, {"probes": 0, "mostCopies": 0, "longestGapMillis": 0})
        one["probes"] += 1
        one["mostCopies"] = max(one["mostCopies"], n)
        one["longestGapMillis"] = round(gap.get(source, 0) * 1000, 1)
    print(json.dumps(out))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
