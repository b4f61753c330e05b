"""The board in a real browser while verdicts come and somebody scrolls: tasks that block the page, and memory.

A contest of `--teams` gets `--rate` verdicts a second for `--seconds`. Chromium (`CHROMIUM`, or the one on the path) shows the board,
scrolls through it and jumps in it. Said are tasks of the page's main thread by their CPU time (a trace) and by the clock
(PerformanceObserver: on a busy machine it tells of the neighbours), and the heap after a collection at the beginning and at the end. The
browser shares the cores with the platform. With `--memory`, for long runs, the heap is told at each minute and nothing is traced.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import time
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright

from loadtest import platform
from loadtest.measured import measured
from loadtest.platform import Platform
from realtime.protocol.contest_settings import ContestProblem, ContestSettings
from realtime.protocol.events import ContestConfigured, Event, SubmissionReceived, TeamJoined, VerdictReached

CONTEST = "page"
BATCH = 2000
PROBLEMS = 12
HOUR = 3_600_000
STEP = 0.25
"""Seconds between two batches of verdicts."""
LONG_MS = 100
MINUTE = 60
OBSERVE = """
window.tasks = []
new PerformanceObserver(list => { for (const each of list.getEntries()) window.tasks.push([each.startTime, each.duration]) })
  .observe({type: 'longtask', buffered: true})
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--teams", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=100.0, help="verdicts a second: 15,000 submissions of five hours, 120 times as fast")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--query", default="", help="of the board's address, such as chart=rank&pins=1.2")
    parser.add_argument("--memory", action="store_true", help="the heap at each minute, and no trace")
    parser.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    result = measured(measure, given, _table)
    return 1 if result.get("cpu_over_100_ms") else 0


async def measure(folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    async with platform.started(folder) as started, async_playwright() as playwright:
        await _fill(started, given.teams)
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = await browser.new_page(viewport={"width": 1600, "height": 900})
        await page.add_init_script(OBSERVE)
        await page.goto(f"http://127.0.0.1:{started.port}/contests/{CONTEST}?{given.query}")
        await page.locator(".row .name", has_text="Team").first.wait_for(timeout=60_000)
        devtools = await page.context.new_cdp_session(page)
        await asyncio.sleep(3)
        loading = await page.evaluate("window.tasks.splice(0)")
        heap, cpu = [await _heap(devtools)], list[float]()
        sending = asyncio.create_task(_send(started, given))
        if given.memory:
            for start in range(0, round(given.seconds), MINUTE):
                await _scroll(page, min(MINUTE, given.seconds - start))
                heap.append(await _heap(devtools))
        else:
            await browser.start_tracing(page=page, categories=["toplevel", "disabled-by-default-devtools.timeline"])
            await _scroll(page, given.seconds)
            cpu = _cpu_ms(await browser.stop_tracing())
        sent = await sending
        tasks = await page.evaluate("window.tasks")
        heap.append(await _heap(devtools))
        await browser.close()
    return {
        "asked": {key: getattr(given, key) for key in ("teams", "rate", "seconds", "query")},
        "verdicts_per_second": round(sent / given.seconds, 1),
        "loading_longest_ms": round(max((each for _, each in loading), default=0)),
        **({} if given.memory else _told(cpu, given.seconds)),
        "clock_over_100_ms": sum(each > LONG_MS for _, each in tasks),
        "clock_longest_ms": round(max((each for _, each in tasks), default=0)),
        "heap_mib": heap,
    }


def _told(cpu: list[float], seconds: float) -> dict[str, float]:
    return {
        "cpu_over_50_ms": sum(each > LONG_MS / 2 for each in cpu),
        "cpu_over_100_ms": sum(each > LONG_MS for each in cpu),
        "cpu_longest_ms": round(max(cpu, default=0), 1),
        "cpu_share": round(sum(cpu) / seconds / 1000, 3),
    }


async def _fill(started: Platform, teams: int) -> None:
    problems = tuple(ContestProblem(f"p{n}", chr(65 + n), f"Problem {n}") for n in range(PROBLEMS))
    settings = ContestSettings(name="Page", duration=5 * HOUR, start=round(time.time() * 1000) - 2 * HOUR, problems=problems)
    events: list[Event] = [ContestConfigured(settings)]
    events += [TeamJoined(f"t{n}", f"Team {n:06}", organization=f"University {n % 100}") for n in range(teams)]
    for start in range(0, len(events), BATCH):
        await started.admin.send(CONTEST, f"part-{start}", *events[start : start + BATCH])


async def _send(started: Platform, given: argparse.Namespace) -> int:
    """Submissions with verdicts, half of them accepted: most by the first thousand teams, who are those that move."""
    rng, sent, begun = random.Random(7), 0, time.monotonic()
    while (passed := time.monotonic() - begun) < given.seconds:
        events: list[Event] = []
        while sent < passed * given.rate:
            team = rng.randrange(min(1000, given.teams)) if rng.random() < 0.7 else rng.randrange(given.teams)
            id, at = f"s{sent}", 2 * HOUR + round(passed * 1000)
            events.append(SubmissionReceived(id, f"t{team}", f"p{rng.randrange(PROBLEMS)}", at))
            events.append(VerdictReached(f"j{id}", id, rng.choice(("AC", "WA")), at))
            sent += 1
        if events:
            await started.admin.send(CONTEST, f"live-{sent}", *events)
        await asyncio.sleep(STEP)
    return sent


async def _scroll(page: Page, seconds: float) -> None:
    """Wheels down and up, now and then a jump of the scroll bar."""
    rng, until = random.Random(3), time.monotonic() + seconds
    while time.monotonic() < until:
        if rng.random() < 0.15:
            await page.evaluate("part => scrollTo(0, part * (document.documentElement.scrollHeight - innerHeight))", rng.random())
        elif rng.random() < 0.1:
            await page.evaluate("scrollTo(0, 0)")
        await page.mouse.wheel(0, rng.choice((240, 480, -300)))
        await asyncio.sleep(0.12)


def _cpu_ms(trace: bytes) -> list[float]:
    """CPU time of each task of the page's main thread."""
    events = json.loads(trace)["traceEvents"]
    names = [event for event in events if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"]
    threads = {(event["pid"], event["tid"]) for event in names}
    tasks = [event for event in events if event["name"] == "RunTask" and (event["pid"], event["tid"]) in threads]
    return [event["tdur"] / 1000 for event in tasks if "tdur" in event]


async def _heap(devtools: CDPSession) -> float:
    await devtools.send("HeapProfiler.collectGarbage")
    used: dict[str, float] = await devtools.send("Runtime.getHeapUsage")
    return round(used["usedSize"] / 2**20, 1)


def _table(result: dict[str, Any]) -> str:
    return "\n".join(f"{name:20} {value}" for name, value in result.items() if name != "asked")
