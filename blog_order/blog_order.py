"""Builds the app: screens, API, lifespan. Nothing else."""

from __future__ import annotations

import reflex as rx

from blog_order.api.app import make_api
from blog_order.api.health import watch_the_scheduler
from blog_order.api.limits import size_request_threads
from blog_order.logs import configure_logging
from blog_order.screens.frame.admin.gate import AdminPageGate
from blog_order.screens.frame.failures import report_backend_exception, report_frontend_exception
from blog_order.screens.frame.notices import error_boundary, overlay
from blog_order.screens.frame.theme import STYLESHEETS, theme
from blog_order.screens.live.push import push_changes
from blog_order.screens.routes import ROUTES
from blog_order.settings import get_settings
from blog_order.wiring import wire

configure_logging(get_settings().log_level)
wire()

app = rx.App(
    api_transformer=make_api(),
    stylesheets=STYLESHEETS,
    head_components=[
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.script(src="/page.js", defer=True),
    ],
    toaster=None,  # its calls need eval, which the Content-Security-Policy forbids
    app_wraps={
        (55, "ErrorBoundary"): lambda _stateful: error_boundary(),
        (20, "Theme"): lambda _stateful: theme(),
        (5, "Overlay"): lambda _stateful: overlay(),
    },
    backend_exception_handler=report_backend_exception,
    frontend_exception_handler=report_frontend_exception,
)
for route in ROUTES:
    route.add_to(app)
app.add_middleware(AdminPageGate())
app.register_lifespan_task(size_request_threads)
app.register_lifespan_task(watch_the_scheduler)
app.register_lifespan_task(push_changes)
