"""Moments on pages."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.view.moments import Moment


def moment_text(at: rx.Var[Moment], **props: Any) -> rx.Component:
    """A ``<time>``, when the moment has come."""
    return rx.cond(at.iso != "", rx.el.time(at.text, date_time=at.iso, title=at.iso, **props))
