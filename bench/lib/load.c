/* Traffic for the benchmarks: what has to be faster than the switches that it measures. Prints one line of JSON.
 *
 *   load blast DEV DST SRC BYTES SECONDS RATE     AF_PACKET sender; RATE frames/s, 0 for as fast as it goes
 *   load stations DEV DST SRC COUNT SECONDS RATE  AF_PACKET sender for COUNT stations from SRC on; SECONDS 0: one broadcast of each, else
 *                                                 from any of them to any of the COUNT stations from DST on
 *   load echo ADDRESS PORT                        UDP echo, until killed
 *   load pingpong ADDRESS PORT SECONDS            UDP round trips, one at a time
 *   load tapblast TAP DST SRC BYTES SECONDS RATE  sender that holds a TAP's descriptor, as a VMM does; BYTES > 9000: TCP super-frames
 *   load tapsink TAP SECONDS MAC                  says who it is, then reads a TAP's descriptor and counts
 *   load guest TAP TAP2                           a guest: relays between two TAPs' descriptors, offloads on, until killed
 *   load plainguest TAP TAP2                      the same, and takes neither super-frames nor open checksums from TAP
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <net/ethernet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, VNET = 12, SUPER = 65550 };

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void mac(unsigned char *out, const char *text) {
    unsigned int b[6];
    if (sscanf(text, "%x:%x:%x:%x:%x:%x", b, b + 1, b + 2, b + 3, b + 4, b + 5) != 6) die(text);
    for (int i = 0; i < 6; i++) out[i] = b[i];
}

/* IPv4, so that a kernel on the way parses what it would parse in life; nobody has the address. */
static void ethernet(unsigned char *f, const char *dst, const char *src, int bytes, int protocol) {
    memset(f, 0, bytes);
    mac(f, dst);
    mac(f + 6, src);
    f[12] = 8;
    f[14] = 0x45;
    f[16] = (bytes - 14) >> 8;
    f[17] = bytes - 14;
    f[22] = 64;
    f[23] = protocol;
    f[26] = 10; f[27] = 99; f[29] = 1;
    f[30] = 10; f[31] = 99; f[33] = 2;
    unsigned sum = 0;
    for (int i = 14; i < 34; i += 2) sum += f[i] << 8 | f[i + 1];
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
    f[24] = ~sum >> 8;
    f[25] = ~sum;
}

static int open_tap_with(const char *name, unsigned offloads) {
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    struct ifreq r = {0};
    strncpy(r.ifr_name, name, IFNAMSIZ - 1);
    r.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;
    int bytes = VNET;
    if (fd < 0 || ioctl(fd, TUNSETIFF, &r)) die(name);
    if (ioctl(fd, TUNSETVNETHDRSZ, &bytes) || ioctl(fd, TUNSETOFFLOAD, offloads)) die("TUNSETOFFLOAD");
    return fd;
}

static int open_tap(const char *name) {
    return open_tap_with(name, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6);
}

/* Sleeps off what a sender is ahead of its rate. */
static void pace(uint64_t start, uint64_t sent, double rate) {
    if (rate <= 0) return;
    uint64_t due = start + (uint64_t)(sent / rate * 1e9), at = now();
    if (due > at + 20000) {
        struct timespec t = {0, due - at};
        nanosleep(&t, 0);
    }
}

static int blast(char **v) {
    int s = socket(AF_PACKET, SOCK_RAW, 0), bytes = atoi(v[3]);
    struct ifreq r = {0};
    strncpy(r.ifr_name, v[0], IFNAMSIZ - 1);
    if (s < 0 || ioctl(s, SIOCGIFINDEX, &r)) die(v[0]);
    struct sockaddr_ll a = {.sll_family = AF_PACKET, .sll_ifindex = r.ifr_ifindex};
    if (bind(s, (void *)&a, sizeof a)) die("bind");
    static unsigned char f[9216];
    ethernet(f, v[1], v[2], bytes, 17);
    struct iovec iov = {f, bytes};
    struct mmsghdr m[BATCH];
    memset(m, 0, sizeof m);
    for (int i = 0; i < BATCH; i++) m[i].msg_hdr.msg_iov = &iov, m[i].msg_hdr.msg_iovlen = 1;
    double rate = atof(v[5]);
    int batch = rate > 0 && rate < 200000 ? 8 : BATCH;
    uint64_t start = now(), end = start + (uint64_t)(atof(v[4]) * 1e9), sent = 0, refused = 0;
    while (now() < end) {
        int n = sendmmsg(s, m, batch, 0);
        if (n < 0) { refused++; n = 1; }
        sent += n;
        pace(start, sent, rate);
    }
    printf("{\"attempts\": %lu, \"refused\": %lu, \"seconds\": %.6f}\n", sent, refused, (now() - start) / 1e9);
    return 0;
}

static void number(unsigned char *address, const unsigned char *base, uint32_t n) {
    memcpy(address, base, 6);
    for (int i = 5; i > 1; i--, n >>= 8) address[i] = n;
}

static int stations(char **v) {
    int s = socket(AF_PACKET, SOCK_RAW, 0), count = atoi(v[3]);
    struct ifreq r = {0};
    strncpy(r.ifr_name, v[0], IFNAMSIZ - 1);
    if (s < 0 || ioctl(s, SIOCGIFINDEX, &r)) die(v[0]);
    struct sockaddr_ll a = {.sll_family = AF_PACKET, .sll_ifindex = r.ifr_ifindex};
    if (bind(s, (void *)&a, sizeof a)) die("bind");
    enum { FEW = 8 };
    static unsigned char f[FEW][60];
    unsigned char dst[6], src[6];
    mac(dst, v[1]);
    mac(src, v[2]);
    struct iovec iov[FEW];
    struct mmsghdr m[FEW];
    memset(m, 0, sizeof m);
    for (int i = 0; i < FEW; i++) {
        ethernet(f[i], v[1], v[2], 60, 17);
        iov[i] = (struct iovec){f[i], 60};
        m[i].msg_hdr.msg_iov = &iov[i];
        m[i].msg_hdr.msg_iovlen = 1;
    }
    double seconds = atof(v[4]), rate = atof(v[5]);
    uint64_t start = now(), end = start + (uint64_t)(seconds * 1e9), sent = 0, refused = 0, random = 88172645463325252ull;
    while (seconds > 0 ? now() < end : sent < (uint64_t)count) {
        int n = seconds > 0 || count - sent >= FEW ? FEW : count - sent;
        for (int i = 0; i < n; i++) {
            random ^= random << 13, random ^= random >> 7, random ^= random << 17;
            if (seconds > 0) number(f[i], dst, (random >> 32) % count), number(f[i] + 6, src, (uint32_t)random % count);
            else number(f[i] + 6, src, sent + i);
        }
        n = sendmmsg(s, m, n, 0);
        if (n < 0) { refused++; continue; }
        sent += n;
        pace(start, sent, rate);
    }
    printf("{\"attempts\": %lu, \"refused\": %lu, \"seconds\": %.6f}\n", sent, refused, (now() - start) / 1e9);
    return 0;
}

static int tapblast(char **v) {
    int fd = open_tap(v[0]), bytes = atoi(v[3]);
    static unsigned char f[VNET + SUPER];
    int super = bytes > 9000, n = super ? 65226 : bytes;
    ethernet(f + VNET, v[1], v[2], n, super ? 6 : 17);
    if (super) {
        unsigned char *t = f + VNET + 34;
        t[12] = 0x50;
        t[13] = 0x10;
        f[0] = 1; f[1] = 1; f[2] = 54; f[4] = 1448 & 255; f[5] = 1448 >> 8; f[6] = 34; f[8] = 16;
    }
    double rate = atof(v[5]);
    uint64_t start = now(), end = start + (uint64_t)(atof(v[4]) * 1e9), sent = 0, refused = 0;
    while (now() < end) {
        for (int i = 0; i < 16; i++) {
            if (write(fd, f, VNET + n) < 0) refused++;
            sent++;
        }
        pace(start, sent, rate);
    }
    printf("{\"attempts\": %lu, \"refused\": %lu, \"seconds\": %.6f, \"bytes\": %d}\n", sent, refused, (now() - start) / 1e9, n);
    return 0;
}

static int tapsink(char **v) {
    int fd = open_tap(v[0]);
    static unsigned char f[VNET + 70000];
    uint64_t end = now() + (uint64_t)(atof(v[1]) * 1e9), frames = 0, bytes = 0, at;
    ethernet(f + VNET, "ff:ff:ff:ff:ff:ff", v[2], 60, 17);
    if (write(fd, f, VNET + 60) < 0) die("write");
    printf("ready\n");
    fflush(stdout);
    while ((at = now()) < end) {
        struct pollfd p = {fd, POLLIN, 0};
        if (poll(&p, 1, (end - at) / 1000000 + 1) <= 0) continue;
        for (int i = 0; i < 64; i++) {
            ssize_t n = read(fd, f, sizeof f);
            if (n < 0) break;
            if (f[VNET + 26] == 10 && f[VNET + 27] == 99) frames++, bytes += n - VNET;
        }
    }
    printf("{\"frames\": %lu, \"bytes\": %lu}\n", frames, bytes);
    return 0;
}

static _Noreturn int guest(char **v, int plain) {
    int fd[2] = {plain ? open_tap_with(v[0], 0) : open_tap(v[0]), open_tap(v[1])};
    static unsigned char f[VNET + 70000];
    struct pollfd p[2] = {{fd[0], POLLIN, 0}, {fd[1], POLLIN, 0}};
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        if (poll(p, 2, -1) < 0) die("poll");
        for (int side = 0; side < 2; side++) {
            if (!p[side].revents) continue;
            for (int i = 0; i < 64; i++) {
                ssize_t n = read(fd[side], f, sizeof f);
                if (n < 0 && errno == EBADFD) exit(0); /* the TAP was deleted: nobody else would end this */
                if (n < 0) break;
                if (write(fd[!side], f, n) < 0 && errno != EIO && errno != EAGAIN) die("write");
            }
        }
    }
}

static struct sockaddr_in address(char **v) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(atoi(v[1]))};
    inet_pton(AF_INET, v[0], &a.sin_addr);
    return a;
}

static _Noreturn int echo(char **v) {
    struct sockaddr_in a = address(v), from;
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    char b[64];
    if (bind(s, (void *)&a, sizeof a)) die("bind");
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        socklen_t l = sizeof from;
        ssize_t n = recvfrom(s, b, sizeof b, 0, (void *)&from, &l);
        if (n > 0) sendto(s, b, n, 0, (void *)&from, l);
    }
}

static int by_value(const void *a, const void *b) {
    uint32_t x = *(uint32_t *)a, y = *(uint32_t *)b;
    return x < y ? -1 : x > y;
}

static int pingpong(char **v) {
    struct sockaddr_in a = address(v);
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    struct timeval patience = {0, 200000};
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(s, (void *)&a, sizeof a)) die("connect");
    static uint32_t t[2000000];
    size_t n = 0, lost = 0;
    uint64_t seq = 0, back = 0, end = now() + (uint64_t)(atof(v[2]) * 1e9), start;
    while ((start = now()) < end && n < sizeof t / sizeof *t) {
        seq++;
        send(s, &seq, sizeof seq, 0);
        do {
            back = 0;
            if (recv(s, &back, sizeof back, 0) <= 0) break;
        } while (back != seq);
        if (back == seq) t[n++] = now() - start;
        else lost++;
    }
    qsort(t, n, sizeof *t, by_value);
    if (!n) printf("{\"count\": 0, \"lost\": %zu}\n", lost);
    else printf("{\"count\": %zu, \"lost\": %zu, \"p50us\": %.2f, \"p99us\": %.2f}\n", n, lost, t[n / 2] / 1e3, t[n * 99 / 100] / 1e3);
    return 0;
}

int main(int c, char **v) {
    const char *mode = c > 1 ? v[1] : "";
    if (!strcmp(mode, "blast") && c == 8) return blast(v + 2);
    if (!strcmp(mode, "stations") && c == 8) return stations(v + 2);
    if (!strcmp(mode, "tapblast") && c == 8) return tapblast(v + 2);
    if (!strcmp(mode, "tapsink") && c == 5) return tapsink(v + 2);
    if (!strcmp(mode, "guest") && c == 4) return guest(v + 2, 0);
    if (!strcmp(mode, "plainguest") && c == 4) return guest(v + 2, 1);
    if (!strcmp(mode, "echo") && c == 4) return echo(v + 2);
    if (!strcmp(mode, "pingpong") && c == 5) return pingpong(v + 2);
    fprintf(stderr, "load: see the top of load.c\n");
    return 2;
}
