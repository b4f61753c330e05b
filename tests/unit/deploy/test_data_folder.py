"""The data folder: made whole, refused when secrets are missing or newer code wrote it, and one platform at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.local.data_folder import LAYOUT, DataFolder, current_version
from deploy.local.ports import Occupied
from realtime.runtime.errors import Damaged


def opened(path: Path) -> DataFolder:
    folder = DataFolder(path)
    folder.open()
    return folder


def content(path: Path) -> dict[str, bytes]:
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_a_new_folder_keeps_its_secrets(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    made = folder.open()
    folder.close()
    assert DataFolder(tmp_path).open() == made
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_two_platforms_do_not_share_a_folder(tmp_path: Path) -> None:
    first = opened(tmp_path)
    with pytest.raises(Occupied):
        DataFolder(tmp_path).open()
    first.close()
    opened(tmp_path)


def test_missing_secrets_are_not_made_anew(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / "secrets.json").unlink()
    before = content(tmp_path)
    with pytest.raises(Damaged, match=r"secrets\.json is missing.*Restore it from a backup"):
        DataFolder(tmp_path).open()
    assert content(tmp_path) == before


def test_a_first_start_that_was_cut_off_begins_anew(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / "LAYOUT").unlink()
    (tmp_path / "secrets.json").rename(tmp_path / "secrets.json.new")
    opened(tmp_path)


def test_the_version_locks_older_code_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = opened(tmp_path)
    folder.record_version()
    folder.close()
    text = (tmp_path / "LAYOUT").read_text()
    assert text == f"layout {LAYOUT}\nschema {current_version().schema}\n"
    assert text.strip() != "1"  # what the first versions compare with
    migrations = tmp_path / "migrations"
    migrations.mkdir()
    (migrations / "0001_start.sql").touch()
    monkeypatch.setattr("deploy.local.data_folder.MIGRATIONS", migrations)  # an older checkout
    with pytest.raises(Damaged, match="a newer Podium wrote this data folder"):
        DataFolder(tmp_path).open()


def test_a_folder_of_the_first_layout_is_taken_over(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / "LAYOUT").write_text("1")
    folder = opened(tmp_path)
    assert (tmp_path / "LAYOUT").read_text() == "1"  # until the servers run, the older version may still be started
    assert folder.needs_reseal
    folder.lock_older_out()
    assert (tmp_path / "LAYOUT").read_text() == f"layout 1\nschema {current_version().schema}\n"
    folder.record_version()
    assert (tmp_path / "LAYOUT").read_text().startswith(f"layout {LAYOUT}\n")


@pytest.mark.parametrize("text", ["", "layout two", "layout 2\nschema x"])
def test_a_damaged_version_is_told(tmp_path: Path, text: str) -> None:
    opened(tmp_path).close()
    (tmp_path / "LAYOUT").write_text(text)
    with pytest.raises(Damaged, match="LAYOUT cannot be read"):
        DataFolder(tmp_path).open()
