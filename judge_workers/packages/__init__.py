"""The problem package reader: the Kattis / ICPC problem package format, legacy, 2023-07 and 2025-09, with DOMjudge's additions.

Reads folders and archives, and knows nothing of judging: `judge_workers.authoring` brings the two together.

Source: https://www.kattis.com/problem-package-format/spec/ ; https://www.domjudge.org/docs/manual/main/problem-format.html
"""

from __future__ import annotations

from judge_workers.packages.archive import opened
from judge_workers.packages.expected import Expectation, expectations
from judge_workers.packages.read import ProblemPackage, read, submission

__all__ = ["Expectation", "ProblemPackage", "expectations", "opened", "read", "submission"]
