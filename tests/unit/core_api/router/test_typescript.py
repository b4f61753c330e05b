"""The TypeScript printer."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from core_api.router import typescript


class Cell(msgspec.Struct, array_like=True):
    problem: int
    score: float | None = None


class Shown(msgspec.Struct, tag="shown", omit_defaults=True):
    """What is shown.

    In two paragraphs.
    """

    cells: tuple[Cell, ...]
    total: int | None = None
    """Rows."""
    pair: tuple[int, str] = (0, "")
    names: dict[str, list[Literal["a", "b"]]] = {}


class Full(msgspec.Struct, tag="full"):
    note: str | None = None
    change: int | UnsetType = UNSET


class Asked(msgspec.Struct, tag="asked"):
    anything: object
    flag: bool = False


class Acknowledged(msgspec.Struct):
    ok: bool


def test_types_are_printed_as_they_travel() -> None:
    text = typescript.live({"asked": Asked}, {"shown": Shown, "full": Full}, Acknowledged)
    assert text.startswith("// The live API")
    assert "export interface Acknowledged {\n  ok: boolean\n}\n" in text
    assert "export type Cell = [problem: number, score: number | null]\n" in text
    assert (
        """/**
 * What is shown.
 *
 * In two paragraphs.
 */
export interface Shown {
  type: 'shown'
  cells: Cell[]
  /** Rows. */
  total?: number
  pair?: [number, string]
  names?: Record<string, ('a' | 'b')[]>
}
"""
        in text
    )
    assert "export interface Full {\n  type: 'full'\n  note: string | null\n  change?: number\n}" in text
    assert "export interface Asked {\n  type: 'asked'\n  /** Any JSON value. */\n  anything: unknown\n  flag?: boolean\n}" in text
    assert "export type Heard =\n  | Shown\n  | Full\n" in text
