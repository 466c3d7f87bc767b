"""The public blog, its feeds, sitemaps, robots.txt and theme: plain HTML for readers and search engines.

A page can change without a new version of its article (a backlink, a newer neighbour, the theme), so an answer's
identity is the hash of what it says: ETag alone decides on 304, and Last-Modified is for information. Browsers ask
again each time (a customer who looks for their new link must not see the page of a minute ago); a proxy in front may
answer for ``SHARED_SECONDS`` itself, and for longer while we are away.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Coroutine
from email.utils import format_datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.routing import APIRoute

from blog_order.blog import reading, rendering, sitemaps
from blog_order.blog.addresses import BLOG_PATH, SITEMAP_INDEX_PATH
from blog_order.blog.theme import THEME_PATH, find_theme_file
from blog_order.blog.views import NoSuchPage
from blog_order.errors import Unavailable

SHARED_SECONDS = 30
CACHE = f"public, max-age=0, s-maxage={SHARED_SECONDS}, stale-if-error=86400"
CACHE_FOR_EVER = "public, max-age=31536000, immutable"
RETRY_SECONDS = 5

HTML = "text/html; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,199}")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


class PageRoute(APIRoute):
    """A route whose errors are pages for readers, not the API's JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with its errors turned into pages."""
        handler = super().get_route_handler()

        async def serve(request: Request) -> Response:
            try:
                return await handler(request)
            except NoSuchPage as error:
                return HTMLResponse(rendering.render_missing(error.site), 404, {"Cache-Control": "no-store"})
            except Unavailable:
                headers = {"Cache-Control": "no-store", "Retry-After": str(RETRY_SECONDS)}
                return HTMLResponse(rendering.render_unavailable(), 503, headers)

        return serve


router = APIRouter(route_class=PageRoute, include_in_schema=False)


def get(path: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Serve GET and HEAD of a path."""
    return router.api_route(path, methods=["GET", "HEAD"])


@get(BLOG_PATH)
def sites(request: Request) -> Response:
    """All sites."""
    found = reading.list_sites()
    changed_at = max((site.changed_at for site in found), default=None)
    return answer(request, rendering.render_sites(found), HTML, changed_at)


@get(BLOG_PATH + "/{site}")
def index(request: Request, site: str) -> Response:
    """A site's articles, newest first."""
    page = reading.read_index(_slug(site), _number(request.query_params.get("page", "1")))
    return answer(request, rendering.render_index(page), HTML, page.site.changed_at)


@get(BLOG_PATH + "/{site}/feed.xml")
def feed(request: Request, site: str) -> Response:
    """A site's newest articles, as an Atom feed."""
    page = reading.read_latest(_slug(site))
    return answer(request, rendering.render_feed(page), ATOM, page.site.changed_at)


@get(BLOG_PATH + "/{site}/{slug}")
def article(request: Request, site: str, slug: str) -> Response:
    """A published article."""
    page = reading.read_article(_slug(site), slug if _SLUG.fullmatch(slug) else "")
    changed_at = max(card.updated_at for card in (page.card, *page.related))
    return answer(request, rendering.render_article_page(page), HTML, changed_at)


@get(BLOG_PATH + "/{rest:path}")
def elsewhere(request: Request, rest: str) -> Response:
    """Any other address: without its final slash if it has one, else a page that says so."""
    trimmed = rest.rstrip("/")
    if trimmed != rest or not rest:
        return RedirectResponse(f"{BLOG_PATH}/{trimmed}".rstrip("/"), status_code=308)
    raise NoSuchPage()


@get(SITEMAP_INDEX_PATH)
def sitemap_index(request: Request) -> Response:
    """The list of all sitemaps."""
    parts = sitemaps.list_sitemaps()
    changed_at = max((part.changed_at for part in parts), default=None)
    return answer(request, rendering.render_sitemap_index(parts), XML, changed_at)


@get("/sitemap-{site}-{part}.xml")
def sitemap(request: Request, site: str, part: str) -> Response:
    """A part of a site's sitemap."""
    entries = sitemaps.read_sitemap(_slug(site), _number(part))
    return answer(request, rendering.render_sitemap(entries), XML, max(changed_at for _, changed_at in entries))


@get("/robots.txt")
def robots(request: Request) -> Response:
    """What crawlers may read."""
    return answer(request, rendering.render_robots(), TEXT, None)


@get(THEME_PATH + "{name}")
def theme_file(request: Request, name: str) -> Response:
    """The style sheet or a font."""
    if (found := find_theme_file(name)) is None:
        return PlainTextResponse("There is no such file.", 404, {"Cache-Control": "no-store"})
    file, current = found
    return answer(request, file.content, file.media_type, None, CACHE_FOR_EVER if current else CACHE)


def answer(
    request: Request, content: str | bytes, media_type: str, changed_at: dt.datetime | None, cache: str = CACHE
) -> Response:
    """A document: 304 if the asker has it already, without its body for HEAD."""
    body = content if isinstance(content, bytes) else content.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": cache}
    if changed_at is not None:
        headers["Last-Modified"] = format_datetime(changed_at.astimezone(dt.UTC), usegmt=True)
    if _has_already(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(len(body))
    return Response(b"" if request.method == "HEAD" else body, headers=headers, media_type=media_type)


def _has_already(if_none_match: str, etag: str) -> bool:
    known = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag in (etag, "*") for tag in known)


def _slug(text: str) -> str:
    """The text, if it can be a site's slug at all: others need not bother the database (and NUL would offend it)."""
    if not _SLUG.fullmatch(text):
        raise NoSuchPage()
    return text


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise NoSuchPage()
    return int(text)
