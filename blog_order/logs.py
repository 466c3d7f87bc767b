"""Structured logs: an event name with fields, one JSON object a line (or coloured text on a terminal).

An order's id is the customer's key, so logs carry its public number. As a last guard a processor blanks fields
that must never be logged, whoever passes them.
"""

from __future__ import annotations

import logging
import sys
from typing import Any, TextIO

import structlog

NEVER_LOGGED = frozenset({"email", "recipient", "order_id", "token", "password", "api_key", "secret", "url"})


def configure_logging(level: str = "info") -> None:
    """Set up structlog and the standard library's logging for this process; safe to call again."""
    renderer: Any = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=_processors,
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),  # what is not shown costs nothing
        cache_logger_on_first_use=True,
    )
    handler = _StandardError()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_processors[:-1],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    handler.addFilter(shorten_reflex)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx", "httpx2", "httpcore", "openai", "stripe", "urllib3", "dramatiq.worker.WorkerThread"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what ``sys.stderr`` is now, wherever it led to when logging was set up."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        self.stream = sys.stderr
        super().emit(record)


def shorten_reflex(record: logging.LogRecord) -> bool:
    """Leave of Reflex's warnings and errors the place and the kind of exception.

    They quote whole events: the address of the page (an order's id is the customer's key), cookies, what was typed.
    """
    if record.name.startswith("reflex") and record.levelno >= logging.WARNING:
        kind = f" ({record.exc_info[0].__name__})" if record.exc_info and record.exc_info[0] else ""
        record.msg = f"{record.name}.{record.funcName}:{record.lineno}{kind}"
        record.args, record.exc_info, record.exc_text = (), None, None
    return True


def get_logger(name: str) -> Any:
    """A structlog logger whose calls read ``log.info("order.paid", order="BO-1042")``."""
    return structlog.get_logger(name)


def _blank_private_fields(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    for name in NEVER_LOGGED & event.keys():
        event[name] = "[private]"
    return event


_processors: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _blank_private_fields,
    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
]
"""One list for the whole process: a logger keeps that of its first use, whatever is configured later."""
