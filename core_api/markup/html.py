"""HTML that the page may show: an allow-list, applied to everything that comes from a statement.

The page has a strict Content-Security-Policy besides; either of the two alone keeps a script of a statement from running.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import nh3

ResolveFile = Callable[[str], str | None]
"""The URL of a file that lies beside the statement, by its name; None: there is no such file."""

_BLOCKS = "blockquote br caption center dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td tfoot th thead tr ul"
_INLINE = "a abbr b code del em i img kbd q s samp small span strong sub sup u var"
TAGS = frozenset(f"{_BLOCKS} {_INLINE}".split())
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
"""No `style`, no `on…`, and no `id`, which would take the names of the page's own elements."""
CLASSES = {"span": {"math", "inline"}, "div": {"math", "inline", "block"}}
ALIGNMENTS = {"left", "center", "right"}
SCHEMES = {"http", "https", "mailto"}


def clean(html: str, resolve: ResolveFile) -> str:
    """`html` with only what is allowed. An image that is no file beside the statement is left with its text: no request leaves the host."""

    def checked(_: str, attribute: str, value: str) -> str | None:
        is_file = attribute == "src" or (attribute == "href" and not value.startswith("#") and not urlsplit(value).scheme)
        return resolve(value) if is_file else value

    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=checked,
        allowed_classes=CLASSES,
        tag_attribute_values={"td": {"align": ALIGNMENTS}, "th": {"align": ALIGNMENTS}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
