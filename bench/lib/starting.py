"""One start of the daemon with a clock beside it."""
from lab import *

PATIENCE_SECONDS = 30


def start_once(ns, host, ports, plain, options="", root=ROOT):
    """Returns milliseconds from the start to (socket answers, first frame forwarded)."""
    with tempfile.TemporaryDirectory(prefix="hayabashi-bench") as directory:
        socket_path, config = f"{directory}/sock", f"{directory}/lab.yaml"
        with open(config, "w") as f:
            f.write(f"state-dir: {directory}\nbridges:\n  - name: haya0\n    ports:\n")
            for number in range(ports):
                f.write(f"      - {{name: s{number}, kind: tap, edge: true, netns: {host}}}\n")
        env = {**os.environ, "NO_BUILD": "1", "HAYABASHI_NO_ARCHIVE": "1" if plain else "0",
               "HAYABASHI_JAVA_OPTS": options}
        with open(f"{directory}/log", "w") as log:
            started = time.monotonic_ns()
            daemon = subprocess.Popen(["ip", "netns", "exec", ns, f"{root}/hayabashi", "up", "-c", config, "--socket", socket_path],
                                      stdout=log, stderr=log, env=env)
        try:
            answered = forwarded = receiver = sender = None
            end = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < end and daemon.poll() is None and not (answered and forwarded):
                if answered is None and is_answering(socket_path):
                    answered = (time.monotonic_ns() - started) / 1e6
                if receiver is None:
                    sender, receiver = try_socket(host, "s0"), try_socket(host, f"s{ports - 1}")
                    if sender is None or receiver is None:
                        sender = receiver = None
                elif forwarded is None:
                    forwarded = arrives(sender, receiver, started)
                time.sleep(0.002)
            if not (answered and forwarded):
                sys.exit(f"the daemon did not forward: {open(f'{directory}/log').read()}")
            return answered, forwarded
        finally:
            for s in (sender, receiver):
                if s:
                    s.close()
            daemon.terminate()
            daemon.wait(20)


def try_socket(ns, iface):
    try:
        return packet_socket(ns, iface)
    except OSError:
        return None


def is_answering(path):
    try:
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(1)
            s.connect(path)
            s.sendall(b"GET /v1/status HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            return bool(s.recv(16))
    except OSError:
        return False


def arrives(sender, receiver, started):
    frame = b"\xff" * 6 + bytes.fromhex("0a0000000001") + PROBE + bytes(46)
    try:
        sender.send(frame)
        if select.select([receiver], [], [], 0.001)[0] and receiver.recv(2048)[:12] == frame[:12]:
            return (time.monotonic_ns() - started) / 1e6
    except OSError:
        pass  # the TAP is not up yet
    return None
