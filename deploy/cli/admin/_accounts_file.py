"""Files of accounts to import: CSV or TSV with a head line, or a JSON list of objects."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import msgspec

from realtime.runtime.errors import Malformed

COLUMNS = ("email", "name", "password", "roles", "country", "organization")
NEEDED = ("email", "name")


def read(path: Path) -> list[dict[str, Any]]:
    """Accounts as the API takes them. Raises `Malformed` naming the line and the column."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(f"{path} cannot be read: {error}") from None
    if text.lstrip()[:1] == "[":
        return _of_json(path, text)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="", strict=True)
    head = [name.strip() for name in rows.fieldnames or ()]
    if wrong := [name for name in head if name not in COLUMNS]:
        raise Malformed(f"{path}: there is no column {wrong[0]!r}: the columns are {', '.join(COLUMNS)}", field=wrong[0])
    if missing := [name for name in NEEDED if name not in head]:
        raise Malformed(f"{path}: the column {missing[0]!r} is missing", field=missing[0])
    rows.fieldnames = head
    try:
        return [_of_row(path, rows.line_num, row) for row in rows]
    except csv.Error as error:
        raise Malformed(f"{path}, line {rows.line_num}: {error}") from None


def _of_row(path: Path, line: int, row: dict[str, Any]) -> dict[str, Any]:
    if "" in row:
        raise Malformed(f"{path}, line {line}: more values than columns")
    account: dict[str, Any] = {name: value.strip() for name, value in row.items() if value is not None and value.strip()}
    for name in NEEDED:
        if name not in account:
            raise Malformed(f"{path}, line {line}: {name} is empty", field=name)
    if "roles" in account:
        account["roles"] = [role for role in account["roles"].replace(";", " ").split() if role]
    return account


def _of_json(path: Path, text: str) -> list[dict[str, Any]]:
    try:
        return msgspec.json.decode(text, type=list[dict[str, Any]])
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Malformed(f"{path} is no JSON list of accounts: {error}") from None
