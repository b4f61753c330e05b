from __future__ import annotations

import json
from typing import Any

from realtime.protocol.asyncapi import ACKNOWLEDGEMENT, HEARD, SAID, document
from tests.conftest import ROOT


def test_the_document_in_docs_is_that_of_the_structs() -> None:
    """If this fails: `python -m realtime.protocol.asyncapi > docs/asyncapi.json`."""
    assert json.loads((ROOT / "docs" / "asyncapi.json").read_text()) == json.loads(json.dumps(document()))


def test_all_that_is_referred_to_is_there() -> None:
    made = document()
    assert set(made["components"]["messages"]) == set(SAID) | set(HEARD) | {ACKNOWLEDGEMENT}

    def look(part: Any) -> None:
        if isinstance(part, dict):
            if "$ref" in part:
                found: Any = made
                for step in part["$ref"].removeprefix("#/").split("/"):
                    found = found[step]
            for inner in part.values():
                look(inner)
        elif isinstance(part, list):
            for inner in part:
                look(inner)

    look(made)
