"""Health of JetStream: how full the log is, and whether its streams can be written.

A stream of NATS (2.12 and later) whose disk was full once refuses every write until its server restarts, also when there is room again;
publishers wait for an acknowledgement that never comes. The server tells the reason to a purge, even to one that has nothing to remove.
"""

from __future__ import annotations

import nats.errors
import nats.js.errors
from nats.js import JetStreamContext

from realtime.backbone import LogUsage
from realtime.backbone.provision import LOG_STREAM, OWNERS_STREAM
from realtime.protocol import subjects
from realtime.runtime.errors import Unavailable, Unwritable

UNUSED = "~"
"""Stands where a contest's id would, and is none: purging it removes nothing."""


async def usage(stream: JetStreamContext) -> LogUsage:
    try:
        info = await stream.stream_info(LOG_STREAM)
    except (nats.errors.Error, TimeoutError, OSError) as error:
        raise Unavailable(f"the log cannot be reached: {error!r}") from error
    return LogUsage(info.state.bytes, info.config.max_bytes or 0)


async def check_writable(stream: JetStreamContext) -> None:
    """Raises `Unwritable` with the server's reason, `Unavailable` when it does not answer. Writes nothing."""
    for name, unused in ((LOG_STREAM, subjects.log(UNUSED)), (OWNERS_STREAM, f"$KV.{subjects.OWNERS}.{UNUSED}")):
        try:
            await stream.purge_stream(name, subject=unused)
        except nats.js.errors.NotFoundError:
            continue  # not made yet: by the first role that starts
        except nats.js.errors.APIError as error:
            raise Unwritable(f"stream {name} cannot be written: {error.description}") from error
        except (nats.errors.Error, TimeoutError, OSError) as error:
            raise Unavailable(f"stream {name} cannot be reached: {error!r}") from error
