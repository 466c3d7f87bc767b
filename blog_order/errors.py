"""The two ways in which things go wrong, shared by all layers.

A :class:`Problem` is a caller's mistake or a state that forbids the request: it knows its HTTP status and is
shown to the caller. A :class:`Failure` is work that could not be done: it knows whether another try can mend it.
"""

from __future__ import annotations


class Problem(Exception):
    """A request that cannot be granted, told to the caller in words that say what to do.

    ``fields`` maps a field's API name to what is wrong with it.
    """

    status = 400
    code = "bad_request"

    def __init__(self, message: str, *, code: str | None = None, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = fields or {}


class Invalid(Problem):
    """Fields that fail validation."""

    status = 422
    code = "invalid"


class NotFound(Problem):
    """Nothing is known under this address or id."""

    status = 404
    code = "not_found"


class Conflict(Problem):
    """The thing is in a state that forbids the request."""

    status = 409
    code = "conflict"


class TooMany(Problem):
    """The caller asks too often."""

    status = 429
    code = "too_many_requests"


class Unavailable(Problem):
    """Something we depend on does not answer; the same request may succeed in a moment."""

    status = 503
    code = "unavailable"


class Failure(Exception):
    """Work that could not be done.

    The message is safe to show to customers and operators; details belong in ``__cause__``.

    Args:
        message: what happened, in plain words, without secrets or internals.
        retryable: False when no repetition can mend it (an invalid key, a refused content).
        retry_after_seconds: how long the other side asked us to wait, if it did.
    """

    def __init__(self, message: str, *, retryable: bool = True, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retryable = retryable
        self.retry_after_seconds = retry_after_seconds
