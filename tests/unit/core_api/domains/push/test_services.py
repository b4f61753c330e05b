"""No browser makes the platform ask a host that is no push service."""

from __future__ import annotations

import pytest

from core_api.domains.push.services import PushServices
from realtime.runtime.errors import Invalid
from realtime.runtime.settings import Settings

KNOWN = PushServices(Settings().push_services)


@pytest.mark.parametrize(
    ("endpoint", "host"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", "fcm.googleapis.com"),
        ("https://updates.push.services.mozilla.com:443/wpush/v2/x", "updates.push.services.mozilla.com"),
        ("https://web.push.apple.com/x", "web.push.apple.com"),
        ("https://WNS2-par02p.notify.windows.com/w/?token=x", "wns2-par02p.notify.windows.com"),
    ],
)
def test_those_of_the_browsers(endpoint: str, host: str) -> None:
    assert KNOWN.host(endpoint) == host


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://127.0.0.1/fcm.googleapis.com",
        "https://evil-fcm.googleapis.com.example.org/x",
        "https://evilfcm.googleapis.com/x",
        "https://notify.windows.com/x",
        "https://x.notify.windows.com.example.org/",
        "https://[::1/x",
        "https://fcm.googleapis.com:port/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_and_no_others(endpoint: str) -> None:
    with pytest.raises(Invalid, match="no push service") as refused:
        KNOWN.host(endpoint)
    assert refused.value.field == "endpoint"


def test_an_operator_names_others() -> None:
    own = PushServices("http://127.0.0.1:8123, push.example.org")
    assert own.host("http://127.0.0.1:8123/send/1") == "127.0.0.1"
    assert own.host("https://push.example.org/1") == "push.example.org"
    for other in ("http://127.0.0.1:8124/", "https://fcm.googleapis.com/x", "http://push.example.org/1"):
        with pytest.raises(Invalid):
            own.host(other)
    assert not PushServices("").any
