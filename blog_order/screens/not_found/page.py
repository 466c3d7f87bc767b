"""The page for addresses that lead nowhere."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.messages import dead_end
from blog_order.screens.frame.paths import START
from blog_order.screens.frame.route import Route
from blog_order.screens.frame.shell import shell


def not_found_page() -> rx.Component:
    """What to check, and the way back."""
    return shell(
        dead_end(
            "There is no page at this address",
            "Check the address for a typing mistake. To follow an order, open the link in our mail.",
            "Go to the start page",
            START,
            "not-found",
        )
    )


ROUTE = Route("404", not_found_page, "No page here · Blog Order")
