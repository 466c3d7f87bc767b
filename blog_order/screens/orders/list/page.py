"""All orders: searched, filtered, newest first. What is looked for stands in the address."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.admin.facts import status_word
from blog_order.screens.frame.admin.lists import list_head, list_search, list_table, list_ways
from blog_order.screens.frame.admin.paths import ORDERS
from blog_order.screens.frame.admin.shell import admin_page
from blog_order.screens.frame.links import inner_link
from blog_order.screens.frame.route import NOT_INDEXED, Route
from blog_order.screens.frame.times import moment_text
from blog_order.screens.orders.list.state import OrdersState
from blog_order.screens.orders.list.view.reading import OrderRow, StatusFilter


def admin_orders_page() -> rx.Component:
    """Search, filters, the list, and the way to older orders."""
    return admin_page(
        list_head(
            "Orders",
            list_search(
                "Number or e-mail address",
                OrdersState.search,
                OrdersState.find,
                rx.el.input(type="hidden", name="status", value=OrdersState.status, read_only=True),
                placeholder="BO-1042 or an e-mail address",
            ),
        ),
        rx.el.nav(
            rx.el.ul(rx.foreach(OrdersState.filters, _filter), class_name="filters"),
            aria_label="Orders by status",
        ),
        rx.cond(
            OrdersState.rows.length() > 0,
            list_table(
                ("Order", "Status", "Payment", "Price", "Customer", "Ordered"),
                rx.foreach(OrdersState.rows, _row),
                "orders",
            ),
            _none(),
        ),
        list_ways(OrdersState.newest_path, "Older orders", OrdersState.older_path),
        class_name="page orders-page",
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


ROUTE = Route(ORDERS, admin_orders_page, "Orders · Blog Order", OrdersState.open_orders, meta=NOT_INDEXED)
