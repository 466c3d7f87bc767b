"""The mailbox: every mail the application sent, as pages for people and JSON for tests."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from html import unescape
from typing import Any

from fastapi import APIRouter
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from .context import TEMPLATES, Context

SHOWN = 200
"""Most mails on the page; the JSON API has them all."""

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data:; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
# The mail itself: no scripts, no forms; pictures as a mail program would load them.
MAIL_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src * data:; font-src *; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox "
    "allow-top-navigation-by-user-activation",
    "Cache-Control": "no-store",
}


def links(mail: dict[str, Any]) -> list[str]:
    """Addresses linked in a mail, in order, each once."""
    found = [unescape(link) for link in re.findall(r"href\s*=\s*[\"'](https?://[^\"']+)", mail["html"], re.I)]
    found += [link.rstrip(".,;:!?)>]\"'") for link in re.findall(r"https?://[^\s<>]+", mail["text"])]
    return list(dict.fromkeys(found))


def when(unix_seconds: float) -> str:
    """How long ago, for people."""
    seconds = max(0, time.time() - unix_seconds)
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"


def with_base(html: str) -> str:
    """A mail's HTML whose links open in the whole window instead of the frame."""
    base = '<base target="_top">'
    if re.search(r"<head[^>]*>", html, re.I):
        return re.sub(r"(<head[^>]*>)", lambda match: match[1] + base, html, count=1, flags=re.I)
    return base + html


def routes(context: Context) -> APIRouter:
    """Pages and JSON."""
    router = APIRouter(prefix="/mailbox")
    store = context.store

    def found(to: str, subject: str) -> list[dict[str, Any]]:
        mails = store.all("mail", containing=to or subject)
        if to:
            mails = [mail for mail in mails if any(to.lower() in person.lower() for person in mail["outcomes"])]
        if subject:
            mails = [m for m in mails if subject.lower() in m["subject"].lower()]
        return mails

    def shown(mail: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in mail.items() if key != "_seq"} | {"links": links(mail)}

    @router.get("")
    @router.get("/")
    async def inbox(q: str = "") -> Response:
        if q:
            mails = [mail for mail in store.all("mail", containing=q) if q.lower() in _haystack(mail)]
        else:
            mails = store.all("mail", limit=SHOWN)
        html = TEMPLATES.get_template("mailbox.html").render(
            mails=mails[:SHOWN],
            total=len(mails) if q else store.count("mail"),
            q=q,
            when=when,
            origin=context.settings.origin,
        )
        return HTMLResponse(html, headers=PAGE_HEADERS)

    @router.post("/clear")
    async def clear_by_button() -> Response:
        store.clear("mail")
        return RedirectResponse("/mailbox", 303)

    @router.get("/api/mails")
    async def list_mails(to: str = "", subject: str = "", limit: int = 100) -> dict[str, Any]:
        mails = found(to, subject)
        return {"total": len(mails), "mails": [shown(mail) for mail in mails[:limit]]}

    @router.delete("/api/mails")
    async def clear() -> dict[str, Any]:
        return {"removed": store.clear("mail")}

    @router.get("/api/mails/{id}")
    async def one_mail(id: str) -> Response:
        mail = store.get("mail", id)
        return JSONResponse(shown(mail)) if mail else JSONResponse({"detail": "no such mail"}, 404)

    @router.get("/{id}")
    async def read(id: str) -> Response:
        mail = store.get("mail", id)
        if mail is None:
            return RedirectResponse("/mailbox", 303)
        sent = datetime.fromtimestamp(mail["sent_at"], UTC).strftime("%d %B %Y, %H:%M UTC")
        html = TEMPLATES.get_template("mail.html").render(
            mail=mail, sent=sent, links=links(mail), text=_clickable(mail["text"])
        )
        return HTMLResponse(html, headers=PAGE_HEADERS)

    @router.get("/{id}/html")
    async def html_part(id: str) -> Response:
        mail = store.get("mail", id)
        if mail is None or not mail["html"]:
            return HTMLResponse("<p>No HTML part.</p>", 404, headers=MAIL_HEADERS)
        return HTMLResponse(with_base(mail["html"]), headers=MAIL_HEADERS)

    return router


def _haystack(mail: dict[str, Any]) -> str:
    people = " ".join(f"{p.get('name', '')} {p['email']}" for kind in ("to", "cc", "bcc") for p in mail[kind])
    return f"{people} {mail['subject']}".lower()


def _clickable(text: str) -> list[tuple[bool, str]]:
    """Pieces of a plain text: (is an address, piece)."""
    pieces = re.split(r"(https?://[^\s<>]*[^\s<>.,;:!?)\"'])", text)
    return [(index % 2 == 1, piece) for index, piece in enumerate(pieces) if piece]
