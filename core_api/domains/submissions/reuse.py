"""Practice: a program that was judged before, for the same version of the problem, is answered with that judgement and not run again.

Only judgements of practice are reused, and only in practice: in a contest every program is run, and what a contest hides is in nobody's
answer. An identical program is found by a keyed digest, so that the database tells nobody whether a guessed source is in it. Whose the
first one was is told to nobody else.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import msgspec

from core_api.domains.submissions.store import JudgedAlike, Submissions
from realtime.runtime.errors import Damaged
from realtime.security.vault import Vault
from realtime.storage import judgements
from realtime.storage.documents import Documents
from realtime.storage.judgements import Judgement
from realtime.storage.packages import File

log = logging.getLogger(__name__)

FAILED = "JE"
"""Verdict of a machine that failed: it says nothing of the program, which is judged anew."""


class Reused(msgspec.Struct, frozen=True):
    """A verdict that is there before the submission."""

    first: JudgedAlike
    judgement: Judgement


class Reuse:
    def __init__(self, submissions: Submissions, documents: Documents, vault: Vault) -> None:
        self._submissions = submissions
        self._documents = documents
        self._vault = vault

    def key(self, problem: str, package: str, language: str, files: Sequence[File]) -> str:
        """The digest of a program for what it is judged with. `package`: key of the version's package: limits and tests are part of it."""
        return self._vault.name("source", msgspec.msgpack.encode((problem, package, language, tuple(files))))

    async def find(self, key: str) -> Reused | None:
        """The first judgement of the same program; None: it has to be judged."""
        first = await self._submissions.judged_alike(key)
        if first is None:
            return None
        try:
            judgement = await judgements.load(self._documents, self._vault, first.id, first.judgement_id)
        except Damaged as error:
            log.warning("judged again: %s", error.message)
            return None
        if judgement is None or judgement.verdict != first.verdict or judgement.verdict == FAILED:
            return None
        return Reused(first, judgement)

    async def keep(self, reused: Reused, submission: str, judgement: str) -> None:
        """Its details, as those of another submission."""
        await judgements.keep(self._documents, self._vault, submission, judgement, reused.judgement)
