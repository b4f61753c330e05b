"""Logs of contests as the platform writes them, under the key that tests use."""

from __future__ import annotations

from realtime.protocol import events
from realtime.protocol.events import Event
from realtime.security.authenticator import Authenticator
from realtime.storage.log_trust import LogTrust

SECRET_KEY = "00" * 32
AUTHENTICATOR = Authenticator(SECRET_KEY)
TRUST = LogTrust(AUTHENTICATOR)


def signed(contest: str, *what: Event) -> bytes:
    """An entry of a contest's log."""
    return AUTHENTICATOR.sign(contest, events.encode(*what))
