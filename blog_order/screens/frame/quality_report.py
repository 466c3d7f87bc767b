"""The quality report: one line, and every check behind it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from blog_order.screens.frame.view.report import CheckLine


def quality_report(report: Any) -> rx.Component:
    """Of a ``Report``; nothing while there is none."""
    return rx.cond(
        report.summary != "",
        rx.el.section(
            rx.el.h2("Quality report", class_name="label"),
            rx.el.details(
                rx.el.summary(
                    rx.cond(
                        report.all_passed,
                        rx.icon("circle-check", size=18, class_name="good", aria_hidden="true"),
                        rx.icon("circle-alert", size=18, class_name="so-so", aria_hidden="true"),
                    ),
                    rx.el.span(report.summary, custom_attrs={"data-testid": "report-summary"}),
                    rx.icon("chevron-down", size=16, class_name="chevron", aria_hidden="true"),
                ),
                report_lines(report),
            ),
            rx.cond(
                report.look != "",
                rx.el.p(report.look, class_name="small quiet", custom_attrs={"data-testid": "report-look"}),
            ),
            class_name="report",
            custom_attrs={"data-testid": "report"},
        ),
    )


def report_lines(report: Any) -> rx.Component:
    """Every check of a report."""
    return rx.fragment(
        rx.el.ul(rx.foreach(report.checks, _check), class_name="checks"),
        rx.cond(report.opinion != "", rx.el.p(report.opinion, class_name="small quiet")),
    )


def _check(check: rx.Var[CheckLine]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            check.passed,
            rx.icon("check", size=16, class_name="good", aria_hidden="true"),
            rx.icon("circle-alert", size=16, class_name="so-so", aria_hidden="true"),
        ),
        rx.el.div(
            rx.el.p(
                rx.el.span(rx.cond(check.passed, "Passed: ", "Not passed: "), class_name="visually-hidden"),
                check.title,
                " ",
                rx.el.span(rx.cond(check.required, "required", "advice"), class_name="tag"),
                class_name="check-title",
            ),
            rx.el.p(check.detail, class_name="small quiet"),
        ),
        class_name="check",
    )
