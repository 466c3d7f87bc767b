"""The caller's address, and the limits on what it may ask for."""

from __future__ import annotations

import anyio.to_thread
from fastapi import Request

from blog_order.orders.paying.checkout_limit import allow_checkout, caller_address
from blog_order.settings import get_settings


def client_address(request: Request) -> str:
    """The caller's address: the last hop of X-Forwarded-For when a trusted proxy says so."""
    peer = request.client.host if request.client else "unknown"
    return caller_address(peer, request.headers.get("x-forwarded-for"))


def limit_checkouts(request: Request) -> None:
    """Refuse more than CHECKOUT_RATE_PER_MINUTE checkouts a minute from one address.

    Raises:
        TooMany: with what to do.
    """
    allow_checkout(client_address(request))


async def size_request_threads() -> None:
    """Let WEB_REQUEST_THREADS requests of the API run at once in this process; a lifespan task."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = get_settings().web_request_threads
