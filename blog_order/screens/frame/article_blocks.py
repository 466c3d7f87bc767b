"""An article in blocks: each block is drawn once, and only one whose HTML changed is touched again."""

from __future__ import annotations

import reflex as rx

NO_TAIL = rx.Var.create("")


@rx.memo
def article_block(html: rx.Var[str]) -> rx.Component:
    """One top-level block. React skips it while ``html`` is the same, so its nodes, a reader's selection and a screen
    reader's place in it stay. The HTML comes from ``content.markdown``, which made it safe.
    """
    return rx.html(html, class_name="block")


def article_blocks(blocks: rx.Var[list[str]], tail: rx.Var[str] = NO_TAIL) -> rx.Component:
    """The finished blocks, and the last one, which may still grow; keyed by position, so that a block that is
    finished keeps the nodes it grew in.
    """
    return rx.foreach(
        rx.cond(tail != "", blocks + rx.Var.create([tail]), blocks).to(list[str]),
        lambda html, index: rx.fragment(article_block(html=html), key=index),
    )
