"""The machinery behind one order: its jobs with their tries and tracebacks, its mails with their text."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.admin.dialogs import confirm, opener
from blog_order.screens.frame.admin.facts import status_word
from blog_order.screens.frame.times import moment_text
from blog_order.screens.orders.detail.state import AdminOrderState
from blog_order.screens.orders.detail.view.reading import JobLine, MailLine, TryLine


def jobs(lines: rx.Var[list[JobLine]]) -> rx.Component:
    """Newest first; the tries open on demand."""
    return rx.el.ul(rx.foreach(lines, _job), class_name="machinery")


def _job(job: rx.Var[JobLine]) -> rx.Component:
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                rx.el.span(job.title, class_name="strong"),
                status_word(job.state, job.tone),
                rx.el.span(job.tries_text, class_name="quiet small"),
                moment_text(job.at, class_name="quiet small"),
                rx.icon("chevron-down", size=16, class_name="chevron", aria_hidden="true"),
            ),
            rx.cond(job.error != "", rx.el.p(job.error, class_name="job-error")),
            rx.el.ol(rx.foreach(job.tries, _try), class_name="tries"),
        ),
        custom_attrs={"data-job": job.title},
    )


def _try(each: rx.Var[TryLine]) -> rx.Component:
    return rx.el.li(
        rx.el.p(each.text, " ", moment_text(each.at), class_name="small"),
        rx.cond(
            each.traceback != "",
            rx.el.details(
                rx.el.summary("Traceback", class_name="traceback-title small"),
                rx.el.pre(each.traceback, tab_index=0, class_name="traceback"),
            ),
        ),
    )


def mails(lines: rx.Var[list[MailLine]]) -> rx.Component:
    """Newest first; the text opens on demand."""
    return rx.el.ul(rx.foreach(lines, _mail), class_name="machinery", custom_attrs={"data-testid": "mails"})


def _mail(mail: rx.Var[MailLine]) -> rx.Component:
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                rx.el.span(mail.title, class_name="strong"),
                status_word(mail.state, mail.tone),
                moment_text(mail.at, class_name="quiet small"),
                rx.icon("chevron-down", size=16, class_name="chevron", aria_hidden="true"),
            ),
            rx.el.p("To ", mail.recipient, class_name="small quiet"),
            rx.el.p(mail.subject, class_name="strong"),
            rx.el.pre(mail.text, tab_index=0, class_name="mail-text"),
            rx.cond(
                mail.can_be_sent_again,
                rx.fragment(
                    opener("Send again", dialog="again-" + mail.id, **{"data-testid": "send-again"}),
                    confirm(
                        "again-" + mail.id,
                        "Send this mail again?",
                        rx.fragment(mail.recipient, " gets “", mail.subject, "” once more, as it was."),
                        "Send the mail again",
                        AdminOrderState.send_again(mail.id),
                    ),
                ),
            ),
        ),
        custom_attrs={"data-mail": mail.title},
    )
