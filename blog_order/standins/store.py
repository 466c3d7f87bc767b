"""What the stand-ins remember across a restart: one small SQLite file, ``DATA_DIR/standins/standins.sqlite3``.

Only the stand-ins' one process opens it. Calls take well under a millisecond, so they run on the event loop.
"""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL, due REAL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_kind ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_due ON objects (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, event_id TEXT NOT NULL, type TEXT NOT NULL,
    payload TEXT NOT NULL, state TEXT NOT NULL, due REAL NOT NULL, after INTEGER, attempts INTEGER NOT NULL DEFAULT 0,
    last_status INTEGER, last_error TEXT, created REAL NOT NULL, delivered REAL);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due);
"""


class Store:
    """Objects by kind and id, idempotent answers, and webhook deliveries.

    Parameters:
        folder: directory of the file; made, readable by the owner only, when missing.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._db = sqlite3.connect(folder / "standins.sqlite3", isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")  # a killed process loses nothing, a power cut may
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file; a later call fails."""
        self._db.close()

    # --- objects -----------------------------------------------------------------------------------------------------

    def put(self, kind: str, body: dict[str, Any], *, due: float | None = None) -> None:
        """Insert or replace an object by ``body["id"]``. ``due`` is when it wants attention (Unix seconds), if ever."""
        self._db.execute(
            "INSERT INTO objects (kind, id, created, due, body) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET body = excluded.body, due = excluded.due",
            (kind, body["id"], int(body.get("created", time.time())), due, json.dumps(body)),
        )

    def get(self, kind: str, id: str) -> dict[str, Any] | None:
        """The object, or None."""
        row = self._db.execute("SELECT body FROM objects WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        return json.loads(row["body"]) if row else None

    def all(self, kind: str, *, created_from: int = 0, containing: str = "", limit: int = -1) -> list[dict[str, Any]]:
        """Objects of a kind, newest first, each with its position as ``_seq``.

        ``created_from`` (Unix seconds) and ``containing`` (a text anywhere in the object, in any case) narrow it before
        anything is parsed: benchmarks leave many thousands of objects. ``limit`` is the most to return, -1 for all.
        """
        rows = self._db.execute(
            "SELECT seq, body FROM objects WHERE kind = ? AND created >= ? AND (? = '' OR instr(lower(body), ?)) "
            "ORDER BY seq DESC LIMIT ?",
            (kind, created_from, containing, json.dumps(containing)[1:-1].lower(), limit),
        )
        return [{**json.loads(row["body"]), "_seq": row["seq"]} for row in rows]

    def due(self, kind: str, now: float) -> list[dict[str, Any]]:
        """Objects of a kind whose ``due`` has come."""
        rows = self._db.execute("SELECT body FROM objects WHERE due <= ? AND kind = ? ORDER BY due", (now, kind))
        return [json.loads(row["body"]) for row in rows]

    def count(self, kind: str) -> int:
        """How many objects of a kind there are."""
        return int(self._db.execute("SELECT COUNT(*) FROM objects WHERE kind = ?", (kind,)).fetchone()[0])

    def clear(self, kind: str) -> int:
        """Remove every object of a kind; how many there were."""
        return self._db.execute("DELETE FROM objects WHERE kind = ?", (kind,)).rowcount

    # --- idempotent answers ------------------------------------------------------------------------------------------

    def answer(self, key: str) -> tuple[str, int, str] | None:
        """(fingerprint of the request, status, body) saved under an idempotency key."""
        row = self._db.execute("SELECT fingerprint, status, body FROM answers WHERE key = ?", (key,)).fetchone()
        return (row["fingerprint"], row["status"], row["body"]) if row else None

    def save_answer(self, key: str, fingerprint: str, status: int, body: str) -> None:
        """Keep the answer to the first request with this key."""
        self._db.execute("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?)", (key, fingerprint, status, body))

    # --- deliveries --------------------------------------------------------------------------------------------------

    def add_delivery(
        self, target: str, event_id: str, type: str, payload: str, *, state: str, due: float, after: int | None = None
    ) -> int:
        """Queue a webhook; returns its number. ``after`` names a delivery that must be tried first."""
        cursor = self._db.execute(
            "INSERT INTO deliveries (target, event_id, type, payload, state, due, after, created) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (target, event_id, type, payload, state, due, after, time.time()),
        )
        return int(cursor.lastrowid or 0)

    def due_deliveries(self, now: float, limit: int) -> list[dict[str, Any]]:
        """Deliveries to try now, oldest due first."""
        rows = self._db.execute(
            "SELECT * FROM deliveries AS d WHERE state = 'waiting' AND due <= ? AND (after IS NULL OR "
            "(SELECT attempts FROM deliveries WHERE seq = d.after) > 0) ORDER BY due, seq LIMIT ?",
            (now, limit),
        )
        return [dict(row) for row in rows]

    def next_delivery(self) -> float | None:
        """When the next delivery is due (Unix seconds), or None."""
        row = self._db.execute("SELECT MIN(due) AS due FROM deliveries WHERE state = 'waiting'").fetchone()
        return float(row["due"]) if row["due"] is not None else None

    def change_delivery(self, seq: int, **columns: Any) -> None:
        """Set columns of a delivery."""
        names = ", ".join(f"{name} = ?" for name in columns)
        self._db.execute(f"UPDATE deliveries SET {names} WHERE seq = ?", (*columns.values(), seq))

    def deliveries(
        self, target: str = "", event_id: str = "", state: str = "", limit: int = 200
    ) -> list[dict[str, Any]]:
        """Deliveries, newest first, without their payloads; empty filters match all."""
        rows = self._db.execute(
            "SELECT seq, target, event_id, type, state, due, attempts, last_status, last_error, created, delivered "
            "FROM deliveries WHERE (? = '' OR target = ?) AND (? = '' OR event_id = ?) AND (? = '' OR state = ?) "
            "ORDER BY seq DESC LIMIT ?",
            (target, target, event_id, event_id, state, state, limit),
        )
        return [dict(row) for row in rows]

    def payload(self, target: str, event_id: str) -> tuple[str, str] | None:
        """(type, payload) of an event that was queued before."""
        row = self._db.execute(
            "SELECT type, payload FROM deliveries WHERE target = ? AND event_id = ? ORDER BY seq LIMIT 1",
            (target, event_id),
        ).fetchone()
        return (row["type"], row["payload"]) if row else None
