"""JSON logs, one object a line, with the ids that let one submission be followed through every role."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO

import msgspec
from prometheus_client import Counter

from realtime.runtime.masking import masked

BURST = 50
"""Warnings, errors and tracebacks of one statement that are written at once."""
PER_SECOND = 1.0
"""And after that. Whoever makes a process warn, by packets or requests that fail, does not fill its disk."""
MAX_TEXT = 2_000
"""Characters of a message, or of a text that stands beside it."""
MAX_TRACEBACK = 8_000
"""Characters of a traceback: its end, which names the error, and some of its beginning."""
LEFT_OUT = Counter("podium_log_lines_left_out_total", "Warnings and errors that were too many to be written", ["logger"])

request_id: ContextVar[str] = ContextVar("request_id", default="")
submission_id: ContextVar[str] = ContextVar("submission_id", default="")

_PLAIN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """`{"ts", "level", "role", "logger", "msg", …}`; what is passed as `extra` stands beside it. Personal addresses are masked."""

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
            "msg": _cut(record.getMessage(), MAX_TEXT),
        }
        if request := request_id.get():
            line["request_id"] = request
        if submission := submission_id.get():
            line["submission_id"] = submission
        beside = {key: value for key, value in vars(record).items() if key not in _PLAIN}
        line |= {key: _cut(value, MAX_TEXT) if isinstance(value, str) else value for key, value in beside.items()}
        if record.exc_info:
            line["error"] = _cut(self.formatException(record.exc_info), MAX_TRACEBACK)
        return masked(msgspec.json.encode(line, enc_hook=str).decode())


def _cut(text: str, limit: int) -> str:
    """A quarter of the limit from its beginning, the rest from its end."""
    if len(text) <= limit:
        return text
    head = limit // 4
    return f"{text[:head]} … {len(text) - limit} characters … {text[head - limit :]}"


class Bounded(logging.Filter):
    """Limits how often one statement may warn. The first line behind a gap says in `left_out` how many are missing."""

    def __init__(self) -> None:
        super().__init__()
        self._buckets: dict[tuple[str, int], tuple[float, float, int]] = {}
        """By file and line of the statement: what may be written now, as of when, and how many lines were left out since the last one."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING and not record.exc_info:
            return True
        statement = (record.pathname, record.lineno)
        left, since, missing = self._buckets.get(statement, (float(BURST), record.created, 0))
        left = min(BURST, left + max(0.0, record.created - since) * PER_SECOND)
        if left < 1:
            self._buckets[statement] = (left, record.created, missing + 1)
            LEFT_OUT.labels(record.name).inc()
            return False
        self._buckets[statement] = (left - 1, record.created, 0)
        if missing:
            record.left_out = missing
        return True


def make_handler(role: str, stream: TextIO) -> logging.Handler:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter(role))
    handler.addFilter(Bounded())
    return handler


def configure(role: str, level: str = "INFO") -> None:
    handler = make_handler(role, sys.stderr)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("aiohttp.access", "engineio", "socketio", "pymongo", "dramatiq.worker.WorkerThread", "elastic_transport"):
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
