"""Who asks, behind load balancers."""

from __future__ import annotations

import functools
import ipaddress

from realtime.runtime.errors import BadSetting

MAX_ADDRESS = 64
"""Characters: an IPv6 address has up to 45; the name of an interface behind it may be of any length."""


class Trusted:
    """Load balancers, and gateways before the api, whose X-Forwarded-For is believed."""

    def __init__(self, networks: str = "") -> None:
        """`networks`: the setting `trusted_proxies`, addresses and networks with commas between. Raises `BadSetting`."""
        try:
            self._networks = [ipaddress.ip_network(network.strip(), strict=False) for network in networks.split(",") if network.strip()]
        except ValueError as error:
            raise BadSetting(f"setting trusted_proxies: {error}", field="trusted_proxies") from None
        self._holds = functools.lru_cache(4096)(self._look)

    def __contains__(self, address: str) -> bool:
        return self._holds(address)

    def client(self, peer: str | None, forwarded: str | None) -> str:
        """The client's address: the last one in X-Forwarded-For that no load balancer of ours has, where one of them connects; else the
        peer's. `-` for a client without an address. What is no address there is not believed: addresses become keys of limits.
        """
        if peer is None:
            return "-"
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
