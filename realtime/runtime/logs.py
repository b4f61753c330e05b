"""JSON logs, one object a line, with the ids that let one submission be followed through every role."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import msgspec

request_id: ContextVar[str] = ContextVar("request_id", default="")
submission_id: ContextVar[str] = ContextVar("submission_id", default="")

_PLAIN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """`{"ts", "level", "role", "logger", "msg", …}`; what is passed as `extra` stands beside it."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, object] = {
            "ts": f"{moment}.{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "role": self._role,
            "logger": record.name,
            "msg": record.getMessage(),
        }
        if request := request_id.get():
            line["request_id"] = request
        if submission := submission_id.get():
            line["submission_id"] = submission
        line |= {key: value for key, value in vars(record).items() if key not in _PLAIN}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


def configure(role: str, level: str = "INFO") -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(role))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("aiohttp.access", "engineio", "socketio", "pymongo", "dramatiq.worker.WorkerThread"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


@contextmanager
def about(submission: str, request: str = "") -> Iterator[None]:
    """Every log line inside carries this submission's id, and the id of the request that brought it where that is known."""
    token = submission_id.set(submission)
    outer = request_id.set(request or request_id.get())
    try:
        yield
    finally:
        request_id.reset(outer)
        submission_id.reset(token)
