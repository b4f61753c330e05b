"""Markdown of statements, as the problem package format has it, made into clean HTML: CommonMark with tables, strike-through, and TeX
between dollar signs.

TeX is not set here: it stands as text in `<span class="math …">` and, where it is to be displayed, `<div class="math …">`; the page sets
it. As in pandoc, a formula has no space inside its dollar signs and no digit behind them: "between $5 and $10" has none.
"""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from core_api.markup.html import ResolveFile, clean


def to_html(text: str, resolve: ResolveFile = lambda _: None) -> str:
    """Clean HTML. `resolve`: the URL of a file beside the statement."""
    parser = _parser()
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
            # the page's Content-Security-Policy allows no `style`
            token.attrs["align"] = str(style).removeprefix("text-align:")
    return clean(parser.renderer.render(tokens, parser.options, {}), resolve)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
