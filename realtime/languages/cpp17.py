"""C++17, with GCC."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="cpp17",
    name="C++17",
    extensions=(".cpp", ".cc", ".cxx", ".c++", ".C"),
    source_file="main.cpp",
    compile=("{g++}", "-std=gnu++17", "-O2", "-pipe", "-o", "/tmp/out/main", "{sources}"),
    run=("/box/main",),
    version=("{g++}", "--version"),
    image="native",
    install="install g++ (Debian: apt-get install g++)",
    detected=False,
    also_compiles=(".c",),
    out_of_memory=(b"std::bad_alloc",),
)
