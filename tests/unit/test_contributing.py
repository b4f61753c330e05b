"""The recipes of CONTRIBUTING.md: files that they name exist, and what is named beside a file stands in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

RECIPES = re.findall(r"^## (A new [^\n]+)\n(.*?)(?=^## |\Z)", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE | re.DOTALL)
NEEDED = {"endpoint", "command", "language", "event", "room", "setting", "scoring rule", "view"}
STEPS = [
    (title, step) for title, recipe in RECIPES for step in re.findall(r"^\d+\. (.*?)(?=^\d+\. |^\S|\Z)", recipe, re.MULTILINE | re.DOTALL)
]


def files(text: str) -> list[Path]:
    named = re.findall(r"`([\w./-]+/[\w./-]+)`", text) + re.findall(r"\]\(([\w./-]+)\)", text)
    return [ROOT / name for name in named]


def test_there_is_a_recipe_for_everything_that_often_comes_new() -> None:
    assert {title.removeprefix("A new ") for title, _ in RECIPES} == NEEDED


@pytest.mark.parametrize(("title", "recipe"), RECIPES, ids=[title for title, _ in RECIPES])
def test_a_recipe_names_files_that_exist(title: str, recipe: str) -> None:
    named = files(recipe)
    assert named, f"{title}: it names no file"
    assert not [path for path in named if not path.exists()]


@pytest.mark.parametrize(("title", "step"), STEPS, ids=[f"{title} {number}" for number, (title, _) in enumerate(STEPS)])
def test_what_a_step_names_stands_in_a_file_of_that_step(title: str, step: str) -> None:
    text = "".join(file.read_text() for file in files(step) if file.is_file())
    missing = [name for name in re.findall(r"`(\w+)`", step) if not re.search(rf"\b{name}\b", text)]
    assert not missing or not text
    for module in re.findall(r"python -m ([\w.]+)", step):
        assert (ROOT / (module.replace(".", "/") + ".py")).exists()
