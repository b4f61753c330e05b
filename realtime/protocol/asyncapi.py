"""The live API as an AsyncAPI 3.0 document, made from the structs: `python -m realtime.protocol.asyncapi > docs/asyncapi.json`."""

from __future__ import annotations

from typing import Any

import msgspec

from realtime.protocol.client_messages import CLOSE_CODES, Acknowledgement, ErrorFrame, Hello, Leaving, Subscribe, Unsubscribe
from realtime.protocol.frames import (
    AnnouncementsFrame,
    ClarificationFrame,
    ClockFrame,
    DeskFrame,
    Presence,
    Progress,
    RunFrame,
    TeamFrame,
    TileFrame,
)

SAID: dict[str, type[msgspec.Struct]] = {"subscribe": Subscribe, "unsubscribe": Unsubscribe, "hello": Hello}
HEARD: dict[str, type[msgspec.Struct]] = {
    "board": TileFrame,
    "clock": ClockFrame,
    "announcements": AnnouncementsFrame,
    "team": TeamFrame,
    "submission": Progress,
    "run": RunFrame,
    "clarification": ClarificationFrame,
    "desk": DeskFrame,
    "presence": Presence,
    "leaving": Leaving,
    "error": ErrorFrame,
}
ACKNOWLEDGEMENT = "acknowledgement"
"""Over Socket.IO only: the plain WebSocket answers with frames."""


def document() -> dict[str, Any]:
    """What a viewer says and hears, on both transports."""
    kinds: dict[str, type[msgspec.Struct]] = {**SAID, **HEARD, ACKNOWLEDGEMENT: Acknowledgement}
    references, schemas = msgspec.json.schema_components(kinds.values(), ref_template="#/components/schemas/{name}")
    messages = {
        name: {"name": name, "summary": _first_line(kind), "contentType": "application/json", "payload": reference}
        for (name, kind), reference in zip(kinds.items(), references, strict=True)
    }
    channels: dict[str, dict[str, Any]] = {
        "live": {
            "address": "/api/v1/contests/{contest}/live",
            "description": "A plain WebSocket: one JSON object a message. Close codes: "
            + "; ".join(f"{code} {meaning}" for code, meaning in CLOSE_CODES.items()),
            "parameters": {"contest": {"description": "Id of a contest; rooms of others can be entered as well."}},
        },
        "socketio": {
            "address": "/socket.io/",
            "description": "Socket.IO v5. What is said are events of the message's name, acknowledged; what is heard is the event `frame`.",
        },
    }
    operations: dict[str, dict[str, Any]] = {}
    for channel, described in channels.items():
        heard_here = [name for name in kinds if channel == "socketio" or name != ACKNOWLEDGEMENT]
        described["messages"] = {name: {"$ref": f"#/components/messages/{name}"} for name in heard_here}
        for action, names in (("receive", SAID), ("send", HEARD)):
            operations[f"{channel}-{action}"] = {
                "action": action,
                "channel": {"$ref": f"#/channels/{channel}"},
                "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names],
            }
    operations["socketio-receive"]["reply"] = {
        "channel": {"$ref": "#/channels/socketio"},
        "messages": [{"$ref": f"#/channels/socketio/messages/{ACKNOWLEDGEMENT}"}],
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Podium live API", "version": "1", "description": "See docs/live-api.md for how to stay gap-free."},
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    }


def _first_line(kind: type[msgspec.Struct]) -> str:
    return next(iter((kind.__doc__ or "").strip().splitlines()), "")


if __name__ == "__main__":
    print(msgspec.json.format(msgspec.json.encode(document()), indent=1).decode())
