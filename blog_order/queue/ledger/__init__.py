"""The job ledger: the rows of jobs and of their attempts are changed by the statements of this package alone.

Each is guarded: it names the state, and for a running job the fence, that it changes the row from, or works on a row
that is locked and was looked at. Times are the
database's (``clock_timestamp()``), so that no machine's clock matters. Functions work in the caller's transaction
unless they say otherwise.

- ``new_jobs``: a job is inserted;
- ``claims``: a worker takes a job, keeps its lease, reports progress, gives it back;
- ``endings``: a job is completed, cancelled, delayed for another try, or given up;
- ``reopening``: an operator retries or promotes a job;
- ``messages``: which waiting jobs are sent to Redis, and when;
- ``attempts``: how an attempt ended, and what it cost;
- ``trimming``: a finished job loses its arguments and tracebacks;
- ``conditions``: pieces of SQL that all of these share.

The statements of the hot path are plain SQL, one round trip each, the attempt's row included. ``test_plans`` shows that
every one of them uses an index.
"""

from blog_order.queue.ledger.attempts import record_usage
from blog_order.queue.ledger.claims import Claimed, claim, release, renew, report, report_alone
from blog_order.queue.ledger.conditions import FIRST_SEND_GRACE_SECONDS, NOW, seconds
from blog_order.queue.ledger.endings import cancel, complete, complete_alone, fail, settle_failed_attempt
from blog_order.queue.ledger.new_jobs import enqueue
from blog_order.queue.ledger.reopening import promote, retry

__all__ = [
    "FIRST_SEND_GRACE_SECONDS",
    "NOW",
    "Claimed",
    "cancel",
    "claim",
    "complete",
    "complete_alone",
    "enqueue",
    "fail",
    "promote",
    "record_usage",
    "release",
    "renew",
    "report",
    "report_alone",
    "retry",
    "seconds",
    "settle_failed_attempt",
]
