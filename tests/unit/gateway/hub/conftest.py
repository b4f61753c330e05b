import pytest

from gateway.hub.hub import Hub
from gateway.hub.private_contests import AllPublic
from realtime.backbone.memory import MemoryBackbone
from tests.unit.gateway.hub.fakes import FakeEngine


@pytest.fixture
async def engine() -> FakeEngine:
    engine = FakeEngine(MemoryBackbone())
    await engine.start()
    return engine


@pytest.fixture
def hub(engine: FakeEngine) -> Hub:
    return Hub(engine.backbone, AllPublic())
