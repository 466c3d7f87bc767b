"""How often one address may open a checkout, counted in this process's memory: Redis may be away."""

from __future__ import annotations

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from blog_order.errors import TooMany
from blog_order.settings import get_settings

_limiter = MovingWindowRateLimiter(MemoryStorage())


def caller_address(peer: str, forwarded_for: str | None) -> str:
    """The caller's address: ``peer``, or the last hop of X-Forwarded-For when ``peer`` is a trusted proxy."""
    if peer in get_settings().trusted_proxies and forwarded_for:
        return forwarded_for.split(",")[-1].strip()
    return peer


def allow_checkout(address: str) -> None:
    """Count one checkout of ``address``.

    Raises:
        TooMany: beyond CHECKOUT_RATE_PER_MINUTE.
    """
    if not _limiter.hit(RateLimitItemPerMinute(get_settings().checkout_rate_per_minute), "checkout", address):
        raise TooMany("You opened many payment pages just now. Please wait a minute and try again.")
