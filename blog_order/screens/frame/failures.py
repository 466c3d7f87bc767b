"""What happens when something fails that nobody foresaw: we log it, the visitor gets a calm line, no internals."""

from __future__ import annotations

import re
import traceback

import reflex as rx
from reflex.event import EventSpec

from blog_order.logs import get_logger

log = get_logger(__name__)

NOTICE = "notice"
"""Id of the element that shows the line."""
_PRIVATE = re.compile(r"(?<=/order-status/)[^\s:)]+|[0-9a-f]{32}|\S+@\S+")
"""What a browser's error may carry and a log must not: the address of an order, ids, e-mail addresses."""
SORRY = "Something went wrong on our side. Nothing is lost; please try again in a moment."


def report_backend_exception(exception: Exception) -> EventSpec | None:
    """Reflex's hook for exceptions in handlers. Sets a value in the browser: needs no page state, so no Redis."""
    if _was_badly_called(exception):
        log.info("page.bad_call", error=type(exception).__name__)
        return None
    log.error("page.handler_failed", exc_info=exception)
    return rx.set_value(NOTICE, SORRY)


def report_frontend_exception(exception: Exception) -> None:
    """Reflex's hook for errors in browsers. Anyone can send these, so they are cut short and no errors of ours."""
    log.warning("page.browser_error", error=_PRIVATE.sub("…", str(exception)[:1000]))


def _was_badly_called(exception: Exception) -> bool:
    """Whether a handler was not even entered: somebody sent arguments that it does not have, or an address that is no
    text. No page of ours does.
    """
    functions = [frame.name for frame in traceback.extract_tb(exception.__traceback__)]
    return not {"_prepare_event_payload", "_update_router_vars"}.isdisjoint(functions) or (
        isinstance(exception, TypeError) and functions[-1:] == ["process_event"]
    )
