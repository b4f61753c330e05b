"""The program in the box: a statement in LaTeX on standard input, HTML and what could not be understood as JSON on standard output.

Runs alone, on plasTeX from an archive beside it. plasTeX expands macros and builds the tree; the HTML is written here, so that it has the
form that statements in Markdown have: formulas as TeX in `<span class="math inline">` and `<div class="math block">`, no styles.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

PLASTEX = "plastex.zip"
PACKAGES = "amsmath,amssymb,graphicx,hyperref,xcolor,booktabs"
MAX_UNKNOWN = 20
"""Unknown commands that are named."""
LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("`", "‘"), ("'", "’"), ("~", "\u00a0"))
_UNKNOWN = re.compile(r"unrecognized command/environment: (\S+)")
_OPTIONS = re.compile(r"\A\s*\[[^\]\n]*\]")
_ESCAPED = re.compile(r"\\([%#&_{}~])")
_ALIGNED = {"l": "left", "c": "center", "r": "right", "p": "left"}

INLINE = {
    **dict.fromkeys(("textbf", "bfseries", "bf"), "strong"),
    **dict.fromkeys(("emph", "textit", "itshape", "it", "em", "textsl", "sl"), "em"),
    **dict.fromkeys(("texttt", "ttfamily", "tt", "verb", "lstinline"), "code"),
    "underline": "u",
    "sout": "s",
    "textsuperscript": "sup",
    "textsubscript": "sub",
}
BLOCKS = {
    **dict.fromkeys(("quote", "quotation", "verse"), "blockquote"),
    "center": "center",
    "itemize": "ul",
    "enumerate": "ol",
    **dict.fromkeys(("figure", "figure*", "wrapfigure", "table", "table*"), "figure"),
}
HEADINGS = {"section": "h2", "subsection": "h3", "subsubsection": "h4", "paragraph": "h4", "chapter": "h2"}
NAMED_SECTIONS = ("Input", "Output", "Interaction", "Note", "Notes", "Constraints", "Scoring", "Explanation")
"""Environments and commands of older packages that begin a section."""
OLYMP = {"InputFile": "Input", "OutputFile": "Output", "Interaction": "Interaction", "Note": "Note", "Scoring": "Scoring"}
NOTHING = {
    "documentclass", "usepackage", "title", "author", "date", "maketitle", "label", "ref", "pageref", "vspace", "hspace", "vskip", "hskip",
    "newpage", "clearpage", "pagebreak", "noindent", "indent", "hline", "cline", "toprule", "midrule", "bottomrule",
    "thispagestyle", "pagestyle", "setlength", "addtolength", "newcommand", "renewcommand", "providecommand", "def", "let", "index",
    "problemname", "example", "Sample", "Examples", "nextsample", "remainingsamples", "input", "include", "write", "openout", "relax",
}  # fmt: skip
"""What shows nothing: the page has title and samples of its own."""
DISPLAYED = ("displaymath", "equation", "equation*")
ROWS = tuple(f"{name}{star}" for name in ("align", "gather", "multline", "eqnarray", "alignat", "flalign") for star in ("", "*"))
PREFORMATTED = ("verbatim", "verbatim*", "lstlisting", "Verbatim", "alltt")
WORDS = {
    "ss": "ß",
    "active::~": "\u00a0",
    "quad": "\u2003",
    "qquad": "\u2003\u2003",
    "thinspace": "\u2009",
    " ": " ",
    "space": " ",
    "nobreakspace": "\u00a0",
}


class Html:
    """Pieces of HTML in their order; runs of text and inline elements between blocks become paragraphs."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._run: list[str] = []

    def inline(self, html: str) -> None:
        self._run.append(html)

    def block(self, html: str) -> None:
        self.end_paragraph()
        self._done.append(html)

    def end_paragraph(self) -> None:
        if text := "".join(self._run).strip():
            self._done.append(f"<p>{text}</p>")
        self._run.clear()

    def whole(self) -> str:
        """Without a paragraph around it where there is nothing else."""
        if not self._done:
            return "".join(self._run)
        self.end_paragraph()
        return "\n".join(self._done)


def of_children(node: Any) -> str:
    made = Html()
    add_children(made, node)
    return made.whole()


def add_children(made: Html, node: Any) -> None:
    text: list[str] = []
    for child in node.childNodes:
        if child.nodeType == child.TEXT_NODE:
            text.append(str(child))
            continue
        if text:
            made.inline(typeset("".join(text)))
            text.clear()
        add(made, child)
    if text:
        made.inline(typeset("".join(text)))


def add(made: Html, node: Any) -> None:
    name = node.nodeName
    if name in NOTHING:
        return
    if name == "par":
        made.end_paragraph()
        add_children(made, node)
        made.end_paragraph()
    elif name in MAKERS:
        MAKERS[name](made, node)
    elif name in INLINE:
        content = escape(node.textContent, quote=False) if name in ("verb", "lstinline") else of_children(node)
        made.inline(f"<{INLINE[name]}>{content}</{INLINE[name]}>")
    elif name in BLOCKS:
        made.block(f"<{BLOCKS[name]}>{of_children(node)}</{BLOCKS[name]}>")
    elif name in PREFORMATTED:
        made.block(f"<pre>{escape(_OPTIONS.sub('', node.textContent).strip(chr(10)), quote=False)}</pre>")
    elif name in WORDS:
        made.inline(WORDS[name])
    elif isinstance(said := getattr(node, "str", None), str) and (not node.childNodes or hasattr(node, "combining")):
        made.inline(escape(said, quote=False))
    else:
        add_children(made, node)


def typeset(text: str) -> str:
    for written, shown in LIGATURES:
        text = text.replace(written, shown)
    return escape(text, quote=False)


def math_inline(made: Html, node: Any) -> None:
    source = node.source.strip()
    for begin, end in (("$", "$"), (r"\(", r"\)"), (r"\begin{math}", r"\end{math}"), (r"\ensuremath{", "}")):
        if source.startswith(begin) and source.endswith(end):
            source = source[len(begin) : len(source) - len(end)]
            break
    made.inline(f'<span class="math inline">{escape(source.strip(), quote=False)}</span>')


def math_block(made: Html, node: Any) -> None:
    source = re.sub(r"\\label\s*\{[^}]*\}", "", node.source).strip()
    ends = ((r"\[", r"\]"), ("$$", "$$"), *((rf"\begin{{{name}}}", rf"\end{{{name}}}") for name in DISPLAYED))
    for begin, end in ends:
        if source.startswith(begin) and source.endswith(end):
            source = source[len(begin) : len(source) - len(end)].strip()
            break
    made.block(f'<div class="math block">\n{escape(source, quote=False)}\n</div>')


def heading(made: Html, node: Any) -> None:
    level = HEADINGS[node.nodeName.rstrip("*")]
    title = node.attributes.get("title")
    made.block(f"<{level}>{of_children(title) if title is not None else ''}</{level}>")
    add_children(made, node)


def named_section(made: Html, node: Any) -> None:
    made.block(f"<h2>{OLYMP.get(node.nodeName, node.nodeName)}</h2>")
    add_children(made, node)


def item(made: Html, node: Any) -> None:
    term = node.attributes.get("term") if node.attributes else None
    said = f"<strong>{of_children(term)}</strong> " if term is not None and term.childNodes else ""
    made.block(f"<li>{said}{of_children(node)}</li>")


def description(made: Html, node: Any) -> None:
    entries = [(child.attributes.get("term"), of_children(child)) for child in node.childNodes if child.nodeName == "item"]
    rows = "".join(f"<dt>{of_children(term) if term is not None else ''}</dt><dd>{said}</dd>" for term, said in entries)
    made.block(f"<dl>{rows}</dl>")


def table(made: Html, node: Any) -> None:
    spec = [_ALIGNED[part] for part in node.attributes.get("colspec") or () if part in _ALIGNED] if node.attributes else []
    rows = []
    for row in (child for child in node.childNodes if child.nodeName == "ArrayRow"):
        cells = []
        for column, cell in enumerate(row.childNodes):
            content = of_children(cell)
            content = content[3:-4] if content.startswith("<p>") and content.count("<p>") == 1 and content.endswith("</p>") else content
            span = cell.attributes.get("colspan") if cell.attributes else None
            align = f' align="{spec[column]}"' if column < len(spec) else ""
            cells.append(f"<td{align}{f' colspan={chr(34)}{int(span)}{chr(34)}' if span else ''}>{content}</td>")
        if any(not re.fullmatch(r"<td[^>]*>\s*</td>", cell) for cell in cells):
            rows.append(f"<tr>{''.join(cells)}</tr>")
    made.block(f"<table><tbody>{''.join(rows)}</tbody></table>")


def picture(made: Html, node: Any) -> None:
    made.inline(image(text_of(node, "file")))


def image(name: str) -> str:
    return f'<img src="{escape(name)}" alt="{escape(name)}">'


def illustration(made: Html, node: Any) -> None:
    caption = node.attributes.get("caption")
    said = of_children(caption) if hasattr(caption, "childNodes") else escape(str(caption or ""))
    made.block(f"<figure>{image(text_of(node, 'file'))}<figcaption>{said}</figcaption></figure>")


def caption(made: Html, node: Any) -> None:
    inside = node.attributes.get("self") if node.attributes else None
    made.block(f"<figcaption>{of_children(inside if inside is not None else node)}</figcaption>")


def footnote(made: Html, node: Any) -> None:
    made.inline(f" <small>({of_children(node).removeprefix('<p>').removesuffix('</p>')})</small>")


def link(made: Html, node: Any) -> None:
    address = _ESCAPED.sub(r"\1", str(getattr(node.attributes.get("url"), "source", "") or ""))
    address = re.sub(r"\s", "", address)
    shown = of_children(node) if node.nodeName == "href" else ""
    made.inline(f'<a href="{escape(address)}">{shown or escape(address, quote=False)}</a>')


def line_end(made: Html, _: Any) -> None:
    made.inline("<br>")


def text_of(node: Any, attribute: str) -> str:
    found = node.attributes.get(attribute)
    return str(getattr(found, "textContent", found) or "").strip()


MAKERS: dict[str, Callable[[Html, Any], None]] = {
    **dict.fromkeys(("math", "ensuremath"), math_inline),
    **dict.fromkeys((*DISPLAYED, *ROWS), math_block),
    **{f"{name}{star}": heading for name in HEADINGS for star in ("", "*")},
    **dict.fromkeys((*NAMED_SECTIONS, *OLYMP), named_section),
    **dict.fromkeys(("tabular", "tabular*", "tabularx", "longtable", "array"), table),
    "item": item,
    "description": description,
    "includegraphics": picture,
    "illustration": illustration,
    "caption": caption,
    "footnote": footnote,
    **dict.fromkeys(("url", "href", "nolinkurl"), link),
    **dict.fromkeys(("\\", "newline", "linebreak", "tabularnewline"), line_end),
}


class Unknown(logging.Handler):
    """Collects the commands that plasTeX does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if (match := _UNKNOWN.search(record.getMessage())) and len(self.names) < MAX_UNKNOWN:
            self.names[match[1][:60]] = None


def macros() -> Iterator[type]:
    """Commands of problem packages, and those that would read or write files."""
    from plasTeX import Command, Environment, VerbatimEnvironment

    def command(name: str, args: str) -> type:
        return type(name, (Command,), {"args": args, "macroName": name})

    yield command("problemname", "self")
    yield command("illustration", "width:str file:str caption")
    yield command("nextsample", "")
    yield command("remainingsamples", "")
    yield command("exmp", "first second")
    yield command("exmpfile", "first:str second:str third:str")
    yield command("url", "url:url")
    yield command("nolinkurl", "url:url")
    yield command("href", "url:url self")
    for name in ("lstlisting", "Verbatim"):
        yield type(name, (VerbatimEnvironment,), {"macroName": name})
    for name in OLYMP:
        yield command(name, "")
    for name in NAMED_SECTIONS:
        yield type(name, (Environment,), {"macroName": name})
    for name in ("Sample", "example", "Examples"):
        yield type(name, (Environment,), {"macroName": name})
    yield command("write", "Number:int text")
    for name in ("input", "include", "openin", "openout", "lstinputlisting", "verbatiminput", "InputIfFileExists", "includeonly"):
        yield command(name, "file:str")


def converted(text: str) -> dict[str, Any]:
    from plasTeX import Context, TeXDocument
    from plasTeX.TeX import TeX

    unknown = Unknown()
    Context.log.handlers = [unknown]
    if r"\documentclass" not in text:
        text = rf"\documentclass{{article}}\usepackage{{{PACKAGES}}}\begin{{document}}{text}\end{{document}}"
    document = TeXDocument()
    document.config["general"]["kpsewhich"] = "/nowhere"
    tex = TeX(document)
    for name in PACKAGES.split(","):
        document.context.loadPackage(tex, f"{name}.sty")
    for macro in macros():
        document.context.addGlobal(macro.macroName, macro)  # type: ignore[attr-defined]  # of the class made above
    tex.input(text)
    parsed = tex.parse()
    return {"html": of_children(parsed), "unknown": [name for name in unknown.names if name not in NOTHING]}


def main() -> None:
    sys.setrecursionlimit(3000)
    if Path(PLASTEX).exists():
        folder = tempfile.mkdtemp()
        zipfile.ZipFile(PLASTEX).extractall(folder)
        sys.path.insert(0, folder)
    result = converted(sys.stdin.buffer.read().decode())
    sys.stdout.buffer.write(json.dumps(result).encode())


if __name__ == "__main__":
    main()
