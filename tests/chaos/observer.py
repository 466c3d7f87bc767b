"""Looks at every order again and again, and remembers how long work that was owed stood still."""

from __future__ import annotations

import time
from dataclasses import dataclass

import psycopg

from tests.support.house import House

QUERY = """
SELECT o.id, o.number, o.status,
       (SELECT count(*) FROM revision AS r WHERE r.order_id = o.id),
       coalesce((SELECT v.id FROM article_version AS v WHERE v.order_id = o.id ORDER BY v.num DESC LIMIT 1), ''),
       coalesce(j.kind, ''), coalesce(j.state, ''), coalesce(j.step, ''), coalesce(j.progress, 0),
       coalesce(j.attempts, 0), coalesce(j.fence, 0)
FROM "order" AS o LEFT JOIN LATERAL (
    SELECT * FROM job WHERE job.order_id = o.id AND kind <> 'send_email' ORDER BY created_at DESC LIMIT 1
) AS j ON true
"""


@dataclass(frozen=True)
class Seen:
    """An order at one look."""

    order_id: str
    number: int
    status: str
    revisions: int
    version_id: str
    kind: str
    job_state: str
    step: str
    progress: int
    attempts: int
    fence: int

    @property
    def owed(self) -> bool:
        """Whether we have work to do on it that a customer has paid for."""
        return self.status == "PROCESSING"

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return f"{self.kind} {self.job_state} {self.step} {self.progress} %, attempt {self.attempts}"


@dataclass(frozen=True)
class Stall:
    """A time in which an order that was owed work did not move. ``began`` counts from the start of the run."""

    seconds: float
    began: float
    number: int
    place: str


class Observer:
    """Everything seen so far."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.began = time.monotonic()
        self.seen: dict[str, Seen] = {}
        self.stalls: dict[int, Stall] = {}
        """The longest of each order."""
        self._moved: dict[str, float] = {}
        self._connection: psycopg.Connection[tuple[object, ...]] | None = None

    def look(self) -> bool:
        """One look; False when the database does not answer."""
        try:
            rows = self._rows()
        except psycopg.Error:
            self.close()
            return False
        now = time.monotonic()
        for row in rows:
            seen = Seen(*row)  # type: ignore[arg-type]
            before = self.seen.get(seen.order_id)
            if before is not None and before.owed:
                stood = now - self._moved[seen.order_id]
                if stood > self.stalls.get(seen.number, Stall(0, 0, 0, "")).seconds:
                    began = self._moved[seen.order_id] - self.began
                    self.stalls[seen.number] = Stall(stood, began, seen.number, before.place)
            if before != seen:
                self._moved[seen.order_id] = now
            self.seen[seen.order_id] = seen
        return True

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _rows(self) -> list[tuple[object, ...]]:
        if self._connection is None:
            own = self.house.own
            self._connection = psycopg.connect(
                host="127.0.0.1", port=own.postgres_port, dbname="blog_order", user="blog_order",
                password=own.postgres_password, autocommit=True, connect_timeout=2,
            )  # fmt: skip
        return self._connection.execute(QUERY).fetchall()
