package dev.hayabashi.tapio.netlink;

/** Numbers of linux/netlink.h, linux/rtnetlink.h, linux/if_link.h, linux/pkt_cls.h; the names are the kernel's. */
final class Rtnl {
    static final int NETLINK_ROUTE = 0;
    static final int SOL_NETLINK = 270;
    static final int NETLINK_ADD_MEMBERSHIP = 1;
    static final int NETLINK_LISTEN_ALL_NSID = 8;
    static final int NETLINK_CAP_ACK = 10;
    static final int NETLINK_EXT_ACK = 11;
    static final int RTNLGRP_LINK = 1;
    static final int RTNLGRP_NSID = 28;

    static final int NLMSG_NOOP = 1;
    static final int NLMSG_ERROR = 2;
    static final int NLMSG_DONE = 3;
    static final int NLMSG_HEADER_BYTES = 16;
    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;
    static final int NLM_F_DUMP_INTR = 0x10;
    static final int NLM_F_ROOT = 0x100;
    static final int NLM_F_MATCH = 0x200;
    static final int NLM_F_EXCL = 0x200;
    static final int NLM_F_CREATE = 0x400;
    static final int NLM_F_CAPPED = 0x100;
    static final int NLM_F_ACK_TLVS = 0x200;
    static final int NLM_F_DUMP = NLM_F_ROOT | NLM_F_MATCH;
    static final int NLMSGERR_ATTR_MSG = 1;
    static final int NLA_F_NESTED = 0x8000;
    static final int NLA_TYPE_MASK = 0x3fff;

    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_SETLINK = 19;
    static final int RTM_NEWADDR = 20;
    static final int RTM_DELADDR = 21;
    static final int RTM_NEWQDISC = 36;
    static final int RTM_DELQDISC = 37;
    static final int RTM_NEWTFILTER = 44;
    static final int RTM_DELTFILTER = 45;
    static final int RTM_GETTFILTER = 46;
    static final int RTM_NEWACTION = 48;
    static final int RTM_DELACTION = 49;
    static final int RTM_GETACTION = 50;
    static final int RTM_NEWSTATS = 92;
    static final int RTM_GETSTATS = 94;
    static final int RTM_NEWNSID = 88;
    static final int RTM_DELNSID = 89;
    static final int RTM_GETNSID = 90;

    static final int IFINFOMSG_BYTES = 16;
    static final int IFADDRMSG_BYTES = 8;
    static final int TCMSG_BYTES = 20;
    static final int RTGENMSG_BYTES = 4;
    static final int IF_STATS_MSG_BYTES = 12;

    static final int IFF_UP = 0x1;
    static final int IFF_NOARP = 0x80;
    static final int IFF_LOWER_UP = 0x10000;

    static final int ARPHRD_ETHER = 1;

    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_QDISC = 6;
    static final int IFLA_MASTER = 10;
    static final int IFLA_TXQLEN = 13;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_IFALIAS = 20;
    static final int IFLA_STATS64 = 23;
    static final int IFLA_AF_SPEC = 26;
    static final int IFLA_NET_NS_FD = 28;
    static final int IFLA_EXT_MASK = 29;
    static final int IFLA_TARGET_NETNSID = 46;
    static final int IFLA_CARRIER_UP_COUNT = 47;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    static final int IFLA_INFO_SLAVE_KIND = 4;
    static final int VETH_INFO_PEER = 1;
    static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    static final int IN6_ADDR_GEN_MODE_NONE = 1;
    static final int RTEXT_FILTER_SKIP_STATS = 8;

    static final int IFLA_STATS_LINK_64 = 1;
    static final int IFLA_STATS_FILTER_LINK_64 = 1;

    static final int IFLA_TUN_OWNER = 1;
    static final int IFLA_TUN_GROUP = 2;
    static final int IFLA_TUN_TYPE = 3;
    static final int IFLA_TUN_VNET_HDR = 5;
    static final int IFLA_TUN_PERSIST = 6;
    static final int IFLA_TUN_MULTI_QUEUE = 7;

    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int IFA_BROADCAST = 4;
    static final int IFA_FLAGS = 8;
    static final int IFA_F_NODAD = 0x02;

    static final int AF_UNSPEC = 0;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    static final int TC_H_CLSACT = 0xFFFFFFF1;
    static final int TC_H_CLSACT_HANDLE = 0xFFFF0000;
    static final int TC_H_MIN_INGRESS = 0xFFFFFFF2;
    static final int TCA_KIND = 1;
    static final int TCA_OPTIONS = 2;
    static final int TCA_STATS_BASIC = 1;
    static final int TCA_STATS_QUEUE = 3;
    static final int TCA_STATS_PKT64 = 8;
    static final int TCA_MATCHALL_ACT = 2;
    static final int TCA_U32_SEL = 5;
    static final int TCA_U32_ACT = 7;
    static final int TCAMSG_BYTES = 4;
    static final int TCA_ROOT_TAB = 1;
    static final int TCA_ROOT_FLAGS = 2;
    static final int TCA_FLAG_LARGE_DUMP_ON = 1;
    static final int TCA_ACT_KIND = 1;
    static final int TCA_ACT_OPTIONS = 2;
    static final int TCA_ACT_INDEX = 3;
    static final int TCA_ACT_STATS = 4;
    static final int TCA_ACT_COOKIE = 6;
    static final int TCA_MIRRED_PARMS = 2;
    static final int TCA_EGRESS_REDIR = 1;
    static final int TC_ACT_STOLEN = 4;
    static final int ETH_P_ALL = 0x0003;
    static final int ETH_P_IP = 0x0800;
    static final int ETH_P_IPV6 = 0x86dd;

    static final int NETNSA_NSID = 1;
    static final int NETNSA_FD = 3;

    private Rtnl() {}
}
