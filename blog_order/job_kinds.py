"""Every kind of background job, declared once: its name, its queue, and the limits of an attempt.

All that must know the kinds follows from this list: the actors (``jobs/actors.py``), the queues and the workers that
serve them (``embedded/programs.py``), and what operators see. ``wiring.py`` attaches a handler to each kind. Only the
standard library is used here, so that every layer, the settings and the supervisor included, can read the list.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from blog_order.errors import Failure


class Lane(enum.Enum):
    """How long the jobs of a queue can wait, those that can wait longest first.

    Where one worker serves several lanes, each leaves threads free for the lanes after it.
    """

    DRAFTS = "drafts"
    """First drafts take minutes, and the customer expects to wait."""
    REVISIONS = "revisions"
    """Revisions take minutes too, and a customer who sent notes is waiting."""
    SHORT = "short"
    """Emails and payments take seconds."""


class Worker(enum.StrEnum):
    """The worker programs that the supervisor runs: first drafts never keep a revision or an email waiting."""

    WRITERS = "writers"
    PRIORITY = "priority"


LANES_OF = {Worker.WRITERS: (Lane.DRAFTS,), Worker.PRIORITY: (Lane.REVISIONS, Lane.SHORT)}
"""The lanes that each worker program serves."""


@dataclass(frozen=True)
class Queue:
    """A Dramatiq queue."""

    name: str
    lane: Lane


@dataclass(frozen=True)
class JobKind:
    """One kind of job. Its name is also that of its actor on Redis."""

    name: str
    queue: Queue
    max_attempts: int | None = None
    """None: the setting JOB_MAX_ATTEMPTS."""
    time_limit_seconds: float | None = None
    """None: the setting JOB_TIME_LIMIT_SECONDS."""
    backoff_seconds: float | None = None
    """The pause after a first failed attempt; doubled for each one after. None: the setting JOB_BACKOFF_SECONDS."""


DECLARED: dict[str, JobKind] = {}
"""Every kind by its name, in the order of declaration."""


def declare(
    name: str,
    queue: Queue,
    *,
    max_attempts: int | None = None,
    time_limit_seconds: float | None = None,
    backoff_seconds: float | None = None,
) -> str:
    """Add a kind of job; the same declaration again changes nothing.

    Returns:
        The kind's name, as jobs and messages carry it.

    Raises:
        ValueError: the name, or the queue's, is declared differently already.
    """
    kind = JobKind(name, queue, max_attempts, time_limit_seconds, backoff_seconds)
    if DECLARED.setdefault(name, kind) != kind:
        raise ValueError(f"The job kind {name} is declared twice, and differently.")
    if any(other.name == queue.name and other != queue for other in all_queues()):
        del DECLARED[name]
        raise ValueError(f"The queue {queue.name} is declared in two lanes.")
    return name


def kind_of(name: str) -> JobKind:
    """The kind called ``name``.

    Raises:
        Failure: no such kind is declared (an old worker meets a new kind of job).
    """
    try:
        return DECLARED[name]
    except KeyError:
        raise Failure(f"This worker does not know jobs of kind {name}.") from None


def all_queues() -> tuple[Queue, ...]:
    """Every queue that a kind uses, in the order of declaration."""
    return tuple(dict.fromkeys(kind.queue for kind in DECLARED.values()))


def queue_names(*lanes: Lane) -> tuple[str, ...]:
    """The names of the queues in these lanes; of all lanes when none is given."""
    return tuple(queue.name for queue in all_queues() if not lanes or queue.lane in lanes)


def queues_of(worker: Worker) -> tuple[str, ...]:
    """The names of the queues that a worker program serves."""
    return queue_names(*LANES_OF[worker])


# --- the kinds ------------------------------------------------------------------------------------------------

OUTSIDE_MAX_ATTEMPTS = 6
"""For what is done by a server elsewhere: it may be away for a while, and the work is still welcome minutes later."""
SHORT_TIME_LIMIT_SECONDS = 60

EMAIL_QUEUE = Queue("email", Lane.SHORT)
PAYMENTS_QUEUE = Queue("payments", Lane.SHORT)

ARTICLE_GENERATION = declare("generate_article", Queue("article-generation", Lane.DRAFTS))
ARTICLE_REVISION = declare("revise_article", Queue("article-revision", Lane.REVISIONS))
BACKLINK_INTEGRATION = declare("integrate_backlink", Queue("backlink-integration", Lane.DRAFTS))
BACKLINK_REVISION = declare("revise_backlink", Queue("backlink-revision", Lane.REVISIONS))
SEND_EMAIL = declare(
    "send_email", EMAIL_QUEUE, max_attempts=OUTSIDE_MAX_ATTEMPTS, time_limit_seconds=SHORT_TIME_LIMIT_SECONDS
)
APPLY_DECISION = declare("apply_decision", PAYMENTS_QUEUE, time_limit_seconds=SHORT_TIME_LIMIT_SECONDS)
SYNC_PAGE = declare(
    "sync_page", PAYMENTS_QUEUE, max_attempts=OUTSIDE_MAX_ATTEMPTS, time_limit_seconds=SHORT_TIME_LIMIT_SECONDS
)
REFUND_ORDER = declare(
    "refund_order", PAYMENTS_QUEUE, max_attempts=OUTSIDE_MAX_ATTEMPTS, time_limit_seconds=SHORT_TIME_LIMIT_SECONDS
)
