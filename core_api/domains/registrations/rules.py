"""Whether a team may take part, and from where its members may submit."""

from __future__ import annotations

import functools
import ipaddress
import time
from collections.abc import Sequence

from core_api.domains.registrations.models import RegistrationSettings
from realtime.runtime.errors import Conflict, Forbidden, Invalid

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def check_settings(settings: RegistrationSettings) -> None:
    """Raises `Invalid` naming the field that does not fit the others."""
    if settings.members_min > settings.members_max:
        raise Invalid("members_max must not be less than members_min", field="members_max")
    if settings.opens is not None and settings.closes is not None and settings.opens >= settings.closes:
        raise Invalid("registration must open before it closes", field="closes")
    for number, network in enumerate(settings.networks):
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise Invalid(f"this is no network such as 10.1.0.0/16: {error}", field=f"networks[{number}]") from None


def check_open(settings: RegistrationSettings) -> None:
    """Raises `Conflict` while registration is not open."""
    now = time.time() * 1000
    if settings.opens is not None and now < settings.opens:
        raise Conflict("registration has not opened yet")
    if settings.closes is not None and now >= settings.closes:
        raise Conflict("registration is closed")


def check_size(settings: RegistrationSettings, members: int) -> None:
    """Raises `Conflict` for a team that is too small or too large."""
    least, most = settings.members_min, settings.members_max
    if not least <= members <= most:
        if most == 1:
            raise Conflict("in this contest everybody takes part alone", field="team_id")
        wanted = f"{least}" if least == most else f"{least} to {most}"
        raise Conflict(f"a team of this contest has {wanted} members, this one has {members}", field="team_id")


def check_invited(settings: RegistrationSettings, users: Sequence[str], groups: Sequence[str]) -> None:
    """Raises `Forbidden` for a team that is none of those for whom the contest is."""
    if not settings.accounts and not settings.groups:
        return
    if settings.groups and not set(settings.groups).isdisjoint(groups):
        return
    if settings.accounts and set(users) <= set(settings.accounts):
        return
    raise Forbidden("this contest is for certain accounts and groups, and you are not among them")


def check_place(settings: RegistrationSettings, address: str) -> None:
    """Raises `Forbidden` for an address from which nothing may be submitted."""
    if settings.networks and not _is_within(settings.networks, address):
        raise Forbidden(f"one submits from the contest halls only: {address} is in none of their networks")


def _is_within(networks: tuple[str, ...], given: str) -> bool:
    try:
        address = ipaddress.ip_address(given)
    except ValueError:  # `-`: it has none
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in _parsed(networks))


@functools.lru_cache(1000)
def _parsed(networks: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(network) for network in networks)
