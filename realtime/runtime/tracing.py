"""OpenTelemetry traces. Off unless `otlp_endpoint` is set; then spans of one submission share its trace."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from threading import Event

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract, inject
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

tracer = trace.get_tracer("podium")
_exporting = Event()
"""Set where spans go somewhere: else none is made, since every request pays for it."""


def configure(role: str, endpoint: str) -> None:
    if not endpoint:
        return
    _exporting.set()
    provider = TracerProvider(resource=Resource.create({"service.name": f"podium-{role}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)


def carry() -> dict[str, str]:
    """The current span as headers, to go with a message."""
    headers: dict[str, str] = {}
    if _exporting.is_set():
        inject(headers)
    return headers


def span(name: str, headers: Mapping[str, str] | None = None) -> AbstractContextManager[trace.Span]:
    """A span under the one that `headers` carry, or under the current one."""
    if not _exporting.is_set():
        return nullcontext(trace.INVALID_SPAN)
    return tracer.start_as_current_span(name, context=extract(dict(headers)) if headers else None)
