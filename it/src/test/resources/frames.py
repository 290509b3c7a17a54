"""Sends, counts and echoes raw frames for the network tests. Runs inside a namespace.

  frames.py send IFACE HEX [COUNT [GAP_MS]]   sends a frame
  frames.py count IFACE MATCH_HEX SECONDS     counts received frames that contain MATCH_HEX, prints the number
  frames.py probe IFACE RATE                  sends numbered broadcast probes until SIGTERM and for AFTER_S more, prints
                                              how many: what the last change lets through is seen
  frames.py watch IFACE                       counts copies of each numbered probe until SIGTERM and QUIET_S without any,
                                              prints JSON
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
AFTER_S = 2
QUIET_S = 0.5
# A loop is never quiet.
STORM_S = 5

told_to_stop = None


def on_sigterm(*_):
    global told_to_stop
    told_to_stop = told_to_stop or time.monotonic()


def open_socket(iface):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    s.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    s.bind((iface, 0))
    return s


def received(s, seconds):
    end = time.monotonic() + seconds
    while True:
        left = end - time.monotonic()
        if left <= 0:
            return
        if select.select([s], [], [], left)[0]:
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


def probe(iface, rate):
    signal.signal(signal.SIGTERM, on_sigterm)
    s = open_socket(iface)
    source = address(iface)
    gap = 1 / float(rate)
    print("ready", flush=True)
    start = time.monotonic()
    number = 0
    while told_to_stop is None or time.monotonic() - told_to_stop < AFTER_S:
        now = time.monotonic_ns().to_bytes(8, "big")
        s.send(b"\xff" * 6 + source + PROBE + source + number.to_bytes(4, "big") + now + bytes(32))
        number += 1
        wait = start + number * gap - time.monotonic()
        if wait > 0:
            time.sleep(wait)
    print(number)


def until_quiet(s):
    """Probes, until SIGTERM and then until none has come for a while."""
    last = time.monotonic()
    while True:
        now = time.monotonic()
        if told_to_stop is not None and (now - max(last, told_to_stop) > QUIET_S or now - told_to_stop > STORM_S):
            return
        if select.select([s], [], [], 0.1)[0]:
            frame = s.recv(70000)
            if frame[12:12 + len(PROBE)] == PROBE:
                last = time.monotonic()
                yield frame


def watch(iface):
    """Per source: how many probes came, the most copies of one probe, the longest gap in ms, and how old the oldest probe
    was that came again, in ms.

    A probe of this host's own that comes back counts as a second copy.
    """
    signal.signal(signal.SIGTERM, on_sigterm)
    s = open_socket(iface)
    own = address(iface).hex()
    print("ready", flush=True)
    copies = {}
    last = {}
    gap = {}
    oldest = {}
    for frame in until_quiet(s):
        at = 12 + len(PROBE)
        source = frame[at:at + 6].hex()
        number = int.from_bytes(frame[at + 6:at + 10], "big")
        key = (source, number)
        copies[key] = copies.get(key, 1 if source == own else 0) + 1
        now = time.monotonic()
        if copies[key] > 1:
            age = now - int.from_bytes(frame[at + 10:at + 18], "big") / 1e9
            oldest[source] = max(oldest.get(source, 0), age)
        if source in last:
            gap[source] = max(gap.get(source, 0), now - last[source])
        last[source] = now
    out = {}
    for (source, number), n in copies.items():
        one = out.setdefault(source, {"probes": 0, "mostCopies": 0, "longestGapMillis": 0})
        one["probes"] += 1
        one["mostCopies"] = max(one["mostCopies"], n)
        one["longestGapMillis"] = round(gap.get(source, 0) * 1000, 1)
        one["oldestAgainMillis"] = round(oldest.get(source, 0) * 1000, 1)
    print(json.dumps(out))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
