"""Input validators of packages: what is read of them, and with which arguments tests are validated."""

from __future__ import annotations

from pathlib import Path

from judge_workers.packages import read
from tests.unit.judge_workers.packages.test_packages import BASIC, write

VALIDATORS = {
    "input_validators/range.py": "print()\n",
    "input_validators/testlib.h": "",
    "input_validators/README.md": "how",
    "input_validators/grammar/build": "#!/bin/sh\n",
    "input_validators/grammar/rules.txt": "n",
    "input_format_validators/old.cpp": "int main() {}\n",
}


def test_each_file_and_folder_is_a_validator(tmp_path: Path) -> None:
    found = read(write(tmp_path, {**BASIC, **VALIDATORS})).package.input_validators
    assert [(validator.name, [file.name for file in validator.files]) for validator in found] == [
        ("grammar", ["build", "rules.txt"]),
        ("range.py", ["range.py"]),
        ("old.cpp", ["old.cpp"]),
    ]


def test_a_package_without_validators_has_none(tmp_path: Path) -> None:
    assert read(write(tmp_path, BASIC)).package.input_validators == ()


def test_arguments_are_inherited_and_may_be_given_by_validator(tmp_path: Path) -> None:
    files = {
        "data/secret/testdata.yaml": "input_validator_flags: --max 10\n",
        "data/secret/2.yaml": "input_validator_args: {range: [--max, '20'], grammar: []}\n",
    }
    found = {test.name: test.input_args for test in read(write(tmp_path, {**BASIC, **files})).package.tests}
    assert found == {
        "sample/1": {},
        "secret/10": {"": ("--max", "10")},
        "secret/2": {"range": ("--max", "20"), "grammar": ()},
    }
