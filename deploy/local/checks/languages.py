"""Check of compilers and interpreters: a language that is not found is not offered."""

from __future__ import annotations

from deploy.local.checks.finding import Finding
from judge_workers.languages import available
from realtime.languages import LANGUAGES

MENDS = {
    "c": "install gcc (Debian: apt-get install gcc libc6-dev)",
    "cpp": "install g++ (Debian: apt-get install g++)",
    "cpp17": "install g++ (Debian: apt-get install g++)",
    "java": "install a JDK (Debian: apt-get install openjdk-17-jdk-headless)",
    "go": "install Go (Debian: apt-get install golang-go)",
    "rust": "install Rust (Debian: apt-get install rustc)",
    "kotlin": "install Kotlin's compiler, kotlinc",
    "csharp": "install Mono (Debian: apt-get install mono-mcs mono-runtime)",
    "javascript": "Node comes with the locked dependencies: run ./podium once more",
}


def languages() -> list[Finding]:
    found = available()
    return [
        Finding(language.name, "good", found[language.id][1])
        if language.id in found
        else Finding(
            language.name,
            "limited",
            "not found: nobody can submit in it",
            MENDS.get(language.id, f"install what compiles and runs {language.name}"),
        )
        for language in LANGUAGES.values()
    ]
