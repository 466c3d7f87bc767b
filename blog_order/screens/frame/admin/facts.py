"""Lists of facts that the desk and an order's page share: versions with their notes, the timeline, label and value."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.admin.view.timeline import TimelineLine
from blog_order.screens.frame.admin.view.version_notes import VersionNotes
from blog_order.screens.frame.times import moment_text
from blog_order.screens.frame.view.moments import Moment


def section(title: str, *content: rx.Component, test_id: str) -> rx.Component:
    """A titled part of a column."""
    return rx.el.section(
        rx.el.h2(title, class_name="label"),
        *content,
        class_name="fact-section",
        custom_attrs={"data-testid": test_id},
    )


def fact(label: str, value: rx.Var[str], *, test_id: str = "", content: rx.Component | None = None) -> rx.Component:
    """One line, when there is a value."""
    return rx.cond(
        value != "",
        rx.el.div(
            rx.el.dt(label),
            rx.el.dd(content if content is not None else value, custom_attrs={"data-testid": test_id or None}),
            class_name="fact",
        ),
    )


def status_word(text: rx.Var[str], tone: rx.Var[str], **props: Any) -> rx.Component:
    """A status: a dot in its colour, and the word."""
    return rx.el.span(
        rx.el.span(class_name="tone-dot", aria_hidden="true"),
        text,
        class_name="status-word",
        custom_attrs={"data-tone": tone, **props},
    )


def details_row(
    title: rx.Var[str],
    status: tuple[rx.Var[str], rx.Var[str]],
    took: rx.Var[str] | None,
    at: rx.Var[Moment],
    *content: rx.Component,
    **attrs: Any,
) -> rx.Component:
    """An entry of a list that opens on demand.

    Args:
        title: what it is.
        status: its word and its tone.
        took: what it took, in words.
        at: when it was.
        content: what is shown once it is open.
        attrs: HTML attributes of the entry.
    """
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                rx.el.span(title, class_name="strong"),
                status_word(*status),
                *([rx.el.span(took, class_name="quiet small")] if took is not None else []),
                moment_text(at, class_name="quiet small"),
                rx.icon("chevron-down", size=16, class_name="chevron", aria_hidden="true"),
            ),
            *content,
        ),
        custom_attrs=attrs,
    )


def version_notes(versions: rx.Var[list[VersionNotes]]) -> rx.Component:
    """How each version came about: the customer's wishes, and those that were not followed, with the reason."""
    return rx.el.ol(
        rx.foreach(
            versions,
            lambda version: rx.el.li(
                rx.el.p(
                    rx.el.span(version.label, class_name="strong"),
                    moment_text(version.at, class_name="quiet small"),
                    class_name="line-ends",
                ),
                rx.cond(
                    version.notes != "",
                    rx.el.blockquote(version.notes, class_name="quote"),
                    rx.el.p(
                        rx.cond(version.edited, "Edited by an editor.", "From the brief."), class_name="quiet small"
                    ),
                ),
                rx.foreach(
                    version.not_followed,
                    lambda unmet: rx.el.p(
                        rx.icon("circle-alert", size=15, class_name="so-so", aria_hidden="true"),
                        rx.el.span(rx.el.span("Not followed: ", class_name="strong"), unmet.note, " ", unmet.reason),
                        class_name="not-followed small",
                    ),
                ),
                rx.cond(
                    version.made != "",
                    rx.el.p(version.made, class_name="quiet small", custom_attrs={"data-testid": "made-by"}),
                ),
            ),
        ),
        class_name="version-notes",
    )


def timeline(lines: rx.Var[list[TimelineLine]]) -> rx.Component:
    """The order's history, newest first."""
    return rx.el.ol(rx.foreach(lines, _line), class_name="timeline")


def _line(line: rx.Var[TimelineLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.el.span(line.text, rx.cond(line.who != "", rx.el.span(" · ", line.who, class_name="quiet"))),
            moment_text(line.at, class_name="quiet small"),
            class_name="line-ends",
        ),
        rx.cond(line.quote != "", rx.el.blockquote(line.quote, class_name="quote small")),
    )
