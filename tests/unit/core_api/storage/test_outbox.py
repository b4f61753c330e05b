"""Messages of a contest's log as the outbox cuts them."""

from __future__ import annotations

import pytest

from core_api.storage import outbox
from realtime.protocol import events, subjects
from realtime.protocol.events import SubmissionReceived, TeamJoined
from realtime.runtime.errors import TooLarge


def test_events_that_fit_one_message_become_one() -> None:
    joined = [TeamJoined(f"t{n}", f"Team {n}") for n in range(3)]
    (message,) = outbox.log_messages("c", "import:c:1", *joined)
    assert (message.kind, message.target, message.id) == ("log", subjects.log("c"), "import:c:1")
    assert list(events.decode(message.payload)) == joined


def test_events_too_large_for_one_message_are_split_in_their_order() -> None:
    joined = [TeamJoined(f"t{n}", "x" * 300_000) for n in range(7)]
    messages = outbox.log_messages("c", "import:c:1", *joined)
    assert len(messages) > 1
    assert [event for message in messages for event in events.decode(message.payload)] == joined
    assert len({message.id for message in messages}) == len(messages)
    assert all(len(message.payload) <= outbox.MAX_MESSAGE for message in messages)


def test_an_event_too_large_for_a_message_is_refused() -> None:
    with pytest.raises(TooLarge, match="bytes"):
        outbox.log_messages("c", "import:c:1", SubmissionReceived("s", "t", "p", 1, "c" * outbox.MAX_MESSAGE))
