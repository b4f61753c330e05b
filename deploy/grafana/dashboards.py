"""The Grafana dashboard, from one table: `python -m deploy.grafana.dashboards > deploy/grafana/podium.json`."""

from __future__ import annotations

import json
from typing import Any

Panel = tuple[str, str, tuple[tuple[str, str], ...]]
"""Title, unit, and queries with their legends."""

ROWS: tuple[tuple[str, tuple[Panel, ...]], ...] = (
    (
        "Viewers",
        (
            ("Connections", "short", (("sum by (lane) (podium_gateway_connections)", "{{lane}}"),)),
            (
                "Opened, and turned away, a second",
                "ops",
                (
                    ("sum(rate(podium_gateway_opened_total[1m]))", "opened"),
                    ("sum by (why) (rate(podium_gateway_turned_away_total[1m]))", "turned away: {{why}}"),
                ),
            ),
            (
                "Frames a second",
                "ops",
                (
                    ("sum(rate(podium_gateway_relayed_total[1m]))", "in from engines"),
                    ("sum(rate(podium_gateway_frames_sent_total[1m]))", "out to viewers"),
                    ("sum(rate(podium_gateway_frames_superseded_total[1m]))", "left out for a later one"),
                ),
            ),
            (
                "Viewers that do not keep up, a second",
                "ops",
                (
                    ("sum(rate(podium_gateway_clogged_total[1m]))", "given the newest later"),
                    ("sum(rate(podium_gateway_too_slow_total[1m]))", "cut off"),
                ),
            ),
            ("Protocol errors a second", "ops", (("sum by (code) (rate(podium_gateway_protocol_errors_total[1m]))", "{{code}}"),)),
            (
                "Rooms, gaps and resumed subscriptions",
                "short",
                (
                    ("sum(podium_gateway_rooms)", "rooms"),
                    ("sum(rate(podium_gateway_gaps_total[1m]))", "gaps a second"),
                    ("sum by (how) (rate(podium_gateway_resumed_total[1m]))", "resumed from {{how}}"),
                    ("sum(rate(podium_gateway_passed_on_total[1m]))", "passed on to another gateway a second"),
                ),
            ),
            (
                "Shared answers a second",
                "ops",
                (
                    ("sum(rate(podium_gateway_shared_answers_total[1m]))", "answered by the gateway"),
                    ("sum(rate(podium_gateway_shared_questions_total[1m]))", "questions to the api"),
                ),
            ),
            ("Answers kept to be shared", "bytes", (("podium_gateway_shared_bytes", "{{instance}}"),)),
            ("Frames kept for viewers that come back", "bytes", (("podium_gateway_kept_bytes", "{{instance}}"),)),
        ),
    ),
    (
        "Contests",
        (
            ("Contests by engine", "short", (("podium_engine_contests", "{{instance}}"),)),
            (
                "Log of all contests",
                "bytes",
                (
                    ("max(podium_log_bytes)", "size"),
                    ("max(podium_log_max_bytes)", "limit"),
                    ("min(podium_log_writable)", "writable (1: yes)"),
                ),
            ),
            (
                "Events and frames a second",
                "ops",
                (
                    ("sum(rate(podium_engine_events_total[1m]))", "events applied"),
                    ("sum(rate(podium_engine_frames_total[1m]))", "frames published"),
                    ("sum(rate(podium_engine_unreadable_total[1m]))", "entries that cannot be read"),
                ),
            ),
            (
                "Time of a tick",
                "s",
                (
                    ("histogram_quantile(0.5, sum by (le) (rate(podium_engine_tick_seconds_bucket[1m])))", "p50"),
                    ("histogram_quantile(0.99, sum by (le) (rate(podium_engine_tick_seconds_bucket[1m])))", "p99"),
                ),
            ),
        ),
    ),
    (
        "Submissions and REST",
        (
            ("Verdicts a second", "ops", (("sum by (verdict) (rate(podium_judge_verdicts_total[1m]))", "{{verdict}}"),)),
            (
                "From acceptance to verdict",
                "s",
                (
                    ("histogram_quantile(0.5, sum by (le) (rate(podium_judge_seconds_bucket[5m])))", "p50"),
                    ("histogram_quantile(0.99, sum by (le) (rate(podium_judge_seconds_bucket[5m])))", "p99"),
                ),
            ),
            (
                "Outbox and lost requests",
                "short",
                (
                    ("sum(podium_outbox_waiting)", "waiting in the outbox"),
                    ("sum by (reason) (podium_outbox_stuck)", "cannot be delivered: {{reason}}"),
                    ("sum(rate(podium_sweeper_sent_again_total[5m]))", "sent again a second"),
                ),
            ),
            (
                "Jobs of the workers",
                "short",
                (
                    ("sum by (job) (podium_worker_job_held)", "{{job}} runs"),
                    ("sum by (job) (rate(podium_worker_job_failures_total[5m]))", "{{job}} fails a second"),
                ),
            ),
            (
                "REST, p95",
                "s",
                (("histogram_quantile(0.95, sum by (le, route) (rate(podium_http_seconds_bucket[1m])))", "{{route}}"),),
            ),
            ("REST by status, a second", "ops", (("sum by (status) (rate(podium_http_seconds_count[1m]))", "{{status}}"),)),
        ),
    ),
)
WIDTH, HEIGHT, COLUMNS = 8, 7, 3


def dashboard() -> dict[str, Any]:
    panels: list[dict[str, Any]] = []
    y = 0
    for row, held in ROWS:
        panels.append({"type": "row", "title": row, "gridPos": {"x": 0, "y": y, "w": 24, "h": 1}})
        y += 1
        for number, (title, unit, queries) in enumerate(held):
            place = {"x": number % COLUMNS * WIDTH, "y": y + number // COLUMNS * HEIGHT, "w": WIDTH, "h": HEIGHT}
            panels.append(
                {
                    "type": "timeseries",
                    "title": title,
                    "datasource": {"type": "prometheus", "uid": "${source}"},
                    "gridPos": place,
                    "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
                    "targets": [{"refId": chr(65 + n), "expr": expr, "legendFormat": legend} for n, (expr, legend) in enumerate(queries)],
                }
            )
        y += -(-len(held) // COLUMNS) * HEIGHT
    source = {"name": "source", "type": "datasource", "query": "prometheus", "label": "Prometheus"}
    return {
        "title": "Podium",
        "uid": "podium",
        "schemaVersion": 39,
        "refresh": "10s",
        "time": {"from": "now-30m", "to": "now"},
        "templating": {"list": [source]},
        "panels": [{"id": number, **panel} for number, panel in enumerate(panels, 1)],
    }


if __name__ == "__main__":
    print(json.dumps(dashboard(), indent=1))
