"""Rust, edition 2021. The compiler follows `mod` from the main file to the others."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="rust",
    name="Rust",
    extensions=(".rs",),
    source_file="main.rs",
    compile=("{rustc}", "--edition", "2021", "-C", "opt-level=3", "-o", "/tmp/out/main", "{main}"),
    run=("/box/main",),
    version=("{rustc}", "--version"),
    image="rust",
    install="install Rust (Debian: apt-get install rustc)",
    mains=("main.rs",),
)
