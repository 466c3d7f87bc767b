"""Two versions compared, as readers see them, with what was added and removed marked in words, form and colour."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.content.comparison import Change
from blog_order.screens.frame.article_blocks import article_block
from blog_order.screens.frame.view.comparison import ComparedBlock


def compared_text(blocks: rx.Var[list[ComparedBlock]]) -> rx.Component:
    """Added text is underlined on green, removed text struck through on red (assets/styles/comparison.css, which also
    has a screen reader say where each begins and ends).
    """
    return rx.el.div(
        rx.foreach(blocks, lambda block, index: rx.fragment(_block(block), key=index)),
        class_name="prose comparison",
        custom_attrs={"data-testid": "comparison"},
    )


def compare_button(shows_changes: rx.Var[bool], changes: Any, on_click: Any) -> rx.Component:
    """Changes between the text and its comparison; ``changes`` names the comparison."""
    return rx.el.button(
        rx.cond(shows_changes, "Show the text", changes),
        type="button",
        on_click=on_click,
        class_name="desk-key",
        custom_attrs={"data-testid": "compare"},
    )


def _block(block: rx.Var[ComparedBlock]) -> rx.Component | rx.Var[Any]:
    return rx.match(
        block.kind,
        (Change.ADDED.value, rx.el.ins(article_block(html=block.html), class_name="whole-block")),
        (Change.REMOVED.value, rx.el.del_(article_block(html=block.html), class_name="whole-block")),
        (Change.LEFT.value, _moved(block, "Moved from here", "left-block")),
        (Change.ARRIVED.value, _moved(block, "Moved here", "arrived-block")),
        (Change.CHANGED.value, rx.el.div(article_block(html=block.html), class_name="changed-block")),
        article_block(html=block.html),
    )


def _moved(block: rx.Var[ComparedBlock], words: str, class_name: str) -> rx.Component:
    return rx.el.div(
        rx.el.p(rx.icon("move-vertical", size=14, aria_hidden="true"), words, class_name="moved-words"),
        article_block(html=block.html),
        class_name=f"moved-block {class_name}",
    )
