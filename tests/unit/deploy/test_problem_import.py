"""What `podium problem import` says of a new version."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from core_api.domains.problems.version_models import LimitChange, ListedTests, VersionChanges
from deploy.cli.problem.import_ import changes_in_words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (VersionChanges(changed=ListedTests(1, (3,))), "1 test changed (3)"),
        (VersionChanges(added=ListedTests(30, tuple(range(30)))), "30 tests added (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, …)"),
        (
            VersionChanges(limits={"time_limit": LimitChange(1.0, 2.5)}, removed=ListedTests(2, (0, 4)), moved=2),
            "time_limit 1 → 2.5; 2 tests removed (0, 4); 2 tests moved",
        ),
        (VersionChanges(checker=True, other=("groups", "include")), "another checker; other groups, include"),
    ],
)
def test_changes_are_said_in_words(changes: VersionChanges, words: str) -> None:
    as_the_api_says: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(changes))
    assert changes_in_words(as_the_api_says) == words
