"""Acting context: who acts in the running request, command or job. The unit of work reads it for the audit log.

The router sets it for every request; commands and jobs that write set one of their own with `acting_as`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Acting:
    user: str | None
    """Id of the account; None: nobody is logged in, or a part of the platform acts."""
    session: str
    """Of the access token; empty without one."""
    address: str
    """Of the client, as a gateway we trust says it; `-`: there is none."""
    request: str
    """The request's id, as it stands in logs and error documents."""
    action: str
    """`POST /contests/{contest}/join`, `podium reseal`, `job submission-index`."""
    roles: tuple[str, ...] = ()
    """Of the account, as the access token has them."""
    trail: list[str] | None = None
    """Ids of the audit rows that were written so far, or `NO_CHANGE`; None: this need not leave any."""


NO_CHANGE = "no-change"
"""In a trail: the act found everything as it was to be. No row tells of it."""
PLATFORM = Acting(None, "", "-", "", "platform")
"""Where nothing else was set: starts of roles, tests."""
_current: ContextVar[Acting] = ContextVar("acting", default=PLATFORM)


def current() -> Acting:
    return _current.get()


def enter(acting: Acting) -> None:
    """For the rest of the running task, until the next `enter`."""
    _current.set(acting)


@contextmanager
def acting_as(action: str) -> Iterator[None]:
    """A command or a job acts inside."""
    token = _current.set(Acting(None, "", "-", "", action))
    try:
        yield
    finally:
        _current.reset(token)
