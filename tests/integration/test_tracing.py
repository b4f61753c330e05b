"""Traces go to an OpenTelemetry collector when one is named, and only then."""

from __future__ import annotations

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from tests.conftest import ROOT

SCRIPT = """
import sys
from opentelemetry import trace
from realtime.runtime import tracing
tracing.configure("api", sys.argv[1])
with tracing.span("submit"):
    carried = tracing.carry()
with tracing.span("judge", carried) as inner:
    pass
print(carried.get("traceparent", "-").split("-")[1] if carried else "-", f"{inner.get_span_context().trace_id:032x}")
provider = trace.get_tracer_provider()
if hasattr(provider, "shutdown"):
    provider.shutdown()
"""


def traced(endpoint: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", SCRIPT, endpoint], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.split()


def test_a_trace_runs_through_a_message_and_reaches_the_collector() -> None:
    received: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    carried, continued = traced(f"http://127.0.0.1:{server.server_port}/v1/traces")
    server.shutdown()
    server.server_close()
    assert carried == continued
    body = b"".join(received)
    assert b"podium-api" in body and b"submit" in body and b"judge" in body


def test_traces_are_off_by_default() -> None:
    carried, continued = traced("")
    assert carried == "-"
    assert int(continued, 16) == 0
