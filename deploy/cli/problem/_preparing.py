"""A problem package as it is sent to a platform: checked here, with a time limit."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from deploy.cli import _packages
from deploy.cli.problem._sending import Outgoing
from judge_workers import sandbox
from judge_workers.authoring.session import PackageSession
from judge_workers.packages import ProblemPackage
from judge_workers.packages.attachments import attachments, not_shown
from judge_workers.packages.statements import statements


def prepared(source: ProblemPackage, name: str, told: Callable[[str], None], note: str = "", *, publish: bool = False) -> Outgoing:
    """`name`: the problem's id. `told`: hears what an author should know. Raises `Invalid`."""
    files = attachments(source.folder)
    if names := not_shown(source.folder):
        told(f"not shown: {', '.join(names)}. Figures of statements are PDF, PNG, JPEG, WebP or GIF; `epstopdf` makes PDF of EPS")
    cache = _packages.cache()
    with PackageSession(source, sandbox.make("namespaces", cache), cache) as session:
        session.told = told
        session.check()
        session.find_time_limit()
        checked = session.package
    (language, statement), *others = statements(source.folder).items()
    head = {
        "title": source.about.name,
        "statement": statement.text,
        "language": language,
        "format": statement.format,
        "package": msgspec.structs.replace(checked, tests=()),
        "published": publish,
        "note": note,
    }
    return Outgoing(name, head, checked.tests, dict(others), files)
