"""usage: without-io-uring.py PROGRAM [ARGUMENT ...]

Runs a program under a seccomp filter that refuses io_uring_setup, io_uring_enter and io_uring_register with EPERM and lets
everything else through, as the default profiles of container engines do.
"""
import ctypes
import os
import struct
import sys

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
LOAD, AT_LEAST, GREATER, RETURN = 0x20, 0x35, 0x25, 0x06
ALLOW, EPERM = 0x7FFF0000, 0x00050001
FIRST, LAST = 425, 427

filters = b"".join(struct.pack("HBBI", *line) for line in (
    (LOAD, 0, 0, 0),            # the number of the call
    (AT_LEAST, 0, 2, FIRST),
    (GREATER, 1, 0, LAST),
    (RETURN, 0, 0, EPERM),
    (RETURN, 0, 0, ALLOW),
))
memory = ctypes.create_string_buffer(filters)
program = struct.pack("HxxxxxxQ", len(filters) // 8, ctypes.addressof(memory))
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) != 0:
    sys.exit("seccomp: " + os.strerror(ctypes.get_errno()))
os.execvp(sys.argv[1], sys.argv[1:])
