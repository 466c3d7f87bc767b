"""The parcel tracker: five steps with times, the sub-steps of the writing, and on a phone one line that opens."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.times import moment_text
from blog_order.screens.order.state import OrderState
from blog_order.screens.order.view.model import Step, StepState


def order_steps() -> rx.Component:
    """Beside the article on a desk."""
    return rx.el.nav(
        _step_list(),
        class_name="steps steps-wide",
        aria_label="Progress of your order",
        custom_attrs={"data-testid": "steps"},
    )


def order_steps_line() -> rx.Component:
    """On a phone: a bar with the current step; a tap opens the rest."""
    return rx.el.details(
        rx.el.summary(
            rx.el.span(OrderState.work.line, class_name="steps-line-text"),
            rx.cond(OrderState.work.estimate != "", rx.el.span(_time_left(), class_name="quiet")),
            rx.icon("chevron-down", size=16, aria_hidden="true", class_name="chevron"),
            rx.el.span(
                rx.foreach(OrderState.steps, lambda step: rx.el.span(custom_attrs={"data-state": step.state})),
                class_name="steps-bar",
                aria_hidden="true",
            ),
        ),
        _step_list(),
        class_name="steps steps-narrow",
        custom_attrs={"data-testid": "steps-narrow", "data-tone": OrderState.words.tone},
    )


def _step_list() -> rx.Component:
    return rx.el.div(
        rx.el.ol(rx.foreach(OrderState.steps, _step), class_name="step-list"),
        rx.el.p("Times are in UTC.", class_name="small quiet"),
        custom_attrs={"data-tone": OrderState.words.tone},
    )


def _step(step: rx.Var[Step]) -> rx.Component:
    is_now = step.state == StepState.NOW
    return rx.el.li(
        rx.el.div(
            _mark(step),
            rx.el.span(step.title, rx.el.span(_spoken(step), class_name="visually-hidden"), class_name="step-title"),
            moment_text(step.at, class_name="step-time"),
            class_name="step-line",
        ),
        rx.cond(is_now & (OrderState.substeps.length() > 0), _substeps()),
        class_name="step",
        aria_current=rx.cond(is_now, "step", "false"),
        custom_attrs={"data-state": step.state},
    )


def _substeps() -> rx.Component:
    return rx.el.div(
        rx.el.ol(
            rx.foreach(
                OrderState.substeps,
                lambda step: rx.el.li(
                    rx.el.div(
                        _mark(step),
                        rx.el.span(step.title, rx.el.span(_spoken(step), class_name="visually-hidden")),
                        class_name="step-line",
                    ),
                    class_name="substep",
                    custom_attrs={"data-state": step.state},
                ),
            ),
        ),
        progress_bar(),
        class_name="substeps",
    )


def progress_bar() -> rx.Component:
    """How far the writing is, in percent."""
    return rx.el.div(
        rx.el.div(class_name="progress-done", style={"width": f"{OrderState.work.progress}%"}),
        class_name="progress",
        role="progressbar",
        aria_label="Progress of the writing",
        aria_valuenow=OrderState.work.progress,
        aria_valuemin=0,
        aria_valuemax=100,
        custom_attrs={"data-testid": "progress"},
    )


def _time_left() -> Any:
    return OrderState.work.estimate


def _spoken(step: rx.Var[Step]) -> Any:
    return rx.match(
        step.state,
        (StepState.DONE, " (done)"),
        (StepState.NOW, " (now)"),
        (StepState.STOPPED, " (stopped here)"),
        " (to come)",
    )


def _mark(step: rx.Var[Step]) -> rx.Component:
    return rx.el.span(
        rx.match(
            step.state,
            (StepState.DONE, rx.icon("check", size=14, stroke_width=3)),
            (StepState.STOPPED, rx.icon("x", size=14, stroke_width=3)),
            rx.el.span(class_name="mark-dot"),
        ),
        class_name="mark",
        aria_hidden="true",
    )
