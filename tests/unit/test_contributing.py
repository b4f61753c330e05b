"""The recipes of CONTRIBUTING.md name files that exist."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

RECIPES = re.findall(r"^## (A new [^\n]+)\n(.*?)(?=^## |\Z)", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("title", "recipe"), RECIPES, ids=[title for title, _ in RECIPES])
def test_a_recipe_names_files_that_exist(title: str, recipe: str) -> None:
    named = set(re.findall(r"`([\w./-]+/[\w./-]+)`", recipe)) | set(re.findall(r"\]\(([\w./-]+)\)", recipe))
    assert named, f"{title}: it names no file"
    assert not [path for path in named if not (ROOT / path).exists()]
