"""JavaScript, with Node.js."""

from realtime.languages.definition import MIB, Language

_CHECK_EACH = 'for file; do {node} --check "$file" || exit 1; done'

LANGUAGE = Language(
    id="javascript",
    name="JavaScript",
    extensions=(".js", ".mjs"),
    source_file="main.js",
    compile=("/bin/sh", "-c", _CHECK_EACH, "sh", "{sources}"),
    run=("{node}", "--max-old-space-size={memory}", "--stack-size=50000", "{main}"),
    version=("{node}", "--version"),
    image="node",
    install="Node comes with the locked dependencies: run ./podium once more",
    mains=("main.js", "main.mjs", "index.js"),
    artefacts=False,
    processes=128,
    address_space=False,
    extra_memory=96 * MIB,
    out_of_memory=(b"JavaScript heap out of memory",),
)
