"""Which addresses a feed may lead us to.

The guard makes the sockets, so it judges what a name resolved to, on each hop, and
literal addresses as well: aiohttp asks no resolver about those.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import AddrInfoType

# The part of IPv6 that is given out at all; `is_global` lets more of it pass.
UNICAST = IPv6Network("2000::/3")
# RFC 6052 section 2.1: behind DNS64, every IPv4 host has an address in here.
NAT64 = IPv6Network("64:ff9b::/96")


class PrivateAddressError(OSError):
    """A refusal to connect, in words for the operator."""


class Guard:
    """A socket factory for public addresses, and for those in the `allow` ranges."""

    def __init__(self, allow: Iterable[str]) -> None:
        self._allow = tuple(ip_network(each, strict=False) for each in allow)

    def __call__(self, info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, place = info
        address = str(place[0])
        if not self.permits(address):
            raise PrivateAddressError(
                f"{address} is a private address (network.allow opens ranges)"
            )
        return socket.socket(family, kind, protocol)

    def permits(self, address: str) -> bool:
        outer = ip_address(address)
        inner = _destination(outer)
        return _is_public(inner) or any(
            each in network for each in (outer, inner) for network in self._allow
        )


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if address.is_multicast or not address.is_global:
        return False
    return isinstance(address, IPv4Address) or address in UNICAST


def _destination(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 host that an IPv6 address stands for, where it stands for one."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
