"""Which IP addresses are the internet's. What a person names for the server to visit leads to no others."""

from __future__ import annotations

import ipaddress

_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_TRANSLATED = ipaddress.ip_network("::ffff:0:0:0/96")  # SIIT: ::ffff:0:1.2.3.4


def is_public(address: str) -> bool:
    """Whether the IP address belongs to the internet, and to no network of ours in whatever disguise.

    What is no address at all is not public.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        is_old = inner is None and int(ip) >> 32 == 0  # ::1.2.3.4
        if is_old or ip in _TRANSLATED or any(ip in network for network in _NAT64):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None and not is_public(str(inner)):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def names_private(host: str) -> bool:
    """Whether a URL's host is an address, or the name of this very machine, that is not the internet's.

    Where other names lead is seen when they are resolved.
    """
    host = host.rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return not is_public(host)
