"""Lists of facts that the desk and an order's page share: versions with their notes, the timeline, label and value."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.admin.view.timeline import TimelineLine
from blog_order.screens.frame.admin.view.version_notes import VersionNotes
from blog_order.screens.frame.times import moment_text


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


def status_word(text: rx.Var[str], tone: rx.Var[str], **props) -> rx.Component:
    """A status: a dot in its colour, and the word."""
    return rx.el.span(
        rx.el.span(class_name="tone-dot", aria_hidden="true"),
        text,
        class_name="status-word",
        custom_attrs={"data-tone": tone, **props},
    )


def outer_link(text: rx.Var[str] | str, address: rx.Var[str], **props) -> rx.Component:
    """A link that leaves our pages, in a window of its own, telling nobody where it came from."""
    return rx.el.a(
        text,
        rx.icon("arrow-up-right", size=14, aria_hidden="true"),
        href=address,
        target="_blank",
        rel="noopener noreferrer nofollow",
        **props,
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
                    lambda wish: rx.el.p(
                        rx.icon("circle-alert", size=15, class_name="so-so", aria_hidden="true"),
                        rx.el.span(rx.el.span("Not followed: ", class_name="strong"), wish.note, " ", wish.reason),
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
