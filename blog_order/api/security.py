"""What every answer carries and every request must satisfy: CSP, Origin, size, privacy of the order's address."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from blog_order.api.responses import error_response
from blog_order.settings import get_settings

MAX_BODY_BYTES = 512 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
PRIVATE_PATHS = ("/order-status", "/payment", "/admin")
"""Pages whose address is a key, or that are nobody's business: not indexed, not cached, no referrer."""


def content_security_policy(script_hashes: Iterable[str]) -> str:
    """The policy for pages: scripts from this origin, and the inline ones of the build by their hash.

    Styles are allowed inline because Radix Themes sets style attributes; nothing may be evaluated.
    """
    origin = get_settings().origin
    socket = origin.replace("http", "ws", 1)
    scripts = " ".join(["'self'", *(f"'{digest}'" for digest in script_hashes)])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self' {origin} {socket}",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


@functools.cache
def _script_hashes() -> tuple[str, ...]:
    from blog_order.api.frontend import read_script_hashes

    return read_script_hashes()


class GuardMiddleware:
    """Checks each request and completes each answer; stands in front of API, pages and websocket."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        foreign = headers.get("origin") not in (None, get_settings().origin)
        if scope["type"] == "websocket":
            if foreign:
                await send({"type": "websocket.close", "code": 1008})
                return
            await self.app(scope, receive, send)
            return
        if (other_name := _other_loopback_name(headers, scope)) is not None:
            await RedirectResponse(other_name, status_code=307)(scope, receive, send)
            return
        if foreign and (scope["method"] not in SAFE_METHODS or scope["path"].startswith("/_event")):
            refused = error_response(403, "foreign_origin", "This request comes from a page that is not ours.")
            await refused(scope, receive, send)
            return
        declared = headers.get("content-length", "0")
        body = _Body(receive, _with_headers(scope["path"], send), scope)
        if re.fullmatch(r"[0-9]{1,19}", declared) and int(declared) > MAX_BODY_BYTES:
            await body.refuse()
            return
        try:
            await self.app(scope, body.receive, body.send)
        except Exception:
            if not body.refused:  # the app only stumbled over the end that we made
                raise


class _Body:
    """Counts what arrives. A body beyond the limit is answered with 413, whatever the app makes of its lost end."""

    def __init__(self, receive: Receive, send: Send, scope: Scope) -> None:
        self._receive, self._send, self._scope = receive, send, scope
        self._taken, self.refused = 0, False

    async def refuse(self) -> None:
        """Answer 413."""
        self.refused = True
        answer = error_response(413, "too_large", f"Send at most {MAX_BODY_BYTES // 1024} KB.")
        await answer(self._scope, self._receive, self._send)

    async def receive(self) -> Message:
        """The next part of the body; an end without one when it grew too large."""
        if self.refused:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self._taken > MAX_BODY_BYTES:
            await self.refuse()
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """Pass the app's answer on, unless 413 was the answer."""
        if not self.refused:
            await self._send(message)


def _other_loopback_name(headers: Headers, scope: Scope) -> str | None:
    """The same page under the name that PUBLIC_URL has: the websocket would refuse 127.0.0.1 for localhost."""
    public = urlsplit(get_settings().origin)
    if scope["method"] != "GET" or scope["path"].startswith(("/api", "/healthz", "/readyz", "/metrics")):
        return None
    try:
        asked = urlsplit(f"//{headers.get('host', '')}")
        name, port = asked.hostname, asked.port
    except ValueError:
        return None
    if name == public.hostname or not {name, public.hostname} <= LOOPBACK_NAMES or port != public.port:
        return None
    query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
    return f"{get_settings().origin}{scope['path']}{query}"


def _with_headers(path: str, send: Send) -> Send:
    private = path.startswith(PRIVATE_PATHS)

    async def complete(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = _referrer_policy(path, private)
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
            if get_settings().origin.startswith("https://"):
                headers["Strict-Transport-Security"] = "max-age=31536000"
            if private:
                headers["X-Robots-Tag"] = "noindex, nofollow"
            if private or path.startswith("/api"):
                headers.setdefault("Cache-Control", "no-store")
            if "text/html" in headers.get("content-type", ""):
                headers["Content-Security-Policy"] = content_security_policy(_script_hashes())
                headers["X-Frame-Options"] = "DENY"
        await send(message)

    return complete


def _referrer_policy(path: str, private: bool) -> str:
    """Addresses under /admin are no keys; and with no-referrer, browsers send ``Origin: null`` with a form's post."""
    if path.startswith("/admin"):
        return "same-origin"
    return "no-referrer" if private else "strict-origin-when-cross-origin"
