"""The state of the list of all orders. What is looked for stands in the address bar, and nowhere else."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from blog_order.accounts.sessions import SignedIn
from blog_order.screens.frame.admin.access import AdminState
from blog_order.screens.frame.admin.paths import orders_path
from blog_order.screens.frame.arguments import entries_in
from blog_order.screens.orders.list.view.reading import (
    OrderRow,
    OrdersView,
    OrdersWanted,
    StatusFilter,
    orders_wanted_in,
    read_orders,
)


class OrdersState(AdminState):
    """What one open list shows."""

    rows: list[OrderRow] = []
    filters: list[StatusFilter] = []
    search: str = ""
    status: str = ""
    older_path: str = ""
    newest_path: str = ""

    async def open_orders(self, admin: SignedIn) -> None:
        """The list loads, or its address changed."""
        await self._open(orders_wanted_in(self.router.url.query_parameters))

    async def find(self, admin: SignedIn, form_data: Any = None) -> EventSpec:
        """Look for something: go to the address that says so."""
        wanted = orders_wanted_in(entries_in(form_data))
        return rx.redirect(orders_path(wanted.search, wanted.status.value if wanted.status else ""))

    @staticmethod
    def _read(wanted: OrdersWanted) -> OrdersView:
        return read_orders(wanted)
