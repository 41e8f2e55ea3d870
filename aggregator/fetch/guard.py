"""Which addresses a feed may lead us to.

The guard is asked where a socket is made, so it judges the very address that is connected
to: on each hop, what a name resolved to, and literal addresses as well, about which
aiohttp asks no resolver. A name is looked up once (TCPConnector._create_direct_connection)
and what came of that goes to the socket as numbers; no second look-up could answer
otherwise.

Behind a proxy names are resolved by the proxy, out of our sight. There the guard reads
what is written: literal addresses, and names that are loopback's by definition.
"""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

# The part of IPv6 that is given out at all; `is_global` lets more of it pass.
UNICAST = IPv6Network("2000::/3")
# RFC 6052 section 2.1: behind DNS64, every IPv4 host has an address in here.
NAT64 = IPv6Network("64:ff9b::/96")
# What `is_global` lets pass, all or a part, as Python's versions differ: protocol
# assignments with Teredo among them (RFC 6890, RFC 4380), the relays of 6to4 (RFC 7526),
# and documentation (RFC 9637).
RESERVED = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")),
)
LOOPBACK = "127.0.0.1"
# Resolvers take 2130706433, 0x7f.1 and 0177.0.0.1 for loopback, each in its own way; a
# host that ends in a number is an address (URL Standard, "ends in a number").
NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.IGNORECASE)


class PrivateAddressError(OSError):
    """A refusal to connect, in words for the operator."""


class Guard:
    """Knows public addresses, and those in the `allow` ranges, from all others."""

    def __init__(self, allow: Iterable[str]) -> None:
        self._allow = tuple(ip_network(each, strict=False) for each in allow)

    def check(self, address: str) -> None:
        """Raise `PrivateAddressError` where nothing may connect to."""
        if not self.permits(address):
            raise PrivateAddressError(_private(address))

    def permits(self, address: str) -> bool:
        outer = ip_address(address)
        inner = _destination(outer)
        return _is_public(inner) or any(
            each in network for each in (outer, inner) for network in self._allow
        )

    def refusal(self, host: str, *, is_proxied: bool) -> str | None:
        """Why a host may not be asked, as it is written; None: nothing speaks against it."""
        try:
            address = str(ip_address(host))
        except ValueError:
            if ":" in host or NUMBER.fullmatch(host):
                return f"{host} is an address that is not written as one"
            is_here = host == "localhost" or host.endswith(".localhost")  # RFC 6761
            address = LOOPBACK if is_here else ""
        if not is_proxied or not address or self.permits(address):
            return None
        return _private(host)


def _private(address: str) -> str:
    return f"{address} is a private address (network.allow opens ranges)"


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if address.is_multicast or not address.is_global:
        return False
    if any(address in network for network in RESERVED):
        return False
    return isinstance(address, IPv4Address) or address in UNICAST


def _destination(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 host that an IPv6 address stands for, where it stands for one."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address
