"""What does the work of each kind of job, attached once per process by ``wiring``: the queue knows no orders.

attach(SEND_EMAIL, send_email, Owner(given_up=give_up_email))
"""

from __future__ import annotations

from collections.abc import Callable

from blog_order.errors import Failure
from blog_order.job_kinds import DECLARED, kind_of
from blog_order.queue.owners import Owner, set_owner
from blog_order.queue.running import RunningJob

Handler = Callable[[RunningJob], None]

_handlers: dict[str, Handler] = {}


def attach(kind: str, run: Handler, owner: Owner | None = None) -> None:
    """Have ``run`` do the jobs of a declared kind, and tell ``owner`` how they end; attaching again replaces both.

    Raises:
        Failure: no such kind is declared.
    """
    set_owner(kind_of(kind).name, owner or Owner())
    _handlers[kind] = run


def handler_of(kind: str) -> Handler:
    """What does the jobs of a kind.

    Raises:
        Failure: nothing is attached to it in this process (an old worker meets a new kind of job).
    """
    try:
        return _handlers[kind]
    except KeyError:
        raise Failure(f"This worker does not know jobs of kind {kind}.") from None


def unhandled_kinds() -> list[str]:
    """The declared kinds that nothing is attached to: their jobs would fail."""
    return [name for name in DECLARED if name not in _handlers]
