from pathlib import Path

import pytest

from realtime.runtime.errors import BadSetting
from realtime.runtime.settings import load, require


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "podium.toml"
    file.write_text('port = 9000\nnats_url = "nats://file"\n')
    found = load({"PODIUM_CONFIG": str(file), "PODIUM_PORT": "9001"})
    assert (found.port, found.nats_url) == (9001, "nats://file")


@pytest.mark.parametrize(
    ("environment", "field", "words"),
    [
        ({"PODIUM_PROT": "1"}, "PODIUM_PROT", "did you mean PODIUM_PORT?"),
        ({"PODIUM_PORT": "many"}, "port", "PODIUM_PORT"),
        ({"PODIUM_PORT": "70000"}, "port", "65535"),
        ({"PODIUM_TICK_MS": "1"}, "tick_ms", ">= 10"),
        ({"PODIUM_CONFIG": "/nowhere.toml"}, "PODIUM_CONFIG", "does not exist"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], field: str, words: str) -> None:
    with pytest.raises(BadSetting) as caught:
        load(environment)
    assert caught.value.field == field
    assert words in caught.value.message


def test_a_wrong_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "podium.toml"
    file.write_text("port = = 1")
    with pytest.raises(BadSetting, match="is not a TOML file"):
        load({"PODIUM_CONFIG": str(file)})
    file.write_text("ports = 1")
    with pytest.raises(BadSetting, match="unknown setting ports"):
        load({"PODIUM_CONFIG": str(file)})


def test_what_a_role_misses_is_named() -> None:
    with pytest.raises(BadSetting, match="PODIUM_NATS_URL"):
        require(load({}), "nats_url")
