"""Which push services the platform sends to. A subscription's address comes from the browser: no other host is ever asked."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from realtime.runtime.errors import Invalid


class PushServices:
    def __init__(self, setting: str) -> None:
        """`setting`: hosts with commas between, of HTTPS; `*.` before one stands for all below it. `http://host:port` names one exactly."""
        self._names: Sequence[str] = [name.strip().lower() for name in setting.split(",") if name.strip()]

    @property
    def any(self) -> bool:
        return bool(self._names)

    def host(self, endpoint: str) -> str:
        """Of the push service. Raises `Invalid` for one that is not among them."""
        try:
            parts = urlsplit(endpoint)
            origin, host, port = f"{parts.scheme}://{parts.netloc}".lower(), (parts.hostname or "").lower(), parts.port
        except ValueError:
            origin, host, port = "", "", None
        plain = parts.scheme == "https" and port in (None, 443) and "@" not in parts.netloc if host else False
        if origin in self._names or (plain and any(_fits(host, name) for name in self._names)):
            return host
        raise Invalid("the endpoint is at no push service that this platform knows", field="endpoint")


def _fits(host: str, name: str) -> bool:
    return host.endswith(name[1:]) if name.startswith("*.") else host == name
