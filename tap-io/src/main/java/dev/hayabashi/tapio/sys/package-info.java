/**
 * The C library as this module needs it: a dozen system calls, errno by name, and exceptions that say what to do.
 *
 * <p>Everything here is for setting ports up, except {@link dev.hayabashi.tapio.sys.Libc}'s {@code read}, {@code write}
 * and {@code recvmsg}, which take and return primitives only and therefore may be called per frame.
 *
 * <p>Limits: 64-bit Linux with the generic errno and ioctl numbering (x86-64, aarch64, riscv64).
 */
@org.jspecify.annotations.NullMarked
package dev.hayabashi.tapio.sys;
