"""The converter of LaTeX statements, called in the process of a test."""

from __future__ import annotations

import logging
from typing import Any

from judge_workers.latex import convert


def converted(text: str) -> dict[str, Any]:
    """plasTeX, once imported, makes its own class that of all loggers made from then on; what those write does not reach the root logger."""
    usual = logging.getLoggerClass()
    try:
        return convert.converted(text)
    finally:
        logging.setLoggerClass(usual)
