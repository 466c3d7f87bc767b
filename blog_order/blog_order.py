"""Builds the app: pages, API, the listener. Nothing else."""

from __future__ import annotations

import reflex as rx

from blog_order.api.app import make_api
from blog_order.api.health import watch_the_scheduler
from blog_order.api.limits import size_request_threads
from blog_order.logs import configure_logging
from blog_order.screens.articles.detail.page import admin_article_page
from blog_order.screens.articles.detail.state import AdminArticleState
from blog_order.screens.articles.list.page import admin_articles_page
from blog_order.screens.articles.list.state import ArticlesState
from blog_order.screens.desk.page import admin_desk_page
from blog_order.screens.desk.state import DeskState
from blog_order.screens.editing.page import admin_editing_page
from blog_order.screens.editing.state import AdminEditingState
from blog_order.screens.frame.admin.gate import AdminPageGate
from blog_order.screens.frame.admin.paths import ARTICLE_ROUTE as ADMIN_ARTICLE_ROUTE
from blog_order.screens.frame.admin.paths import ARTICLES, DESK, EDIT_ROUTE, ORDER_ROUTE, ORDERS
from blog_order.screens.frame.failures import report_backend_exception, report_frontend_exception
from blog_order.screens.frame.notices import error_boundary, overlay
from blog_order.screens.frame.paths import (
    ARTICLE_ROUTE,
    BACKLINK_FORM_ROUTE,
    ORDER_FORM_ROUTE,
    ORDER_STATUS_ROUTE,
    SITE_ROUTE,
    START,
)
from blog_order.screens.frame.theme import STYLESHEETS, theme
from blog_order.screens.live.push import push_changes
from blog_order.screens.not_found.page import not_found_page
from blog_order.screens.order.page import order_status_page, order_title
from blog_order.screens.order.state import OrderState
from blog_order.screens.order_form.article.page import order_form_page
from blog_order.screens.order_form.article.state import OrderFormState
from blog_order.screens.order_form.backlink.page import backlink_form_page
from blog_order.screens.order_form.backlink.state import BacklinkFormState
from blog_order.screens.orders.detail.page import admin_order_page
from blog_order.screens.orders.detail.state import AdminOrderState
from blog_order.screens.orders.list.page import admin_orders_page
from blog_order.screens.orders.list.state import OrdersState
from blog_order.screens.shop.article.page import article_page_title, catalogue_article_page
from blog_order.screens.shop.article.state import CatalogueArticleState
from blog_order.screens.shop.site.page import site_page, site_title
from blog_order.screens.shop.site.state import SiteState
from blog_order.screens.shop.start.page import start_page
from blog_order.screens.shop.start.state import StartState
from blog_order.settings import get_settings
from blog_order.wiring import wire

NOT_INDEXED = [{"name": "robots", "content": "noindex, nofollow"}]
PRIVATE = [*NOT_INDEXED, {"name": "referrer", "content": "no-referrer"}]
"""For pages whose address is a key."""

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
app.add_page(
    start_page,
    route=START,
    title="Blog Order: articles with your link, on blogs that people read",
    description="Order an article and watch it being written, or place your link in one that is published.",
    on_load=StartState.open_start,
)
app.add_page(site_page, route=SITE_ROUTE, title=site_title(), on_load=SiteState.open_site)
app.add_page(
    catalogue_article_page,
    route=ARTICLE_ROUTE,
    title=article_page_title(),
    on_load=CatalogueArticleState.open_article,
)
app.add_page(
    order_form_page, route=ORDER_FORM_ROUTE, title="Order an article · Blog Order", on_load=OrderFormState.load_form
)
app.add_page(
    backlink_form_page,
    route=BACKLINK_FORM_ROUTE,
    title="Place your link · Blog Order",
    on_load=BacklinkFormState.load_form,
)
app.add_page(
    order_status_page,
    route=ORDER_STATUS_ROUTE,
    title=order_title(),
    meta=PRIVATE,
    on_load=OrderState.open_order,
)
app.add_page(admin_desk_page, route=DESK, title="Review · Blog Order", meta=NOT_INDEXED, on_load=DeskState.open_desk)
app.add_page(
    admin_orders_page, route=ORDERS, title="Orders · Blog Order", meta=NOT_INDEXED, on_load=OrdersState.open_orders
)
app.add_page(
    admin_order_page,
    route=ORDER_ROUTE,
    title="One order · Blog Order",
    meta=NOT_INDEXED,
    on_load=AdminOrderState.open_order,
)
app.add_page(
    admin_editing_page,
    route=EDIT_ROUTE,
    title="Edit a text · Blog Order",
    meta=NOT_INDEXED,
    on_load=AdminEditingState.open_editing,
)
app.add_page(
    admin_articles_page,
    route=ARTICLES,
    title="Articles · Blog Order",
    meta=NOT_INDEXED,
    on_load=ArticlesState.open_articles,
)
app.add_page(
    admin_article_page,
    route=ADMIN_ARTICLE_ROUTE,
    title="Editions of an article · Blog Order",
    meta=NOT_INDEXED,
    on_load=AdminArticleState.open_article,
)
app.add_middleware(AdminPageGate())
app.add_page(not_found_page, route="404", title="No page here · Blog Order")
app.register_lifespan_task(size_request_threads)
app.register_lifespan_task(watch_the_scheduler)
app.register_lifespan_task(push_changes)
