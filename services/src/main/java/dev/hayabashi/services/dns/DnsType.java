package dev.hayabashi.services.dns;

/** Record types by number, those that are treated in a special way. */
final class DnsType {
    static final int A = 1;
    static final int NS = 2;
    static final int SOA = 6;
    static final int PTR = 12;
    static final int TXT = 16;
    static final int AAAA = 28;
    static final int SRV = 33;
    static final int OPT = 41;
    static final int DS = 43;
    static final int DNSKEY = 48;
    static final int IXFR = 251;
    static final int AXFR = 252;
    static final int ANY = 255;

    private DnsType() {}

    /** What validators ask top-level domains about: names of one label that are no host names. */
    static boolean isAboutDelegation(int type) {
        return type == NS || type == SOA || type == DS || type == DNSKEY;
    }
}
