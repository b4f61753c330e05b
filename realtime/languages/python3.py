"""Python 3, with CPython."""

from realtime.languages.definition import Language

_PARSE = "import ast, sys\nfor name in sys.argv[1:]: ast.parse(open(name, 'rb').read(), name)"

LANGUAGE = Language(
    id="python3",
    name="Python 3",
    extensions=(".py", ".py3"),
    source_file="main.py",
    compile=("{python3}", "-I", "-c", _PARSE, "{sources}"),
    run=("{python3}", "-s", "-B", "{main}"),
    version=("{python3}", "--version"),
    image="python",
    install="install Python 3 (Debian: apt-get install python3)",
    mains=("__main__.py", "main.py", "Main.py"),
    refused_interpreter=b"python2",
    artefacts=False,
    out_of_memory=(b"MemoryError",),
)
