"""How full the log is: metrics, a warning, readiness."""

from __future__ import annotations

import logging

import pytest
from prometheus_client import REGISTRY

from contest_engine.live.log_monitor import LogMonitor
from realtime.backbone import LogUsage
from realtime.backbone.memory import MemoryBackbone
from realtime.runtime.errors import Unwritable

LIMIT = 100 * 2**20


class Filled(MemoryBackbone):
    size = 0
    broken = False

    async def usage(self) -> LogUsage:
        return LogUsage(self.size, LIMIT)

    async def check_writable(self) -> None:
        if self.broken:
            raise Unwritable("stream CONTESTS cannot be written: no space left on device")


async def test_a_warning_at_80_percent_and_not_ready_when_full(caplog: pytest.LogCaptureFixture) -> None:
    backbone = Filled()
    monitor = LogMonitor(backbone)
    assert not await monitor.ready()
    await monitor.look()
    assert await monitor.ready()
    assert not caplog.records
    backbone.size = LIMIT * 4 // 5
    await monitor.look()
    await monitor.look()
    assert await monitor.ready()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "80% full" in caplog.text
    backbone.size = LIMIT - 1000
    await monitor.look()
    assert not await monitor.ready()
    backbone.size = 0
    await monitor.look()
    assert await monitor.ready()
    assert REGISTRY.get_sample_value("podium_log_bytes") == 0
    assert REGISTRY.get_sample_value("podium_log_max_bytes") == LIMIT


async def test_a_log_that_cannot_be_written_is_not_ready_and_the_reason_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    backbone = Filled()
    backbone.broken = True
    monitor = LogMonitor(backbone)
    await monitor.look()
    assert not await monitor.ready()
    assert "no space left" in caplog.text
    assert REGISTRY.get_sample_value("podium_log_writable") == 0
