"""Asking an engine about scoring rules: they live there."""

from __future__ import annotations

import msgspec

from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.runtime.errors import Invalid


async def check_rule(backbone: Backbone, rule: str, options: dict[str, str]) -> None:
    """Raises `Invalid` with an engine's words when this cannot be used, `Unavailable` when none is up."""
    reply = await backbone.request(subjects.ASK_RULE, msgspec.json.encode({"rule": rule, "options": options}))
    if reply.payload:
        raise Invalid(reply.payload.decode(), field=reply.headers.get("field") or "rule")
