"""Checks of the platform that runs on the data folder: what its roles say on /metrics of what needs somebody's hand."""

from __future__ import annotations

import urllib.request
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from deploy.local.checks.finding import Finding
from deploy.local.running import running
from realtime.backbone import LogUsage

ANSWER_SECONDS = 2.0


def platform(data: Path) -> list[Finding]:
    """Nothing where no platform runs, or its roles do not answer: `podium status` tells that."""
    state = running(data)
    if state is None:
        return []
    return findings(filter(None, (_metrics(url) for url in state.roles.values())))


def findings(pages: Iterable[str]) -> list[Finding]:
    """`pages`: /metrics of every role."""
    largest: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for page in pages:
        for name, value in _samples(page):
            largest[name] = max(largest[name], value)
            total[name] += value
    return [*_log(LogUsage(largest["podium_log_bytes"], largest["podium_log_max_bytes"])), *_outbox(total)]


def _log(usage: LogUsage) -> list[Finding]:
    size, limit = usage
    if not limit:
        return []
    says = f"{size / limit:.0%} full: {size:,} of {limit:,} bytes"
    if not usage.nearly_full:
        return [Finding("log", "good", says)]
    return [
        Finding(
            "log", "limited", f"{says}; at the limit it refuses new entries", "raise log_max_bytes, or archive sooner (archive_after_hours)"
        )
    ]


def _outbox(samples: Counter[str]) -> list[Finding]:
    found = {name: samples[f'podium_outbox_stuck{{reason="{name}"}}'] for name in ("refused", "unknown kind")}
    if not any(name.startswith("podium_outbox_stuck") for name in samples):
        return []
    if not any(found.values()):
        return [Finding("outbox", "good", "every message can be delivered")]
    mends = {
        "refused": "see why with './podium outbox', mend it, then './podium outbox --resend all'",
        "unknown kind": "a newer version wrote them: run workers of that version",
    }
    return [
        Finding("outbox", "limited", f"{count} messages cannot be delivered ({name})", mends[name])
        for name, count in found.items()
        if count
    ]


def _metrics(url: str) -> str:
    try:
        with urllib.request.urlopen(url.removesuffix("/readyz") + "/metrics", timeout=ANSWER_SECONDS) as answer:  # noqa: S310  # of our own roles
            return str(answer.read().decode())
    except (OSError, ValueError):
        return ""


def _samples(page: str) -> Iterable[tuple[str, int]]:
    """Names with labels, and values, of our own metrics."""
    for line in page.splitlines():
        name, _, value = line.rpartition(" ")
        if name.startswith("podium_"):
            yield name, int(float(value))
