"""The bytes on the wire: HTTP upgrade, WebSocket frames, Engine.IO and Socket.IO packets. Pure: no sockets, no loop, no clock."""
