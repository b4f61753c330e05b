"""Reading problem packages: the Kattis / ICPC problem package format, legacy and 2023-07 (2025-09), and DOMjudge's additions.

Source: https://www.kattis.com/problem-package-format/spec/ ; https://www.domjudge.org/docs/manual/main/problem-format.html
"""

from __future__ import annotations

from judge_workers.packages.expected import Expectation, expectations
from judge_workers.packages.read import ProblemPackage, read, submission

__all__ = ["Expectation", "ProblemPackage", "expectations", "read", "submission"]
