"""Builds the stand-ins' ASGI application and runs its background work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp

from blog_order.settings import Settings, SettingsError

from . import (
    faults,
    mailbox,
    openai_api,
    sendgrid,
    stripe_api,
    stripe_control,
    stripe_life,
    stripe_pages,
    stripe_webhooks,
)
from .context import Context
from .courier import Courier
from .store import Store

log = logging.getLogger("standins")


def build(settings: Settings) -> ASGIApp:
    """The application for these settings.

    Raises:
        SettingsError: before the supervisor has written ``services.json``, or when its file is damaged.
    """
    if settings.embedded is None:
        raise SettingsError(["the embedded services have not been set up: type `make run` first"])
    store = Store(settings.data_dir / "standins")
    context = Context(
        settings=settings,
        services=settings.embedded,
        store=store,
        courier=Courier(settings, store),
        faults=faults.Faults(),
        words_per_second=settings.demo_writer_words_per_second,
    )
    context.courier.add_target("stripe", stripe_webhooks.target(context))
    context.courier.add_target("sendgrid", sendgrid.target(context))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        works = [context.courier.run, lambda: stripe_life.watch_clock(context)]
        tasks = [asyncio.create_task(_for_ever(work)) for work in works]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        store.close()

    app = FastAPI(title="Blog Order stand-ins", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    for router in (
        faults.routes(context.faults),
        stripe_api.routes(context),
        stripe_pages.routes(context),
        stripe_control.routes(context),
        sendgrid.routes(context),
        mailbox.routes(context),
        openai_api.routes(context),
    ):
        app.include_router(router)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/", include_in_schema=False)
    async def home() -> Response:
        return RedirectResponse("/mailbox")

    return faults.ConnectionDrop(app)


async def _for_ever(work: Callable[[], Awaitable[None]]) -> None:
    """Run background work again when it fails, so that one bad row does not silence all webhooks."""
    while True:
        try:
            await work()
        except Exception:
            log.exception("standins.background_failed")
            await asyncio.sleep(1)
