"""Makes Chinese the Airflow UI's language for whoever has not chosen one.

The UI follows what the browser remembers, then the browser's own language; the
server has no say. So each of its pages gets one line that fills the memory where it
is empty. A choice made in the UI stands. No page's meaning is touched. A page with a
Content-Security-Policy of its own stays as it is: a browser would not run the line.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

LINE = (
    b"<script>try{localStorage.getItem('i18nextLng')||"
    b"localStorage.setItem('i18nextLng','zh-CN')}catch(e){}</script>"
)

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class ChineseByDefault:
    """ASGI middleware that puts `LINE` behind the first <head> of the UI's HTML answers."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass everything through but a browser's request for a page."""
        if scope["type"] != "http" or b"text/html" not in _header(scope["headers"], b"accept"):
            await self.app(scope, receive, send)
            return
        # A compressed page could not be added to; the page itself is a kilobyte.
        headers = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
        await self.app({**scope, "headers": headers}, receive, _Page(send))


class _Page:
    """Holds an HTML answer until it is whole, adds the line, and sends it on."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            own = _header(message["headers"], b"content-security-policy")
            if not own and b"text/html" in _header(message["headers"], b"content-type"):
                self.start = message
                return
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self.start)
            return
        await self.send(message)

    async def _finish(self, start: Message) -> None:
        body = self.body.replace(b"<head>", b"<head>" + LINE, 1)
        kept = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await self.send({**start, "headers": [*kept, length]})
        await self.send({"type": "http.response.body", "body": body})


def _header(headers: Headers, name: bytes) -> bytes:
    return b",".join(value for key, value in headers if key.lower() == name)
