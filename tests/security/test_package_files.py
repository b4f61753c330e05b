"""Authors of problem packages, against whoever verifies, imports or judges them."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from judge_workers.packages import archive, files, opened, read
from judge_workers.packages.metadata import MAX_VALUES
from judge_workers.packages.statements import statements
from realtime.runtime.errors import Invalid
from tests.api.harness import Api, fresh

PLAIN = {
    "problem.yaml": "name: Echo\nlimits: {time_limit: 1}\n",
    "problem_statement/problem.en.md": "Say what you hear.",
    "data/secret/1.in": "a\n",
    "data/secret/1.ans": "a\n",
    "output_validators/check.py": "raise SystemExit(42)\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "echo"
    for name, text in PLAIN.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secrets.json"
    path.write_text("the platform's secrets")
    return path


def replaced(path: Path, make: Callable[[Path], object]) -> None:
    path.unlink()
    make(path)


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("kind", ["link", "link inside", "hard link", "pipe", "device"])
def test_nothing_but_files_is_read_from_a_folder(package: Path, secret: Path, name: str, kind: str) -> None:
    made: dict[str, Callable[[Path], object]] = {
        "link": lambda path: path.symlink_to(secret),
        "link inside": lambda path: path.symlink_to(package / "data"),
        "hard link": lambda path: path.hardlink_to(secret),
        "pipe": os.mkfifo,
        "device": lambda path: os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 5)),
    }
    if kind == "device" and os.geteuid() != 0:
        pytest.skip("SKIPPED: not root: cannot make devices")
    replaced(package / name, made[kind])
    with pytest.raises(Invalid, match=f"^{name} (is a link|is no ordinary file|has another name)"):
        statements(read(package).folder)


def test_a_folder_that_is_a_link_is_not_entered(package: Path, secret: Path) -> None:
    (package / "data" / "sample").symlink_to(secret.parent)
    with pytest.raises(Invalid, match="data/sample is a link"):
        read(package)


def test_a_file_that_becomes_a_link_after_the_check_is_not_read(package: Path, secret: Path) -> None:
    problem = read(package)
    replaced(package / "problem_statement" / "problem.en.md", lambda path: path.symlink_to(secret))
    with pytest.raises(Invalid, match="cannot be read"):
        statements(problem.folder)


def test_a_folder_of_endless_files_or_depth_is_refused(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = package / "data"
    for _ in range(files.MAX_DEPTH + 1):
        deep /= "d"
        deep.mkdir()
    with pytest.raises(Invalid, match="folders may stand 16 deep"):
        read(package)
    monkeypatch.setattr(files, "MAX_FILES", 5)
    with pytest.raises(Invalid, match="more than 5 files"):
        read(package)


Entry = tuple[str, str]
"""Name and kind."""
KINDS = {"file": (tarfile.REGTYPE, stat.S_IFREG), "link": (tarfile.SYMTYPE, stat.S_IFLNK), "hard link": (tarfile.LNKTYPE, stat.S_IFLNK),
         "device": (tarfile.CHRTYPE, stat.S_IFCHR), "pipe": (tarfile.FIFOTYPE, stat.S_IFIFO)}  # fmt: skip


def packed(path: Path, secret: Path, *entries: Entry) -> Path:
    """An archive of the plain package and these entries, of the kind that the name asks for."""
    texts = [(name, text, "file") for name, text in PLAIN.items()] + [(name, str(secret), kind) for name, kind in entries]
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as zipped:
            for name, text, kind in texts:
                entry = zipfile.ZipInfo(name)
                entry.external_attr = (KINDS[kind][1] | 0o644) << 16
                with warnings.catch_warnings(action="ignore"):  # of a name that comes twice
                    zipped.writestr(entry, text)
        return path
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as tarred:
        for name, text, kind in texts:
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.size = KINDS[kind][0], str(secret), len(text) if kind == "file" else 0
            tarred.addfile(member, io.BytesIO(text.encode()) if kind == "file" else None)
    return path


@pytest.mark.parametrize("name", ["echo.zip", "echo.tar", "echo.tar.gz"])
@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (("statement/problem.en.md", "link"), "is a link"),
        (("statement/problem.en.md", "hard link"), "is a link"),
        (("data/secret/2.in", "device"), "no ordinary file"),
        (("data/secret/2.in", "pipe"), "no ordinary file"),
        (("../outside", "file"), "leads out of the package"),
        (("data/../../outside", "file"), "leads out of the package"),
        (("/tmp/podium-outside", "file"), "leads out of the package"),
        (("data/secret/1.in", "file"), "cannot be unpacked"),
        (("problem.yaml/x", "file"), "cannot be unpacked"),
        (("d/" * 20 + "x", "file"), "16 folders"),
        (("n" * 300, "file"), "255 characters"),
    ],
)
def test_what_an_archive_may_not_hold(tmp_path: Path, secret: Path, name: str, entry: Entry, why: str) -> None:
    with pytest.raises(Invalid, match=why), opened(packed(tmp_path / name, secret, entry)):
        pass
    assert not (tmp_path.parent / "outside").exists()
    assert not Path("/tmp/podium-outside").exists()


@pytest.mark.parametrize("name", ["echo.zip", "echo.tar", "echo.tar.gz"])
def test_an_archive_is_read_as_its_folder_is(tmp_path: Path, package: Path, secret: Path, name: str) -> None:
    with opened(packed(tmp_path / name, secret)) as folder:
        assert read(folder).package == read(package).package
        assert statements(read(folder).folder) == statements(read(package).folder)
    assert not folder.exists()


@pytest.mark.parametrize("name", ["echo.zip", "echo.tar", "echo.tar.gz"])
def test_an_archive_that_unpacks_to_any_size_is_cut_off(tmp_path: Path, secret: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path / name, secret)
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    with pytest.raises(Invalid, match="more than 3 entries"), opened(path):
        pass
    monkeypatch.setattr(archive, "MAX_UNPACKED", 20)
    with pytest.raises(Invalid, match="unpacks to more than"), opened(path):
        pass


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ("compilation_time: 1e18", "limits.compilation_time must be a number from 0.1 to 60, not '1e18'"),
        ("validation_passes: 1099511627776", "limits.validation_passes must be a number from 1 to 100"),
        ("time_limit: .nan", "limits.time_limit must be a number from 0.001 to 60, not 'nan'"),
        ("time_limit: 0", "limits.time_limit must be"),
        ("memory: 1e12", "limits.memory must be a number from 1 to 4096"),
        ("output: -1", "limits.output must be"),
        ("validation_time: .inf", "limits.validation_time must be a number from 0.1 to 300"),
        ("validation_output: 99999", "limits.validation_output must be"),
        ("compilation_memory: " + "9" * 5000, "problem.yaml cannot be read"),
    ],
)
def test_numbers_of_a_package_have_bounds(package: Path, limits: str, message: str) -> None:
    (package / "problem.yaml").write_text(f"name: Echo\ntype: multi-pass\nvalidation: custom multi-pass\nlimits: {{{limits}}}\n")
    with pytest.raises(Invalid, match=message):
        read(package)


def test_values_that_a_few_lines_of_yaml_multiply_are_refused(package: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)]
    (package / "problem.yaml").write_text("\n".join([*lines, "keywords: *i"]))
    with pytest.raises(Invalid, match=f"more than {MAX_VALUES:,} values"):
        read(package)
    (package / "problem.yaml").write_text("[" * 1_500)
    with pytest.raises(Invalid, match="cannot be read"):
        read(package)


def imported(**changes: Any) -> dict[str, Any]:
    """The body of an import; `changes`: of the package."""
    test = {"input": b"a", "answer": b"a", "sample": True}
    package = {"problem": "p", "version": 1, "time_limit_ms": 1000, "memory_limit": 2**26, "output_limit": 2**20, "checker": "tokens",
               "tolerance": 0.0, "checker_source": "", "tests": [test], **changes}  # fmt: skip
    return {"title": "P", "statement": "S", "package": package}


FILE = {"name": "check.py", "content": b""}
GROUP = {"name": "secret"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"compile_seconds": 1e18}, "package.compile_seconds"),
        ({"compile_seconds": float("nan")}, "package.compile_seconds"),
        ({"compile_memory": 2**60}, "package.compile_memory"),
        ({"validation_seconds": 1e9}, "package.validation_seconds"),
        ({"validation_output": 2**40}, "package.validation_output"),
        ({"passes": 2**40}, "package.passes"),
        ({"passes": 0}, "package.passes"),
        ({"time_limit_ms": 10**12}, "package.time_limit_ms"),
        ({"memory_limit": -1}, "package.memory_limit"),
        ({"checker": "shell"}, "package.checker"),
        ({"tolerance": float("inf")}, "package.tolerance"),
        ({"groups": [{**GROUP, "accept_score": float("inf")}]}, "package.groups[0].accept_score"),
        ({"groups": [{"name": "a/" * 1000}]}, "package.groups[0].name"),
        *(
            ({"validator": [{**FILE, "name": name}]}, "package.validator[0].name")
            for name in ("../x", "/etc/x", "a/../../x", "..", ".", "a/.", "a/", "", "a\nb", "a\0b", "x" * 300, "x\n")
        ),
        ({"include": {"c": [{**FILE, "name": "../../proc/1/mem"}]}}, "package.include[...][0].name"),
    ],
)
async def test_an_import_that_did_not_come_from_the_command_line_has_the_same_bounds(api: Api, changes: dict[str, Any], field: str) -> None:
    body = msgspec.msgpack.encode(imported(**changes))
    answer = await api.call("PUT", f"/problems/{fresh('p')}/package", data=body, by=await api.caller("creator"))
    assert (answer.status, answer.json["field"]) == (400, field), answer.json


async def test_what_an_honest_package_has_is_taken(api: Api) -> None:
    names = ("check.py", "sub/folder/a.h", "..x", ".hidden", "x..y", "Größe.txt", "a b")
    body = imported(validator=[{**FILE, "name": name} for name in names], checker="custom", passes=2, compile_seconds=60.0)
    answer = await api.call("PUT", f"/problems/{fresh('p')}/package", data=msgspec.msgpack.encode(body), by=await api.caller("creator"))
    assert answer.status == 201, answer.json


@pytest.mark.parametrize("tags", [["x"] * 500_000, ["x" * 100]])
async def test_tags_are_few_and_short(api: Api, tags: list[str]) -> None:
    body = msgspec.msgpack.encode({**imported(), "tags": tags})
    answer = await api.call("PUT", f"/problems/{fresh('p')}/package", data=body, by=await api.caller("creator"))
    assert (answer.status, answer.json["field"].startswith("tags")) == (400, True), answer.json
