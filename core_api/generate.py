"""Writes what is generated from the endpoints and from the live messages: `python -m core_api.generate`."""

from __future__ import annotations

from pathlib import Path

from core_api.api import ROUTES
from core_api.router import error_reference, gateway_limits, tables, typescript
from core_api.router.endpoint import endpoints
from realtime.protocol import asyncapi
from realtime.protocol.client_messages import Acknowledgement

ROOT = Path(__file__).resolve().parent.parent
TYPES = ROOT / "gateway" / "web" / "src" / "generated"
ERRORS = ROOT / "docs" / "errors.md"
TABLES = ROOT / "docs" / "rest-api.md"
BODY_LIMITS = ROOT / "realtime" / "protocol" / "body_limits.py"


def files() -> dict[Path, str]:
    """What stands in which file."""
    declared = endpoints(ROUTES)
    return {
        TYPES / "api.ts": typescript.rest(declared),
        TYPES / "live.ts": typescript.live(asyncapi.SAID, asyncapi.HEARD, Acknowledgement),
        ERRORS: error_reference.markdown(declared),
        TABLES: tables.replaced(TABLES.read_text(), declared),
        BODY_LIMITS: gateway_limits.module(declared),
    }


if __name__ == "__main__":
    for path, text in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
