"""Version 1 of the log, which stays readable for ever: settings of a contest flat in their event, and some older names.

| version 1 | now |
| --- | --- |
| event `contest` with the settings in it | event `settings` with `settings` |
| `removed` | `pauses` |
| `full` | `run_all_tests` |
| `virtual` (of a team) | `virtual_participation` |
| the standard judgement types written out | left out |
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from realtime.protocol.contest_settings import STANDARD_JUDGEMENT_TYPES

RENAMED = {
    "contest": {"removed": "pauses", "full": "run_all_tests"},
    "team": {"virtual": "virtual_participation"},
}
"""Members of events by the event's type: old name and new."""


class Batch1(msgspec.Struct, frozen=True):
    events: list[dict[str, Any]]
    v: Literal[1]


_decode = msgspec.json.Decoder(Batch1).decode
_standard_types = msgspec.to_builtins(STANDARD_JUDGEMENT_TYPES)


def upgraded(payload: bytes) -> bytes:
    """A batch of version 1 as one of version 2. Raises `msgspec.DecodeError` or `msgspec.ValidationError` when it is none."""
    return msgspec.json.encode({"events": [_upgraded(event) for event in _decode(payload).events], "v": 2})


def _upgraded(event: dict[str, Any]) -> dict[str, Any]:
    names = RENAMED.get(str(event.get("type")), {})
    event = {names.get(name, name): value for name, value in event.items()}
    if event.get("type") != "contest":
        return event
    del event["type"]
    if event.get("judgement_types") == _standard_types:
        del event["judgement_types"]
    return {"type": "settings", "settings": event}
