"""Settings of a contest: declared once, embedded in the log, in REST bodies and in the clock frame.

Times are in milliseconds: since 1970 for `start` and `Playback.wall`, of contest time for `duration` and `freeze` (contest time
begins at 0 with the start and stands still in pauses), of wall-clock time since the start for `pauses`.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from realtime.protocol.awards import AwardRules
from realtime.protocol.rules import OPTIONS, OptionValue

PositiveMs = Annotated[int, Meta(ge=1)]
Ms = Annotated[int, Meta(ge=0)]
Feedback = Literal["verdict", "tests"]
RatingSystem = Literal["codeforces", "elo-mmr"]
"""By the names in `leaderboard.ratings.SYSTEMS`."""
Visibility = Literal["public", "private"]
Medals = Annotated[int, Meta(ge=0, le=100_000)]


class Playback(msgspec.Struct, frozen=True, omit_defaults=True):
    """A recorded contest shown again: when the wall clock shows `wall`, contest time is `time`; it runs `rate` times as fast."""

    wall: int
    time: int
    rate: Annotated[float, Meta(gt=0)]


class ContestProblem(msgspec.Struct, frozen=True, omit_defaults=True):
    """A problem of a contest. Over REST, `name` may be left out: it is the title of the problem then."""

    id: str
    label: Annotated[str, Meta(min_length=1, max_length=64)]
    name: str = ""
    rgb: Annotated[str, Meta(max_length=32)] = ""
    """Colour of its balloon, as `#rrggbb`."""
    points: float = 0.0
    """What it is worth where points are counted; 0: the rule's own default."""


class JudgementType(msgspec.Struct, frozen=True):
    """What a verdict means for the score: solved, or rejected with or without a penalty."""

    solved: bool
    penalty: bool


STANDARD_JUDGEMENT_TYPES = {
    "AC": JudgementType(True, False),
    "CE": JudgementType(False, False),
    "JE": JudgementType(False, False),
    **{code: JudgementType(False, True) for code in ("WA", "TLE", "MLE", "RTE", "OLE", "PE")},
}
UNNAMED = JudgementType(solved=False, penalty=True)
"""What a verdict means that a contest does not name."""


class ContestSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an organiser decides about a contest but for who takes part."""

    name: Annotated[str, Meta(min_length=1, max_length=300)]
    duration: PositiveMs
    start: int | None = None
    """None: the start is not scheduled."""
    freeze: Ms | None = None
    """Contest time from which the public board shows no verdicts; None: never."""
    rule: Annotated[str, Meta(extra_json_schema={"enum": list(OPTIONS)})] = "icpc"
    """Name of the scoring rule."""
    options: Annotated[dict[str, OptionValue], Meta(max_length=50, extra={"structs": tuple(OPTIONS.values())})] = {}
    """Options of the scoring rule, by name; what is left out has its default."""
    problems: Annotated[tuple[ContestProblem, ...], Meta(max_length=1000)] = ()
    pauses: Annotated[tuple[tuple[Ms, Ms], ...], Meta(max_length=1000)] = ()
    """Intervals that do not count, from and to; a submission made in one counts as made at its beginning."""
    medals: tuple[Medals, Medals, Medals] = (0, 0, 0)
    """How many ranks win gold, silver and bronze."""
    awards: AwardRules = AwardRules()
    """What else is won."""
    run_all_tests: bool = False
    """Whether all tests of a submission are run, also those behind the first that fails."""
    feedback: Feedback = "verdict"
    """What teams see of their submissions beside the samples: the verdict alone, or also verdict, time and memory of each hidden test."""
    rated: RatingSystem | None = None
    """Rating system that its final result counts for; None: it is not rated by itself."""
    visibility: Visibility = "public"
    """`private`: only its teams, those who ask to take part, its jury and its guests see that the contest exists, and what is in it."""
    judgement_types: Annotated[dict[str, JudgementType], Meta(max_length=100)] = {}
    """What verdicts mean for the score; empty: the standard ones."""
    playback: Playback | None = None
    """Only in recorded contests."""

    @property
    def meanings(self) -> dict[str, JudgementType]:
        """What verdicts mean; one that is not named is `UNNAMED`."""
        return self.judgement_types or STANDARD_JUDGEMENT_TYPES

    def contest_time(self, sent: int) -> int:
        """Contest time at `sent` ms of wall-clock time since the start: less the pauses before it."""
        return sent - sum(max(0, min(sent, to) - start) for start, to in self.pauses)

    def wall_time(self, reached: int) -> int:
        """Milliseconds of wall-clock time from the start until the contest time `reached`, with the pauses before it."""
        wall = reached
        for start, to in self.pauses:
            if start < wall:
                wall += to - start
        return wall

    def sent_until(self, reached: int) -> int:
        """The last moment that counts as the contest time `reached`, in ms of wall-clock time since the start: the end of a pause that
        begins then.
        """
        wall = reached
        for start, to in self.pauses:
            if start <= wall:
                wall += to - start
        return wall

    @property
    def wall_duration(self) -> int:
        """Milliseconds of wall-clock time from start to end, pauses included."""
        return self.wall_time(self.duration)


UNSET_SETTINGS = ContestSettings(name="", duration=0)
"""Before the first event of a log."""
