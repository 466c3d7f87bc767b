"""Is it alive, is it ready: for supervisors and load balancers."""

from __future__ import annotations

from typing import Any

import redis
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from blog_order.database import transaction
from blog_order.errors import Unavailable
from blog_order.live import live_redis
from blog_order.models import ProcessKind
from blog_order.queue.processes import count_alive

router = APIRouter(tags=["operations"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """This web process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz() -> JSONResponse:
    """200 while orders can be taken: only the database is needed for that. The rest is reported ok or degraded."""
    parts: dict[str, Any] = {"database": "ok", "redis": _redis_state(), "workers": "unknown", "scheduler": "unknown"}
    try:
        with transaction() as session:
            alive = count_alive(session)
        parts["workers"] = "ok" if alive[ProcessKind.WORKER] else "degraded"
        parts["scheduler"] = "ok" if alive[ProcessKind.SCHEDULER] else "degraded"
    except Unavailable:
        parts["database"] = "down"
    ready = parts["database"] == "ok"
    status = "ok" if all(state == "ok" for state in parts.values()) else "degraded" if ready else "down"
    return JSONResponse({"status": status, **parts}, status_code=200 if ready else 503)


def _redis_state() -> str:
    try:
        live_redis().ping()
    except redis.RedisError:
        return "degraded"
    return "ok"
