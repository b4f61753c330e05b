"""A connection between a client and a server that a test can break."""

from __future__ import annotations

import asyncio


class Proxy:
    """Hands bytes on to a server, or, when told to, swallows what the server says and then cuts the connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.swallow = False
        self.swallowed = 0
        """Blocks of the server that nobody got."""
        self.writers: set[asyncio.StreamWriter] = set()

    async def start(self) -> int:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._server = server
        return int(server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._port)
        self.writers |= {writer, server_writer}
        await asyncio.gather(self._pump(reader, server_writer, False), self._pump(server_reader, writer, True))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, from_server: bool) -> None:
        try:
            while block := await reader.read(65536):
                if from_server and self.swallow:
                    self.swallowed += 1
                else:
                    writer.write(block)
        except OSError:
            pass
        writer.close()

    def cut(self) -> None:
        for writer in self.writers:
            writer.close()
        self.writers.clear()

    async def close(self) -> None:
        self._server.close()
        self.cut()
        await asyncio.sleep(0)  # connections are closed by the loop
