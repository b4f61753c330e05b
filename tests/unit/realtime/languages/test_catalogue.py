"""A language is one file and an image; whatever else names languages or images agrees with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import realtime.languages
from judge_workers.languages.commands import expanded, tools_of
from realtime.languages import CATALOGUE, LANGUAGES, language_of
from realtime.languages.definition import Language
from tests.conftest import ROOT

IMAGES = ROOT / "deploy" / "images"
PACKAGES = re.compile(r"apt-get install (?:-y --no-install-recommends )?([^)&]+)")


def dockerfiles() -> dict[str, str]:
    return {path.parent.name: path.read_text() for path in IMAGES.glob("*/Dockerfile")}


def test_every_file_of_the_folder_is_a_language() -> None:
    folder = Path(realtime.languages.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - {"__init__", "definition"} == set(CATALOGUE)
    assert {language.id: id for id, language in CATALOGUE.items()} == {id: id for id in CATALOGUE}


def test_every_image_that_a_language_names_has_a_dockerfile_and_no_other_is_there() -> None:
    assert {language.image for language in CATALOGUE.values()} - {None} == set(dockerfiles())
    assert all(language.image for language in LANGUAGES.values()), "contestants' languages are in containers too"


@pytest.mark.parametrize("language", [language for language in CATALOGUE.values() if language.image], ids=lambda language: language.id)
def test_the_image_installs_what_a_person_is_told_to_install(language: Language) -> None:
    in_base_image = {"bash", "mawk"}
    told = PACKAGES.search(language.install)
    if told is None:
        assert language.id in ("sh", "javascript"), language.install
        return
    made = PACKAGES.search(dockerfiles()[str(language.image)])
    assert made is not None
    assert set(told[1].split()) <= {*made[1].split(), *in_base_image}


def test_every_image_begins_with_the_same_base_and_is_small() -> None:
    for name, text in dockerfiles().items():
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        assert lines[0] == "FROM debian:bookworm-slim", name
        assert lines[1].endswith("rm -rf /var/lib/apt/lists/*"), name


def test_ci_builds_images_that_are_there() -> None:
    script = (ROOT / ".ci" / "docker").read_text()
    (built,) = re.findall(r"deploy/images/build ([a-z ]+)$", script, re.MULTILINE)
    assert set(built.split()) <= set(dockerfiles())


def test_the_table_of_the_docs_is_the_catalogue() -> None:
    table = re.findall(r"^\| [^|]+ \| `[a-z0-9]+` \|.*\|$", (ROOT / "docs" / "problems.md").read_text(), re.MULTILINE)
    assert table == [row(language) for language in CATALOGUE.values()]


def row(language: Language) -> str:
    image = f"`{language.image}`" if language.image else "–"
    extensions = " ".join(f"`{extension}`" for extension in language.extensions)
    return f"| {language.name} | `{language.id}` | {extensions} | {image} | {'yes' if language.for_contestants else 'packages only'} |"


def test_commands_name_nothing_but_tools_sources_and_limits() -> None:
    for language in CATALOGUE.values():
        tools = {name: f"/usr/bin/{name}" for name in tools_of([language])}
        for command in (language.compile, language.run, language.version):
            words = expanded(command, tools, ["/box/a", "/box/b"], "/box/a", 64)
            assert words[0].startswith("/"), (language.id, words)
            assert not any(re.search(r"\{[a-z0-9+]+\}", word) for word in words), (language.id, words)


def test_a_submission_of_one_text_is_detected_as_what_it_is() -> None:
    for language in CATALOGUE.values():
        found = language_of(language.source_file)
        assert found is not None
        assert found is language or not language.detected


@pytest.mark.parametrize(
    ("name", "language"),
    [("a.c", "c"), ("a.C", "cpp"), ("A.CPP", "cpp"), ("a.cc", "cpp"), ("x/y.py", "python3"), ("A.JAVA", "java"), ("notes.txt", None)],
)
def test_extensions_tell_the_language(name: str, language: str | None) -> None:
    found = language_of(name)
    assert (found.id if found else None) == language
