"""One tree of errors. Each has a stable `code` and the HTTP status it becomes; `field` names the input at fault."""

from __future__ import annotations


class PodiumError(Exception):
    """Anything Podium reports to a caller. The text is meant for a person, the code for a program."""

    code = "internal"
    status = 500

    def __init__(self, message: str, *, field: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.retry_after = retry_after

    def problem(self) -> dict[str, str | int]:
        """As problem details: RFC 9457."""
        body: dict[str, str | int] = {"type": "about:blank", "title": self.code, "status": self.status, "code": self.code}
        return body | {"detail": self.message} | ({"field": self.field} if self.field else {})


class Invalid(PodiumError):
    """The input itself is wrong; trying again with the same input cannot help."""

    code = "invalid"
    status = 422


class Malformed(Invalid):
    """The input cannot be read at all: not JSON, not a struct of the expected shape, no such protocol message."""

    code = "malformed"
    status = 400


class Unauthenticated(PodiumError):
    code = "unauthenticated"
    status = 401


class Forbidden(PodiumError):
    code = "forbidden"
    status = 403


class NotFound(PodiumError):
    code = "not-found"
    status = 404


class Conflict(PodiumError):
    """The state of the thing does not allow it: a name is taken, one has joined already, a sequence moved on."""

    code = "conflict"
    status = 409


class TooLarge(Invalid):
    code = "too-large"
    status = 413


class UnsupportedEncoding(Invalid):
    """A request's body is compressed; bodies are taken as they are."""

    code = "unsupported-encoding"
    status = 415


class Limited(PodiumError):
    """Too much in too short a time; `retry_after` says in seconds when to come back."""

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
