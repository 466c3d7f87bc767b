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
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from psycopg.rows import namedtuple_row
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session, SQLModel

from blog_order.errors import Invalid, Unavailable
from blog_order.logs import get_logger
from blog_order.models.columns import is_id
from blog_order.settings import get_settings

log = get_logger(__name__)

Row = TypeVar("Row", bound=SQLModel)

STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 10_000
POOL_TIMEOUT_SECONDS = 10
BUSY_STATES = frozenset({"55P03", "57014", "40P01", "40001"})
"""Lock not available, query cancelled (its time-out), deadlock, serialization failure: the same again may succeed."""

TRUSTED_SECONDS = 1.0
"""A connection that was used so lately is taken as it is; one that was idle for longer is tried first."""

_engines: dict[int, sa.Engine] = {}
_engines_lock = threading.Lock()
_broke_at = -math.inf
"""When a connection was last found broken: those that were used before are tried again."""
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
            made = sa.create_engine(
                settings.sqlalchemy_url,
                pool_size=_pool_size or settings.web_db_pool,
                max_overflow=0,
                pool_timeout=POOL_TIMEOUT_SECONDS,
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
            sa.event.listen(made, "checkin", _note_use)
            sa.event.listen(made, "checkout", _try_idle_connection)
            _engines[pid] = made
    return _engines[pid]


def _note_use(_connection: object, record: Any) -> None:
    record.info["used_at"] = time.monotonic()


def _try_idle_connection(connection: Any, record: Any, _proxy: object) -> None:
    """As SQLAlchemy's pre-ping, without its round trip for every transaction of a busy process."""
    used_at = record.info.get("used_at", math.inf)
    if time.monotonic() - used_at > TRUSTED_SECONDS or used_at <= _broke_at:
        try:
            engine().dialect.do_ping(connection)
        except engine().dialect.loaded_dbapi.Error as error:
            # The database was restarted or is away: none of the pool's connections is worth trying.
            raise sa.exc.InvalidatePoolError from error


class Work(Session):
    """A database session that also knows what to do once it is committed."""

    def __init__(self) -> None:
        super().__init__(engine(), expire_on_commit=False)
        self._calls: list[Callable[[], object]] = []

    def find(self, entity: type[Row], given: object, *, for_update: bool = False) -> Row | None:
        """The row of this id, or None; what doesn't have the form of an id never reaches the database.

        With ``for_update`` it is locked until the transaction ends, and read as it is now.
        """
        if not is_id(given):
            return None
        return self.get(entity, given, with_for_update=for_update or None, populate_existing=for_update)

    def run(self, statement: str, values: dict[str, Any]) -> Any:
        """The first row of a statement of the hot path, or None; flush what it depends on before.

        It goes straight to the driver: SQLAlchemy's way around the same round trip takes four times the processor.
        """
        return _ask(self.connection().connection, statement, values)

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
def transaction() -> Iterator[Work]:
    """One transaction: committed at the end of the block, rolled back when it raises.

    Raises:
        Unavailable: when the database does not answer.
    """
    session = Work()
    with _told_plainly(), session:
        yield session
        session.commit()
    session._run_calls()


def execute_alone(statement: str, values: dict[str, Any]) -> Any:
    """The first row of a statement that is a transaction by itself, or None: a third of the round trips.

    Raises:
        Unavailable: when the database does not answer.
    """
    with _told_plainly():
        pooled = engine().raw_connection()
        driver: Any = pooled.driver_connection
        try:
            driver.autocommit = True
            return _ask(pooled, statement, values)
        finally:
            if driver.closed:
                pooled.invalidate()
            else:
                driver.autocommit = False
            pooled.close()


def _ask(pooled: sa.PoolProxiedConnection, statement: str, values: dict[str, Any]) -> Any:
    global _broke_at
    driver: Any = pooled.driver_connection
    try:
        return driver.cursor(row_factory=namedtuple_row).execute(statement, values).fetchone()
    except psycopg.Error as error:
        if driver.closed:
            _broke_at = time.monotonic()
        raise DBAPIError.instance(
            statement, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=bool(driver.closed)
        ) from error


@contextlib.contextmanager
def _told_plainly() -> Iterator[None]:
    """The database's errors as those of :mod:`blog_order.errors`."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable("We are very busy right now. Please try again in a moment.") from error
    except OperationalError as error:
        sqlstate = getattr(error.orig, "sqlstate", None)
        if error.connection_invalidated or sqlstate is None:
            raise Unavailable("Our database does not answer. Please try again in a moment.") from error
        if sqlstate in BUSY_STATES:
            raise Unavailable("This order is being worked on right now. Please try again in a moment.") from error
        raise
    except psycopg.OperationalError as error:  # no connection to be had at all
        raise Unavailable("Our database does not answer. Please try again in a moment.") from error
    except DataError as error:
        raise Invalid("Something in the request cannot be stored, such as a NUL character.") from error


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
