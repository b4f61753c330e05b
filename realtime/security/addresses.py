"""Who asks, behind load balancers."""

from __future__ import annotations

import functools
import ipaddress
import logging
import secrets

from multidict import MultiMapping

from realtime.runtime.errors import BadSetting
from realtime.runtime.settings import Settings, require
from realtime.security import keys

log = logging.getLogger(__name__)

PROOF_HEADER = "X-Podium-Gateway"
"""On requests of a gateway to the api: that it is one (see `gateway_proof`). Never passed on from outside."""

MAX_ADDRESS = 64
"""Characters: an IPv6 address has up to 45; the name of an interface behind it may be of any length."""

IPV4_PREFIX, IPV6_PREFIX = 24, 48
"""Networks: what one subscriber or organisation usually has."""
LINK_PREFIX = 64
"""IPv6: the least that anybody gets. One machine may use all 2^64 addresses of it, and takes new ones by itself (RFC 8981)."""


def gateway_proof(settings: Settings) -> str:
    """What a gateway shows to the api: an address alone proves nothing on a machine or network that others share. Raises `BadSetting`."""
    if not settings.secret_key:
        require(settings, "proxy_secret")
    return settings.proxy_secret or keys.derived(settings.secret_key, "gateway").hex()


def forwarded_for(headers: MultiMapping[str]) -> str | None:
    """X-Forwarded-For of a request; None: there is none.

    Its lines are one list (RFC 9110, 5.3): a load balancer may add its own line behind those that the client has sent, so the first line
    alone would be the client's words.
    """
    lines = headers.getall("X-Forwarded-For", ())
    return ",".join(lines) if lines else None


class Trusted:
    """Load balancers, and gateways before the api, whose X-Forwarded-For is believed."""

    def __init__(self, networks: str = "", proof: str = "") -> None:
        """`networks`: the setting `trusted_proxies`, addresses and networks with commas between. `proof`: what has to come with the
        header. Raises `BadSetting`.
        """
        self._proof = proof.encode()
        try:
            self._networks = [ipaddress.ip_network(network.strip(), strict=False) for network in networks.split(",") if network.strip()]
        except ValueError as error:
            raise BadSetting(f"setting trusted_proxies: {error}", field="trusted_proxies") from None
        self._holds = functools.lru_cache(4096)(self._look)

    def __contains__(self, address: str) -> bool:
        return self._holds(address)

    def client(self, peer: str | None, forwarded: str | None, proof: str | None = None) -> str:
        """The client's address: the last one in X-Forwarded-For that no load balancer of ours has, where one of them connects; else the
        peer's. `-` for a client without an address. What is no address there is not believed: addresses become keys of limits.
        """
        if peer is None:
            return "-"
        if self._proof and not secrets.compare_digest((proof or "").encode("utf-8", "surrogateescape"), self._proof):
            if forwarded and peer in self:
                log.warning("X-Forwarded-For is not believed: it came without proof of a gateway; is proxy_secret the same everywhere?")
            return peer
        for address in reversed((forwarded or "").split(",")):
            if peer not in self or not _is_address(address := address.strip()):
                break
            peer = address
        return peer

    def _look(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)


@functools.lru_cache(4096)
def _is_address(text: str) -> bool:
    try:
        return len(text) <= MAX_ADDRESS and ipaddress.ip_address(text) is not None
    except ValueError:
        return False


def network(address: str) -> str:
    """The network of an address: /24 or /48; what is no address is its own."""
    try:
        parsed = _parsed(address)
    except ValueError:
        return address[:MAX_ADDRESS]
    prefix = IPV4_PREFIX if parsed.version == 4 else IPV6_PREFIX
    return str(ipaddress.ip_network((parsed.packed, prefix), strict=False))


def counted_as(address: str) -> str:
    """What limits of an address count: an IPv4 address, or the /64 of an IPv6 address.

    Counted one by one, the addresses of a /64 would give one machine as many limits as it likes. What is no address is its own.
    """
    return address if ":" not in address else _link(address)


@functools.lru_cache(4096)
def _link(address: str) -> str:
    try:
        parsed = _parsed(address)
    except ValueError:
        return address
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network((parsed.packed, LINK_PREFIX), strict=False))


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An IPv4 address in IPv6's words (`::ffff:192.0.2.7`) is the IPv4 address. Raises `ValueError`."""
    parsed = ipaddress.ip_address(address)
    return (parsed.ipv4_mapped or parsed) if parsed.version == 6 else parsed
