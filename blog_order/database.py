"""The engine and the unit of work: one commit, then the after-commit calls.

    with transaction() as session:
        session.add(order)
        session.after_commit(lambda: live.order_changed(order.id))

What is registered with :meth:`Work.after_commit` runs once the transaction is committed and the connection is back
in the pool; it is dropped on rollback, and its failures are logged, never raised: it must be a hint that something
else (the sweep, a page's refresh) makes good.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from blog_order.errors import Invalid, Unavailable
from blog_order.logs import get_logger
from blog_order.settings import get_settings

log = get_logger(__name__)

STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 10_000
POOL_TIMEOUT_SECONDS = 10
BUSY_STATES = frozenset({"55P03", "57014", "40P01", "40001"})
"""Lock not available, query cancelled (its time-out), deadlock, serialization failure: the same again may succeed."""

_engines: dict[int, sa.Engine] = {}
_engines_lock = threading.Lock()
_pool_size: int | None = None


def use_pool_of(size: int) -> None:
    """Set the number of connections of this kind of process, before its first query."""
    global _pool_size
    _pool_size = size


def engine() -> sa.Engine:
    """The engine of this process, made at first use: connections must not cross a fork."""
    pid = os.getpid()
    if (found := _engines.get(pid)) is not None:
        return found
    with _engines_lock:
        if pid not in _engines:
            settings = get_settings()
            _engines[pid] = sa.create_engine(
                settings.sqlalchemy_url,
                pool_size=_pool_size or settings.web_db_pool,
                max_overflow=0,
                pool_timeout=POOL_TIMEOUT_SECONDS,
                pool_pre_ping=True,
                pool_recycle=1800,
                # An error's text is logged, and parameters are order ids and e-mail addresses.
                hide_parameters=True,
                connect_args={
                    "connect_timeout": 5,
                    # A server that vanished without a word is noticed in about ten seconds, not in two hours.
                    "keepalives_idle": 5,
                    "keepalives_interval": 2,
                    "keepalives_count": 3,
                    "tcp_user_timeout": 10_000,
                    "application_name": "blog_order",
                    "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS} "
                    "-c idle_in_transaction_session_timeout=60000 -c timezone=UTC",
                },
            )
    return _engines[pid]


class Work(Session):
    """A database session that also knows what to do once it is committed."""

    def __init__(self, *, single: bool = False) -> None:
        bound = engine().execution_options(isolation_level="AUTOCOMMIT") if single else engine()
        super().__init__(bound, expire_on_commit=False)
        self._calls: list[Callable[[], object]] = []

    def after_commit(self, call: Callable[[], object]) -> None:
        """Run ``call`` after the commit, in the order registered; never when the transaction rolls back."""
        self._calls.append(call)

    def _run_calls(self) -> None:
        for call in self._calls:
            try:
                call()
            except Exception as error:
                log.warning("after_commit.failed", call=getattr(call, "__qualname__", str(call)), error=repr(error))


@contextlib.contextmanager
def transaction(*, single: bool = False) -> Iterator[Work]:
    """One transaction: committed at the end of the block, rolled back when it raises.

    With ``single`` the block executes one statement, which commits by itself: a third of the round trips.

    Raises:
        Unavailable: when the database does not answer.
    """
    session = Work(single=single)
    try:
        with session:
            yield session
            session.commit()
    except PoolTimeout as error:
        raise Unavailable("We are very busy right now. Please try again in a moment.") from error
    except OperationalError as error:
        sqlstate = getattr(error.orig, "sqlstate", None)
        if error.connection_invalidated or sqlstate is None:
            raise Unavailable("Our database does not answer. Please try again in a moment.") from error
        if sqlstate in BUSY_STATES:
            raise Unavailable("This order is being worked on right now. Please try again in a moment.") from error
        raise
    except DataError as error:
        raise Invalid("Something in the request cannot be stored, such as a NUL character.") from error
    session._run_calls()


def max_connections() -> int:
    """PostgreSQL's own limit on connections, less those it keeps for superusers."""
    with engine().connect() as connection:
        row = connection.execute(
            sa.text(
                "SELECT current_setting('max_connections')::int"
                " - current_setting('superuser_reserved_connections')::int"
            )
        )
        return int(row.scalar_one())
