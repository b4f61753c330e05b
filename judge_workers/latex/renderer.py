"""Runs the converter (`convert.py`) in a slot of the judge, under the limits of contestants' programs."""

from __future__ import annotations

import functools
import importlib.util
import io
import zipfile
from pathlib import Path

import msgspec

from judge_workers.evaluation.judge import Judge
from judge_workers.evaluation.results import Executed
from judge_workers.languages.programs import Program, from_files
from judge_workers.latex.convert import PLASTEX
from judge_workers.worker.slots import Slots
from realtime.protocol.latex import MAX_HTML, LatexResult
from realtime.storage.packages import MIB, File, Package

SECONDS = 15
"""CPU for one statement: plasTeX starts in one second, and long statements take another."""
MEMORY = 512 * MIB
URGENCY = 1000
"""Of a slot: behind every submission."""
LEFT_OUT = ("Renderers", "Imagers", "__pycache__")
"""Parts of plasTeX that write files or call other programs."""
PARTS = {"plasTeX": "**/*", "unidecode": "__init__.py", "typing_extensions": "typing_extensions.py"}
"""Modules, and which files of their folders."""
FAULTS = {
    "TLE": f"it takes more than {SECONDS} s to typeset: does a macro call itself?",
    "MLE": f"it takes more than {MEMORY // MIB} MiB to typeset: does a macro call itself?",
    "OLE": "what it becomes is too long",
}


class Made(msgspec.Struct, frozen=True):
    """What the converter writes."""

    html: str
    unknown: tuple[str, ...]


def is_installed() -> bool:
    return importlib.util.find_spec("plasTeX") is not None


def render(slots: Slots[Judge], text: str) -> LatexResult:
    """Blocks until there is a slot and the converter has ended. Raises `BoxError` where the machine fails, not the statement."""
    with slots.take(URGENCY) as judge:
        ran = judge.execute(_program(), _LIMITS, text.encode())
    if ran.result.verdict != "OK":
        return LatexResult(fault=FAULTS.get(ran.result.verdict, f"plasTeX cannot read it: {_last_line(ran)}"))
    try:
        made = msgspec.json.decode(ran.output, type=Made)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return LatexResult(fault=FAULTS["OLE"])
    if len(made.html.encode()) > MAX_HTML:
        return LatexResult(fault=FAULTS["OLE"])
    return LatexResult(html=made.html, unknown=made.unknown)


_LIMITS = Package(
    problem="latex",
    version=1,
    time_limit_ms=1000 * SECONDS,
    memory_limit=MEMORY,
    output_limit=4 * MIB,
    checker="tokens",
    tolerance=0.0,
    checker_source="",
    tests=(),
)


@functools.cache
def _program() -> Program:
    source = (Path(__file__).parent / "convert.py").read_bytes()
    return from_files((File("main.py", source), File(PLASTEX, _archive())), language="python3", main="main.py")


def _archive() -> bytes:
    """plasTeX and what it imports, for a box whose Python need not have any package."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for module, files in PARTS.items():
            spec = importlib.util.find_spec(module)
            assert spec is not None and spec.origin is not None, module
            folder = Path(spec.origin).parent
            above = folder.parent if spec.submodule_search_locations else folder
            for path in sorted(folder.glob(files)):
                name = path.relative_to(above)
                if path.is_file() and not set(LEFT_OUT) & set(name.parts) and path.suffix in (".py", ".xml", ""):
                    archive.write(path, str(name))
        archive.writestr("plasTeX/Base/LaTeX/allkeys.txt", "")  # the order of words in an index, 1.2 MB: statements have none
    return made.getvalue()


def _last_line(ran: Executed) -> str:
    """Of the converter's trace: the error itself."""
    lines = ran.error.decode(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else ran.result.message
