import pytest

from realtime.runtime.errors import BadSetting
from realtime.security.addresses import Trusted


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
