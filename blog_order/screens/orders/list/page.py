"""All orders: searched, filtered, newest first. What is looked for stands in the address."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.admin.facts import status_word
from blog_order.screens.frame.admin.paths import ORDERS
from blog_order.screens.frame.admin.shell import admin_page
from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.times import moment_text
from blog_order.screens.orders.list.state import OrdersState
from blog_order.screens.orders.list.view.reading import OrderRow, StatusFilter


def admin_orders_page() -> rx.Component:
    """Search, filters, the list, and the way to older orders."""
    return admin_page(
        rx.el.div(rx.el.h1("Orders"), _search(), class_name="orders-head"),
        rx.el.nav(
            rx.el.ul(rx.foreach(OrdersState.filters, _filter), class_name="filters"),
            aria_label="Orders by status",
        ),
        rx.cond(OrdersState.rows.length() > 0, _table(), _none()),
        rx.el.nav(
            rx.cond(OrdersState.newest_path != "", _way("Newest", OrdersState.newest_path, "newest")),
            rx.cond(OrdersState.older_path != "", _way("Older orders", OrdersState.older_path, "older")),
            aria_label="Pages of the list",
            class_name="list-ways",
        ),
        class_name="page orders-page",
    )


def _search() -> rx.Component:
    return rx.el.form(
        rx.el.label("Number or e-mail address", html_for="search", class_name="visually-hidden"),
        rx.el.input(
            id="search",
            name="q",
            type="search",
            default_value=OrdersState.search,
            key=OrdersState.search,
            placeholder="BO-1042 or an e-mail address",
            auto_complete="off",
            class_name="input",
            custom_attrs={"data-testid": "search"},
        ),
        rx.el.input(type="hidden", name="status", value=OrdersState.status, read_only=True),
        rx.el.button("Search", type="submit", class_name="button button-quiet"),
        on_submit=OrdersState.find,
        role="search",
        class_name="search-form",
    )


def _filter(each: rx.Var[StatusFilter]) -> rx.Component:
    return rx.el.li(
        inner_link(
            (
                rx.cond(each.tone != "", rx.el.span(class_name="tone-dot", aria_hidden="true")),
                rx.el.span(each.text),
                rx.el.span(each.count, class_name="quiet"),
            ),
            each.path,
            class_name="filter",
            aria_current=rx.cond(each.chosen, "true", "false"),
        ),
        custom_attrs={"data-tone": each.tone},
    )


def _table() -> rx.Component:
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(
                *[
                    rx.el.th(name, scope="col")
                    for name in ("Order", "Status", "Payment", "Price", "Customer", "Ordered")
                ]
            )
        ),
        rx.el.tbody(rx.foreach(OrdersState.rows, _row)),
        class_name="orders",
        custom_attrs={"data-testid": "orders"},
    )


def _row(row: rx.Var[OrderRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            inner_link(row.label, row.path, class_name="order-link"),
            rx.el.span(row.topic, class_name="row-topic"),
            rx.el.span(row.site, class_name="quiet small"),
            class_name="cell-order",
        ),
        rx.el.td(status_word(row.status, row.tone), class_name="cell-status"),
        rx.el.td(row.payment, class_name="cell-payment"),
        rx.el.td(row.price, class_name="cell-price"),
        rx.el.td(row.email, class_name="cell-email"),
        rx.el.td(moment_text(row.ordered), class_name="cell-time"),
        key=row.label,
        custom_attrs={"data-number": row.label},
    )


def _way(text: str, path: rx.Var[str], test_id: str) -> rx.Component:
    return inner_link(text, path, class_name="button button-quiet", custom_attrs={"data-testid": test_id})


def _none() -> rx.Component:
    looked = (OrdersState.search != "") | (OrdersState.status != "")
    return rx.el.div(
        rx.cond(
            looked,
            rx.fragment(
                rx.el.p("No order fits."),
                inner_link("Show all orders", ORDERS, class_name="button button-quiet"),
            ),
            rx.el.p("There are no orders yet."),
        ),
        class_name="empty",
        custom_attrs={"data-testid": "orders-empty"},
    )
