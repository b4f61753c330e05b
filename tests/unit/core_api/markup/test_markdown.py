"""Statements in Markdown become HTML that the page can show as it is."""

from __future__ import annotations

import html.parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_api.markup.html import ATTRIBUTES, TAGS
from core_api.markup.markdown import to_html

FILES = {"figure.png": "/files/1", "data.zip": "/files/2"}


def made(text: str) -> str:
    return to_html(text, FILES.get).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Add $a_i$ up.", '<p>Add <span class="math inline">a_i</span> up.</p>'),
        ("$$\nx < y\n$$", '<div class="math block">\nx &lt; y\n</div>'),
        ("so $$x^2$$ holds", '<p>so </p><div class="math inline">x^2</div> holds<p></p>'),
        ("between $5 and $10", "<p>between $5 and $10</p>"),
        ("costs \\$5$", "<p>costs $5$</p>"),
        ("$a*b*c$ *d*", '<p><span class="math inline">a*b*c</span> <em>d</em></p>'),
        ("![a figure](figure.png)", '<p><img src="/files/1" alt="a figure"></p>'),
        ("![a figure](https://elsewhere.example/x.png)", '<p><img alt="a figure"></p>'),
        ("[data](data.zip)", '<p><a href="/files/2" rel="noopener noreferrer nofollow">data</a></p>'),
        ("~~no~~", "<p><s>no</s></p>"),
    ],
)
def test_of_markdown(text: str, expected: str) -> None:
    assert made(text) == expected


def test_columns_are_aligned_without_style() -> None:
    html = made("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert '<td align="center">1</td>' in html
    assert '<td align="right">2</td>' in html


ATTACKS = [
    "<script>alert(1)</script>",
    '<img src="figure.png" onerror="alert(1)">',
    "[x](javascript:alert(1))",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt&colon;alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<iframe src="https://elsewhere.example"></iframe>',
    '<svg><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<p style="background: url(https://elsewhere.example)">x</p>',
    '<form action="/api/v1/auth/logout" method="post"><button>x</button></form>',
    '<div id="board" class="banner">x</div>',
    "$</span><script>alert(1)</script>$",
    "$$\n</div><script>alert(1)</script>\n$$",
    '<meta http-equiv="refresh" content="0;url=https://elsewhere.example">',
    '<base href="https://elsewhere.example/">',
    '![x](figure.png" onerror="alert(1))',
    "<!-- --><script>alert(1)</script -->",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
]


class Allowed(html.parser.HTMLParser):
    """Fails for an element or attribute that is not on the list."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, set()) | {"class", "rel", "align"}, (tag, name)
            assert name not in ("src", "href") or not (value or "").lower().lstrip().startswith(("javascript:", "data:", "vbscript:"))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_statement_runs(attack: str) -> None:
    html = made(f"before {attack} between\n\n{attack}\n\nbehind")
    Allowed().feed(html)
    assert "behind" in html or "<math" in attack or "<!--" in attack


@given(st.lists(st.sampled_from([*ATTACKS, "$", "$$", "`", "*", "|", "\n", "<", ">", '"', "&lt;", "[", "](", ")", "a"]), max_size=12))
def test_no_mixture_of_them_does_either(parts: list[str]) -> None:
    Allowed().feed(made("".join(parts)))


def test_nested_lists_without_end_are_bounded() -> None:
    assert len(made("> " * 50_000 + "x")) < 200_000
    assert len(made("[" * 20_000)) < 200_000
    assert len(made("*a " * 20_000)) < 200_000
