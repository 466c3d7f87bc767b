"""Signing in and out at /admin: plain form posts, answered with a cookie and a full page load.

The pages under /admin are Reflex's, and they see the cookies of the websocket's handshake only: hence the full load.
Each form carries a token bound to a cookie of the visitor's own, and GuardMiddleware refuses foreign Origins before.
"""

from __future__ import annotations

import contextlib
import functools
import re
import secrets
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import anyio
import anyio.to_thread
from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from blog_order import live
from blog_order.accounts import sessions
from blog_order.accounts.sessions import COOKIE, NotSignedIn
from blog_order.api.answers import Responses, refused_in_json
from blog_order.api.limits import client_address
from blog_order.errors import TooMany, Unavailable
from blog_order.logs import get_logger
from blog_order.settings import get_settings

log = get_logger(__name__)

SIGN_IN, SIGN_OUT, HOME = "/admin/sign-in", "/admin/sign-out", "/admin"
BEFORE_COOKIE = "blog_order_before"
"""Set before anybody is signed in, so that the form's token has something to be bound to."""
BEFORE_SECONDS = 3600
LOOK_UP_SECONDS = 3
"""How long a page waits to know whether somebody is signed in, before it says that the database is away."""
OWN_PATH = re.compile(r"/admin(?:/orders(?:/[A-Za-z0-9-]{1,20})?)?/?(?:\?[A-Za-z0-9%&=+@._~-]{0,500})?")
EXPIRED = "This form has expired. Please sign in again."

router = APIRouter(tags=["admin"])

CSRF = "0f343b0931126a20f133d67c2b018a3b"
FORM_EXAMPLE = '<!doctype html><html lang="en">… a form with its token …</html>'


def _page(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"text/html": {"schema": {"type": "string"}, "example": FORM_EXAMPLE}},
    }


def _form(**fields: str) -> dict[str, Any]:
    """An example of the form's body."""
    return {"requestBody": {"content": {"application/x-www-form-urlencoded": {"example": fields | {"csrf": CSRF}}}}}


def _leads(description: str, where: str) -> dict[str, Any]:
    location = {"description": "The next page", "schema": {"type": "string"}, "example": where}
    return {"description": description, "headers": {"Location": location}}


FORM_SHOWN: Responses = {200: _page("The form"), 303: _leads("Signed in already", HOME)}
SIGN_IN_ANSWERS: Responses = {
    303: _leads("Signed in, with the session's cookie", HOME),
    401: _page("Name or password are wrong"),
    403: _page("The form's token is missing, old, or of another visitor"),
    429: _page("Too many attempts: wait as long as `Retry-After` says"),
    503: _page("The database does not answer"),
}
SIGN_OUT_ANSWERS: Responses = {
    303: _leads("Signed out", SIGN_IN),
    403: _page("The form's token is not of this session"),
}
UNREADABLE = ("bad_request", "too_large", "invalid")


NextPage = Annotated[str, Query(description="The page that is shown after signing in", examples=[HOME])]
Csrf = Annotated[str, Form(description="From the form, bound to its cookie")]


def own_path(path: str) -> str:
    """``path`` when it is one of the admin pages, else the desk: nobody is led elsewhere after signing in."""
    return path if OWN_PATH.fullmatch(path) else HOME


@router.get(
    SIGN_IN,
    response_class=HTMLResponse,
    responses=FORM_SHOWN | refused_in_json("invalid"),
)
async def show_form(request: Request, next: NextPage = HOME) -> Response:
    """The form; somebody who is signed in goes straight on."""
    with contextlib.suppress(Unavailable):
        if await is_signed_in(request.headers):
            return RedirectResponse(own_path(next), status_code=303)
    return _form_page(request, own_path(next))


@router.post(
    SIGN_IN,
    response_class=RedirectResponse,
    status_code=303,
    responses=SIGN_IN_ANSWERS | refused_in_json(*UNREADABLE),
    openapi_extra=_form(name="ada", password="correct horse battery staple", next=HOME),
)
async def sign_in(
    request: Request,
    name: Annotated[str, Form(description="The admin's name")] = "",
    password: Annotated[str, Form(description="The admin's password")] = "",
    csrf: Csrf = "",
    next: Annotated[str, Form(description="The page that is shown then", examples=[HOME])] = HOME,
) -> Response:
    """Check the form; the new session's cookie and on to the page, or the same form with what is wrong."""
    target = own_path(next)
    if not sessions.csrf_matches(request.cookies.get(BEFORE_COOKIE, ""), csrf):
        return _form_page(request, target, name=name, message=EXPIRED, status=403)
    before = sessions.token_in(request.headers.get("cookie", ""))
    try:
        token = await run_in_threadpool(sessions.sign_in, name, password, client_address(request))
        if before:
            await run_in_threadpool(sessions.sign_out, before)
    except (NotSignedIn, TooMany, Unavailable) as error:
        return _form_page(request, target, name=name, message=error.message, status=error.status)
    log.info("admin.signed_in", name=name.strip().lower()[:100])
    answer = RedirectResponse(target, status_code=303)
    _set_cookie(answer, COOKIE, token, get_settings().session_hours * 3600, "/")
    answer.delete_cookie(BEFORE_COOKIE, path=HOME)
    return answer


@router.post(
    SIGN_OUT,
    response_class=RedirectResponse,
    status_code=303,
    responses=SIGN_OUT_ANSWERS | refused_in_json(*UNREADABLE, "unavailable"),
    openapi_extra=_form(),
)
async def sign_out(request: Request, csrf: Csrf = "") -> Response:
    """End the session, in the database too. The token of the form is bound to the session itself."""
    token = sessions.token_in(request.headers.get("cookie", ""))
    if token and not sessions.csrf_matches(token, csrf):
        return _form_page(request, HOME, message="You are still signed in: this form was not ours.", status=403)
    if token:
        await run_in_threadpool(sessions.sign_out, token)
        # No order changed; but every open admin page looks again, and finds its session gone.
        await run_in_threadpool(live.order_changed, "signed-out")
    answer = RedirectResponse(SIGN_IN, status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


async def is_signed_in(headers: Headers) -> bool:
    """Whether the Cookie header carries a valid session.

    Raises:
        Unavailable: the database does not answer.
    """
    token = sessions.token_in(headers.get("cookie", ""))
    if not token:
        return False
    try:
        with anyio.fail_after(LOOK_UP_SECONDS):
            await anyio.to_thread.run_sync(sessions.find_signed_in, token, abandon_on_cancel=True)
    except NotSignedIn:
        return False
    except TimeoutError:
        raise Unavailable("Our database does not answer. Please try again in a moment.") from None
    return True


class AdminGate:
    """Middleware: who asks for an admin page without a session is sent to the form, before any page is loaded.

    A courtesy: the pages are empty shells, and each of their handlers checks the session by itself. While the database
    is away nobody is sent anywhere: the page says so, and goes on by itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            path = str(scope["path"]).rstrip("/")
            query = scope["query_string"].decode("latin-1")
            target = f"{path}?{query}" if query else path
            if OWN_PATH.fullmatch(target) and await _is_nobody(Headers(scope=scope)):
                answer = RedirectResponse(_with_next(target), status_code=303)
                answer.headers["Cache-Control"] = "no-store"
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)


async def _is_nobody(headers: Headers) -> bool:
    try:
        return not await is_signed_in(headers)
    except Unavailable:
        return False


def _with_next(target: str) -> str:
    return SIGN_IN if target == HOME else f"{SIGN_IN}?{urlencode({'next': target})}"


def _form_page(request: Request, target: str, *, name: str = "", message: str = "", status: int = 200) -> Response:
    anchor = request.cookies.get(BEFORE_COOKIE) or secrets.token_urlsafe(24)
    html = _template().render(
        action=SIGN_IN, csrf=sessions.csrf_token(anchor), next=target, name=name[:100], message=message, status=status
    )
    answer = HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})
    if status == 429:
        answer.headers["Retry-After"] = str(int(sessions.WINDOW.total_seconds()))
    _set_cookie(answer, BEFORE_COOKIE, anchor, BEFORE_SECONDS, HOME)
    return answer


def _set_cookie(answer: Response, name: str, value: str, seconds: int, path: str) -> None:
    secure = get_settings().origin.startswith("https://")
    answer.set_cookie(name, value, max_age=seconds, path=path, httponly=True, samesite="lax", secure=secure)


@functools.cache
def _template() -> Any:
    folder = Path(__file__).parent / "templates"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("sign_in.html")
