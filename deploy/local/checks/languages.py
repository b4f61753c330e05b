"""Check of compilers and interpreters: a language that is not found is not offered."""

from __future__ import annotations

from deploy.local.checks.finding import Finding
from judge_workers.languages.host import available
from realtime.languages import LANGUAGES


def languages() -> list[Finding]:
    found = available()
    return [
        Finding(language.name, "good", found[id].version)
        if id in found
        else Finding(language.name, "limited", "not found: nobody can submit in it", language.install)
        for id, language in LANGUAGES.items()
    ]
