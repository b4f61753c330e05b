import pytest
from multidict import CIMultiDict

from realtime.runtime.errors import BadSetting
from realtime.security.addresses import Trusted, counted_as, forwarded_for, network


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("10.0.0.7", None, "10.0.0.7"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # anybody can write a header
        ("10.0.0.7", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.7", "1.2.3.4, 198.51.100.1", "198.51.100.1"),  # what stands before the last one, the client wrote
        ("10.0.0.7", "198.51.100.1, 10.9.9.9", "198.51.100.1"),  # two load balancers
        ("10.0.0.7", "10.9.9.9", "10.9.9.9"),
        ("::1", "2001:db8::5", "2001:db8::5"),
        ("10.0.0.7", "", "10.0.0.7"),
        ("10.0.0.7", "nonsense", "10.0.0.7"),
        (None, "1.2.3.4", "-"),
        ("unix", "1.2.3.4", "unix"),
    ],
)
def test_the_client_behind_load_balancers(peer: str | None, forwarded: str | None, found: str) -> None:
    assert Trusted("10.0.0.0/8, ::1").client(peer, forwarded) == found


def test_what_is_no_network() -> None:
    with pytest.raises(BadSetting, match="trusted_proxies"):
        Trusted("10.0.0.300")


@pytest.mark.parametrize("said", ["x" * 6000, "fe80::1%" + "x" * 6000, "Bearer a.b.c", "203.0.113.9:4711", "203.0.113.9, unknown", ""])
def test_what_is_no_address_is_not_believed(said: str) -> None:
    """It became a key of Redis, of any length."""
    assert Trusted("127.0.0.1").client("127.0.0.1", said) == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("2001:db8:1:2::/64", "2001:db8:1:2::/64"),
        ("-", "-"),
        ("nonsense: 1", "nonsense: 1"),
    ],
)
def test_limits_count_an_ipv6_address_by_what_one_machine_has(address: str, counted: str) -> None:
    assert counted_as(address) == counted


def test_networks() -> None:
    assert [network(address) for address in ("192.0.2.7", "::ffff:192.0.2.7", "2001:db8:1:2::7", "fe80::1%eth0", "-")] == [
        "192.0.2.0/24",
        "192.0.2.0/24",
        "2001:db8:1::/48",
        "fe80::/48",
        "-",
    ]


def test_the_lines_of_a_header_are_one_list() -> None:
    lines = CIMultiDict([("X-Forwarded-For", "203.0.113.9"), ("Host", "x"), ("x-forwarded-for", "198.51.100.1, 10.0.0.7")])
    assert forwarded_for(CIMultiDict()) is None
    assert Trusted("10.0.0.0/8").client("10.0.0.1", forwarded_for(lines)) == "198.51.100.1"
