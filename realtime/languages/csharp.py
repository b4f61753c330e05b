"""C#, with Mono."""

from realtime.languages.definition import MIB, Language

LANGUAGE = Language(
    id="csharp",
    name="C#",
    extensions=(".cs",),
    source_file="main.cs",
    compile=("{mcs}", "-optimize+", "-out:/tmp/out/main.exe", "{sources}"),
    run=("{mono}", "/box/main.exe"),
    version=("{mcs}", "--version"),
    image="mono",
    install="install Mono (Debian: apt-get install mono-mcs mono-runtime)",
    processes=128,
    address_space=False,
    extra_memory=64 * MIB,
    etc=("mono",),
)
