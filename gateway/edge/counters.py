"""What is counted at the gateway's port."""

from __future__ import annotations

from prometheus_client import Counter

OPENED = Counter("podium_gateway_opened_total", "WebSockets opened in the fast lane")
TURNED_AWAY = Counter("podium_gateway_turned_away_total", "Connections that were not let in, or were ended", ["why"])
