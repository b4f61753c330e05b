"""C++20, with GCC."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="cpp",
    name="C++20",
    extensions=(".cpp", ".cc", ".cxx", ".c++", ".C"),
    source_file="main.cpp",
    compile=("{g++}", "-std=gnu++20", "-O2", "-pipe", "-o", "/tmp/out/main", "{sources}"),
    run=("/box/main",),
    version=("{g++}", "--version"),
    image="native",
    install="install g++ (Debian: apt-get install g++)",
    also_compiles=(".c",),
    out_of_memory=(b"std::bad_alloc",),
)
