"""The daemon's file of leases, read by the form that its documentation gives: whose each address is by the last record about it."""
import struct

MARK = 0x9EC571A5
HEADER_BYTES = 8
BOUND = 1


def holders(path: str) -> dict:
    """Address to MAC, as four and six octets; empty where there is no file."""
    try:
        log = open(path, "rb").read()
    except FileNotFoundError:
        return {}
    found, at = {}, HEADER_BYTES
    while at + 6 <= len(log):
        mark, length = struct.unpack_from("!IH", log, at)
        payload = log[at + 6 : at + 6 + length]
        # Behind the last whole record there may be one that is being written.
        if mark != MARK or len(payload) < length:
            break
        if payload[0] == BOUND:
            found[payload[1:5]] = payload[5:11]
        else:
            found.pop(payload[1:5], None)
        at += 6 + length + 4
    return found
