"""Syntax highlighting of a source: each character with one of a few styles that can be told apart on paper, also without colours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_for_filename
from pygments.token import Token
from pygments.util import ClassNotFound


class Style(NamedTuple):
    bold: bool
    rgb: tuple[int, int, int]


PLAIN = Style(False, (0, 0, 0))
KEYWORD = Style(True, (0, 0, 0))
STYLES = {
    Token.Keyword: KEYWORD,
    Token.Operator.Word: KEYWORD,
    Token.Comment: Style(False, (110, 110, 110)),
    Token.Comment.Preproc: Style(False, (90, 0, 110)),
    Token.String: Style(False, (120, 60, 0)),
    Token.Number: Style(False, (0, 70, 140)),
}


def highlighted(text: str, file_name: str) -> Iterator[tuple[str, Style]]:
    """Pieces of `text` in their order, with nothing left out. A file name that no lexer knows, or an empty one: all of it is plain.

    Lexers are regular expressions: some texts take them very long. Whoever calls this limits the time.
    """
    lexer = _lexer(file_name)
    if lexer is None:
        yield text, PLAIN
        return
    for kind, piece in lexer.get_tokens(text):
        while kind not in STYLES and kind.parent is not None:
            kind = kind.parent
        yield piece, STYLES.get(kind, PLAIN)


def _lexer(file_name: str) -> Lexer | None:
    if not file_name:
        return None
    try:
        return get_lexer_for_filename(file_name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
