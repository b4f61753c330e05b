"""Search for problems through a whole platform: the search server's answers beside those of the database, which has to do when it is away.

Problems are written to PostgreSQL itself; role `worker` indexes them as it does others. Their statements are pieces of the docstrings of
Python's standard library: English, with rare and frequent words as people write them. Each search is another one, so that no cache answers,
and one is asked at a time: latencies are those of a search, and CPU says what more of them together cost.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import random
import re
import sysconfig
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import asyncpg

from loadtest import platform
from loadtest.api_world import Stores
from loadtest.measured import measured
from loadtest.platform import Platform
from loadtest.submit import cpu
from realtime.storage.search.words import FREQUENT

BATCH = 500
TAGS = ("graphs", "dynamic programming", "greedy", "strings", "geometry", "number theory", "flows", "trees", "games", "ad hoc")
DIFFICULTIES = ("easy", "medium", "hard")
WORDS = (80, 350)
"""Of a statement: from, to."""
INDEXED_SECONDS = 900.0
TYPOS, FILTERS = 0.25, 0.25
"""Parts of the searches that have a typing mistake, and those that have a filter."""
PAIRS = 100
"""Searches for two words that nearly every problem has."""
PROXY = "127.0.0.1"
"""Us: each search comes from an address of its own, because limits are not measured here."""
NO_SERVER = "http://127.0.0.1:1"
PARTS = ("gateway", "api", "search", "postgres")


class Query(NamedTuple):
    path: str
    typo: bool


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--problems", type=int, default=20_000)
    parser.add_argument("--searches", type=int, default=400)
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    measured(measure, given, _table)
    return 0


async def measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    rng, corpus = random.Random(11), list(_corpus())
    frequent, rarer = sorted(set(corpus) & FREQUENT), [word for word in corpus if word.lower() not in FREQUENT]
    queries = [_query(rng, corpus, rarer) for _ in range(given.searches)]
    others = [_query(rng, corpus, rarer) for _ in range(given.searches)]  # the first ones are cached by then
    pairs = rng.sample([(one, other) for one in frequent for other in frequent if one < other], PAIRS)
    typed = [_typed(rng, corpus) for _ in range(given.searches)]
    async with platform.started(folder, PODIUM_TRUSTED_PROXIES=PROXY) as running:
        began = time.monotonic()
        await _fill(Stores.of(running).postgres, given.problems, rng, corpus)
        filled = time.monotonic()
        await _indexed(running, given.problems)
        results: dict[str, Any] = {
            "filled_seconds": round(filled - began, 1),
            "indexed_seconds": round(time.monotonic() - filled, 1),
            "search_mib": processes_mib(running, "search"),
            "index": await _ask(running, queries, degraded=False),
            "frequent words alone": await _ask(running, [Query(f"/problems/search?q={a}+{b}", False) for a, b in pairs], degraded=False),
            "completion": await _ask(running, typed, degraded=False),
            "cached": await _ask(running, [queries[0]] * given.searches, degraded=False),
        }
    async with platform.started(folder, PODIUM_TRUSTED_PROXIES=PROXY, PODIUM_ELASTICSEARCH_URL=NO_SERVER) as running:
        results["database"] = await _ask(running, others, degraded=True)
    return {"asked": {"problems": given.problems, "searches": given.searches}, "results": results}


def _corpus() -> Iterator[str]:
    """Words of the docstrings of the standard library, in their order."""
    for path in sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")):
        try:
            tree = ast.parse(path.read_bytes())
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield from re.findall(r"[A-Za-z]{2,}", ast.get_docstring(node) or "")


def _query(rng: random.Random, corpus: list[str], rarer: list[str]) -> Query:
    """One to three words in any order, of which one at least says what is looked for."""
    words = [rng.choice(rarer).lower(), *(rng.choice(corpus).lower() for _ in range(rng.randint(0, 2)))]
    rng.shuffle(words)
    typo = rng.random() < TYPOS
    if typo:
        words[0] = _mistyped(rng, max(words, key=len))
    query = f"/problems/search?q={'+'.join(words)}"
    if rng.random() < FILTERS:
        query += f"&difficulty={rng.choice(DIFFICULTIES)}"
    return Query(query, typo)


def _typed(rng: random.Random, corpus: list[str]) -> Query:
    word = rng.choice(corpus).lower()
    return Query(f"/problems/suggest?q={word[: rng.randint(1, len(word))]}", typo=False)


def _mistyped(rng: random.Random, word: str) -> str:
    place = rng.randrange(1, max(2, len(word) - 1))
    return word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]


async def _fill(url: str, count: int, rng: random.Random, corpus: list[str]) -> None:
    connection = await asyncpg.connect(url)
    try:
        author = await connection.fetchval("select id from users limit 1")
        for start in range(0, count, BATCH):
            numbers = range(start, min(start + BATCH, count))
            async with connection.transaction():
                await connection.executemany(
                    "insert into problems (id, title, author_id, time_limit_ms, memory_limit_bytes, output_limit_bytes, difficulty, tags,"
                    " checker, published) values ($1, $2, $3, 1000, 268435456, 8388608, $4, $5, '{}', true)",
                    [(f"p{n}", _title(rng, corpus, n), author, rng.choice(DIFFICULTIES), rng.sample(TAGS, 3)) for n in numbers],
                )
                await connection.executemany(
                    "insert into problem_versions (problem_id, version, time_limit_ms, memory_limit_bytes, output_limit_bytes, checker,"
                    " tests, made_by) values ($1, 1, 1000, 268435456, 8388608, 'tokens', 1, $2)",
                    [(f"p{n}", author) for n in numbers],
                )
                await connection.executemany(
                    "insert into statements (problem_id, language, format, source, html) values ($1, 'en', 'markdown', '', $2)",
                    [(f"p{n}", f"<p>{_statement(rng, corpus)}</p>") for n in numbers],
                )
    finally:
        await connection.close()


def _title(rng: random.Random, corpus: list[str], number: int) -> str:
    return f"{' '.join(rng.choice(corpus).title() for _ in range(rng.randint(2, 4)))} {number}"


def _statement(rng: random.Random, corpus: list[str]) -> str:
    start, length = rng.randrange(len(corpus) - WORDS[1]), rng.randint(*WORDS)
    return " ".join(corpus[start : start + length])


async def _indexed(running: Platform, count: int) -> None:
    until = time.monotonic() + INDEXED_SECONDS
    while time.monotonic() < until:
        with suppress(aiohttp.ClientResponseError):  # the database is busy with what is written
            answer, _ = await _get(running.http, "/problems/search?limit=1", 0)
            if answer["total"] >= count and not answer["degraded"]:
                return
        await asyncio.sleep(1)
    raise RuntimeError("the problems are not indexed")


async def _ask(running: Platform, queries: list[Query], *, degraded: bool) -> dict[str, Any]:
    for number, query in enumerate(queries[:20]):  # connections are opened, and the circuit of a server that is away
        await _get(running.http, query.path + "&limit=19", number)
    before, seconds, found, others = cpu(running.data), [], 0, 0
    for number, query in enumerate(queries):
        answer, took = await _get(running.http, query.path, number)
        others += answer["degraded"] is not degraded
        seconds.append(took)
        found += bool(answer["problems"])
    after = cpu(running.data)
    if not found:
        raise RuntimeError("no search found anything")
    ordered = sorted(seconds)
    return {
        "p50_ms": round(ordered[len(ordered) // 2] * 1000, 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
        "cpu_ms": {part: round((after[part] - before[part]) / len(queries) * 1000, 2) for part in PARTS},
        "with_hits": round(found / len(queries), 2),
        "answered_by_the_other": others,
    }


async def _get(http: aiohttp.ClientSession, path: str, number: int) -> tuple[Any, float]:
    began = time.perf_counter()
    headers = {"X-Forwarded-For": f"10.{number >> 8 & 255}.{number & 255}.1"}
    async with http.get(f"/api/v1{path}", headers=headers, raise_for_status=True) as answer:
        return await answer.json(), time.perf_counter() - began


def processes_mib(running: Platform, name: str) -> int:
    pid = json.loads((running.data / "running.json").read_text())["processes"][name]
    found = re.search(r"VmRSS:\s+(\d+) kB", platform.read(Path(f"/proc/{pid}/status")))
    return int(found[1]) // 1024 if found else 0


def _table(result: dict[str, Any]) -> str:
    results = result["results"]
    lines = [f"indexed in {results['indexed_seconds']} s, {results['search_mib']} MiB"]
    for name in ("index", "frequent words alone", "completion", "cached", "database"):
        found = results[name]
        lines.append(f"{name:<20} p50 {found['p50_ms']:>7} ms  p95 {found['p95_ms']:>7} ms  CPU {found['cpu_ms']}")
    return "\n".join(lines)
