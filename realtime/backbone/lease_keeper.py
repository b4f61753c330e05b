"""Renews a lease until it is lost."""

from __future__ import annotations

import asyncio
import logging
import time

from realtime.backbone import Backbone, Lease
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

RENEWALS = 4
"""Renewals in the time for which a lease is good: three may fail."""


class LeaseKeeper:
    """`lease` is the newest renewal: the one to release at the end."""

    def __init__(self, backbone: Backbone, lease: Lease, seconds: float) -> None:
        self.lease = lease
        self._backbone = backbone
        self._seconds = seconds

    async def run(self) -> None:
        """Returns when the lease is lost, at the latest when it expires: a server that hangs does not prolong it."""
        good_until = time.monotonic() + self._seconds
        while (left := good_until - time.monotonic()) > 0:
            try:
                async with asyncio.timeout(left):
                    await asyncio.sleep(self._seconds / RENEWALS)
                    asked = time.monotonic()
                    renewed = await self._backbone.renew(self.lease)
            except TimeoutError:
                break
            except Unavailable as error:
                log.warning("the lease on %s is not renewed: %s", self.lease.key, error.message)
                continue
            if renewed is None:
                break
            self.lease, good_until = renewed, asked + self._seconds
        log.warning("the lease on %s is lost", self.lease.key)
