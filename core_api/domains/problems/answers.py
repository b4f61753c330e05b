"""Problems as they are answered, made of rows and packages."""

from __future__ import annotations

from core_api.domains.problems.attachment_store import AttachmentRow
from core_api.domains.problems.models import Problem, ProblemSummary, Sample, Statement
from core_api.domains.problems.store import ProblemRow, ProblemSummaryRow
from realtime.storage import packages

SAMPLES_SHOWN, SAMPLE_BYTES_SHOWN = 50, 1 * 2**20
"""Of one problem: whoever wants larger ones gets them with the statement; reading a problem costs no more memory than this."""


def problem_of(
    row: ProblemRow,
    statement: Statement,
    languages: tuple[str, ...],
    samples: tuple[Sample, ...],
    files: tuple[AttachmentRow, ...] = (),
) -> Problem:
    return Problem(
        id=row.id,
        title=row.title,
        statement=statement,
        languages=languages,
        difficulty=row.difficulty,
        tags=row.tags,
        time_limit=row.time_limit_ms / 1000,
        memory_limit=row.memory_limit_bytes // 2**20,
        output_limit=max(1, row.output_limit_bytes // 2**20),
        version=row.version,
        tests=row.tests,
        samples=samples,
        attachments=tuple(file.public() for file in files),
        published=row.published,
        revision=row.revision,
        likes=row.likes,
    )


def samples_of(package: packages.Package) -> tuple[Sample, ...]:
    """As many as `get` shows."""
    shown, room = [], SAMPLE_BYTES_SHOWN
    for case in [case for case in package.tests if case.sample][:SAMPLES_SHOWN]:
        room -= len(case.input) + len(case.answer)
        if room < 0:
            break
        shown.append(sample_of(case))
    return tuple(shown)


def sample_of(case: packages.Case) -> Sample:
    return Sample(case.input.decode(errors="replace"), case.answer.decode(errors="replace"))


def summary_of(row: ProblemSummaryRow) -> ProblemSummary:
    memory = row.memory_limit_bytes // 2**20
    return ProblemSummary(row.id, row.title, row.difficulty, row.tags, row.time_limit_ms / 1000, memory, row.likes)
