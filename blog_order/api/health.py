"""Is it alive, is it ready: for supervisors and load balancers."""

from __future__ import annotations

from typing import Literal

import redis
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from blog_order.database import transaction
from blog_order.errors import Unavailable
from blog_order.live import live_redis
from blog_order.models import ProcessKind
from blog_order.queue.processes import count_alive
from blog_order.queue.scheduler_watch import watch_scheduler

router = APIRouter(tags=["operations"])


async def watch_the_scheduler() -> None:
    """Let this web process notice a silent scheduler; a lifespan task."""
    watch_scheduler()


Part = Literal["ok", "degraded"]


class Health(BaseModel):
    """A process that answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """What orders depend on; only ``database`` is needed to take them."""

    status: Literal["ok", "degraded", "down"] = Field(description="`down`: no order can be taken")
    database: Literal["ok", "down"]
    redis: Part = Field(description="`degraded`: pages stop updating, work starts later")
    workers: Part | Literal["unknown"]
    scheduler: Part | Literal["unknown"]


ALIVE = {"status": "ok"}
READY = {"status": "ok", "database": "ok", "redis": "ok", "workers": "ok", "scheduler": "ok"}
DOWN = {"status": "down", "database": "down", "redis": "ok", "workers": "unknown", "scheduler": "unknown"}


@router.get("/healthz", responses={200: {"description": "Alive", "content": {"application/json": {"example": ALIVE}}}})
async def healthz() -> Health:
    """This web process answers."""
    return Health()


@router.get(
    "/readyz",
    responses={
        200: {"description": "Orders can be taken", "content": {"application/json": {"example": READY}}},
        503: {
            "model": Readiness,
            "description": "The database is away",
            "content": {"application/json": {"example": DOWN}},
        },
    },
)
def readyz(response: Response) -> Readiness:
    """200 while orders can be taken: only the database is needed for that. The rest is reported ok or degraded."""
    workers: Part | Literal["unknown"] = "unknown"
    scheduler: Part | Literal["unknown"] = "unknown"
    database: Literal["ok", "down"] = "ok"
    try:
        with transaction() as session:
            alive = count_alive(session)
        workers = "ok" if alive[ProcessKind.WORKER] else "degraded"
        scheduler = "ok" if alive[ProcessKind.SCHEDULER] else "degraded"
    except Unavailable:
        database = "down"
        response.status_code = 503
    redis_state = _redis_state()
    status: Literal["ok", "degraded", "down"] = "down" if database == "down" else "degraded"
    if database == redis_state == workers == scheduler == "ok":
        status = "ok"
    return Readiness(status=status, database=database, redis=redis_state, workers=workers, scheduler=scheduler)


def _redis_state() -> Part:
    try:
        live_redis().ping()
    except redis.RedisError:
        return "degraded"
    return "ok"
