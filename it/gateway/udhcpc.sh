#!/bin/sh
# Script of udhcpc: takes the lease over and writes it down.
case $1 in
bound | renew)
  ip addr flush dev "$interface" 2>/dev/null
  ip addr add "$ip/$mask" dev "$interface"
  [ -n "$router" ] && ip route replace default via "$router"
  printf 'ip=%s\nrouter=%s\ndns=%s\ndomain=%s\nlease=%s\nserverid=%s\n' \
    "$ip" "$router" "$dns" "$domain" "$lease" "$serverid" >"$LEASE_FILE"
  ;;
esac
