"""The logger of aiohttp's server: what clients send that is no HTTP is counted, not written with a traceback for each."""

from __future__ import annotations

import logging

from aiohttp.http_exceptions import HttpProcessingError

from gateway.transports.link import PROTOCOL_ERRORS


class _WithoutBadRequests(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], HttpProcessingError):
            PROTOCOL_ERRORS.labels("http").inc()
            return False
        return True


def http_logger() -> logging.Logger:
    logger = logging.getLogger("gateway.http")
    logger.addFilter(_FILTER)
    return logger


_FILTER = _WithoutBadRequests()
