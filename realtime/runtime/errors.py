"""One tree of errors. Each has a stable `code` and the HTTP status it becomes; `field` names the input at fault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

REFERENCE = "/api/v1/errors/"
"""Where the platform explains each code: the `type` of its error documents."""


class Fault(NamedTuple):
    """One of several things that are wrong with a request."""

    field: str
    detail: str


class PodiumError(Exception):
    """Something went wrong on the platform's side; its log says what, under the answer's `X-Request-Id`.

    The root of all errors: the text is meant for a person, the code for a program.
    """

    code = "internal"
    status = 500

    def __init__(self, message: str, *, field: str | None = None, retry_after: float | None = None, faults: Sequence[Fault] = ()) -> None:
        """`faults`: all that is wrong, where it is known at once; `field` is the first of them."""
        super().__init__(message)
        self.faults = faults
        self.message = message
        self.field = field
        self.retry_after = retry_after

    def problem(self) -> dict[str, object]:
        """As problem details: RFC 9457. `code`, `field` and `errors` are extensions."""
        body: dict[str, object] = {"type": REFERENCE + self.code, "title": title(self.code), "status": self.status, "code": self.code}
        body |= {"detail": self.message}
        if self.field:
            body["field"] = self.field
        if self.faults:
            body["errors"] = [fault._asdict() for fault in self.faults]
        return body


def title(code: str) -> str:
    """The same for every error of a kind: `Not found`."""
    return code.replace("-", " ").capitalize()


class Invalid(PodiumError):
    """The input itself is wrong; trying again with the same input cannot help."""

    code = "invalid"
    status = 422


class Malformed(Invalid):
    """The input cannot be read at all: not JSON, not a struct of the expected shape, no such protocol message."""

    code = "malformed"
    status = 400


class Unauthenticated(PodiumError):
    """The request has no access token or API key, or one that is not valid: expired, revoked, of an ended session."""

    code = "unauthenticated"
    status = 401


class Forbidden(PodiumError):
    """The caller is known and may not do this: the role, the scope of an API key, or the state of the thing is in the way."""

    code = "forbidden"
    status = 403


class NotFound(PodiumError):
    """There is no such thing, or none that the caller may know of; `field` says which part of the address or body names it."""

    code = "not-found"
    status = 404


class NotAllowed(PodiumError):
    """The address has other methods: the header `Allow` names them."""

    code = "method-not-allowed"
    status = 405


class SlowBody(PodiumError):
    """The client takes too long to send a request's body."""

    code = "request-timeout"
    status = 408


class UpgradeRequired(PodiumError):
    """A plain HTTP request where only a WebSocket can be opened."""

    code = "upgrade-required"
    status = 426


class HeadTooLarge(PodiumError):
    """The head of a request is larger than any client of ours sends."""

    code = "head-too-large"
    status = 431


class Conflict(PodiumError):
    """The state of the thing does not allow it: a name is taken, one has joined already, a sequence moved on."""

    code = "conflict"
    status = 409


class PreconditionFailed(PodiumError):
    """What was to be changed is not as the caller has seen it: somebody else has changed it meanwhile."""

    code = "precondition-failed"
    status = 412


class PreconditionRequired(PodiumError):
    """The request has to say which version it changes (`If-Match`)."""

    code = "precondition-required"
    status = 428


class TooLarge(Invalid):
    """A body, a file or a number of things is larger than the bound that the text names."""

    code = "too-large"
    status = 413


class UnsupportedEncoding(Invalid):
    """A request's body is compressed; bodies are taken as they are."""

    code = "unsupported-encoding"
    status = 415


class Limited(PodiumError):
    """Too much in too short a time; `Retry-After` says in seconds when to come back."""

    code = "rate-limited"
    status = 429


class Unavailable(PodiumError):
    """A part this depends on is away for the moment."""

    code = "unavailable"
    status = 503


class Unwritable(Unavailable):
    """A store answers but takes no writes: its disk is full, or was and the store has to be restarted."""

    code = "unwritable"


class Fenced(PodiumError):
    """A write came from an owner that has lost its lease to a newer one."""

    code = "fenced"
    status = 409


class BadSetting(PodiumError):
    """A setting is unknown, missing or has a wrong value; `field` is the setting's name."""

    code = "bad-setting"


class WrongSchema(PodiumError):
    """The database has another schema than this version works with."""

    code = "wrong-schema"


class Damaged(PodiumError):
    """Stored data cannot be read as what it should be."""

    code = "damaged"
