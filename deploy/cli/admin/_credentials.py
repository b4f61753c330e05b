"""Files with the passwords of generated accounts: a table as it comes, and a sheet to print and cut. Nobody else can read them (0600)."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, TextIO

from realtime.runtime.errors import Conflict

COLUMNS = ("team", "organization", "username", "login", "password")


class Slip(NamedTuple):
    """What one gets on paper."""

    team: str
    organization: str
    username: str
    login: str
    password: str


class Table:
    """Rows are on the disk when `add` returns: a password is told once, and may not get lost when the work breaks off."""

    def __init__(self, path: Path) -> None:
        """Tabs between the columns; a JSON object a line, for a name that ends with `.json`. Raises `Conflict` for a file that exists."""
        self._json = path.suffix == ".json"
        self._file = _private(path)
        if not self._json:
            self._write("\t".join(COLUMNS))

    def __enter__(self) -> Table:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, slips: Sequence[Slip]) -> None:
        for slip in slips:
            self._write(json.dumps(slip._asdict(), ensure_ascii=False) if self._json else "\t".join(slip))
        self._file.flush()
        os.fsync(self._file.fileno())

    def _write(self, line: str) -> None:
        self._file.write(line + "\n")


def write_sheet(path: Path, title: str, url: str, slips: Sequence[Slip]) -> None:
    """A page of HTML: a slip for each account, which the browser does not break when it prints."""
    with _private(path) as file:
        file.write(_HEAD.format(title=html.escape(title)))
        for slip in slips:
            named = {name: html.escape(value) for name, value in slip._asdict().items()}
            file.write(_SLIP.format(title=html.escape(title), url=html.escape(url), **named))
        file.write("</body>\n</html>\n")


def _private(path: Path) -> TextIO:
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w", encoding="utf-8")
    except FileExistsError:
        raise Conflict(f"{path} exists: name another file, or remove it") from None
    except OSError as error:
        raise Conflict(f"cannot write {path}: {error.strerror or error}") from None


_HEAD = """<!doctype html>
<html>
<head>
<meta charset="utf-8">
<title>{title}: accounts</title>
<style>
body {{ font: 12pt sans-serif; margin: 1cm }}
section {{ border: 1px dashed #888; padding: .5cm 1cm; margin-bottom: .4cm; break-inside: avoid }}
h1 {{ font-size: 14pt; margin: 0 }}
p {{ margin: .1cm 0 }}
dl {{ display: grid; grid-template-columns: 3cm auto; margin: .3cm 0 0 }}
dd {{ margin: 0; font: 14pt monospace }}
</style>
</head>
<body>
"""
_SLIP = """<section>
<h1>{team}</h1>
<p>{organization}</p>
<p>{title} · {url}</p>
<dl><dt>Log in as</dt><dd>{login}</dd><dt>Password</dt><dd>{password}</dd></dl>
</section>
"""
