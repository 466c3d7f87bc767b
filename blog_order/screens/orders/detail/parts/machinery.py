"""The machinery behind one order: its jobs with their tries and tracebacks, its mails with their text."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.admin.dialogs import confirm, opener
from blog_order.screens.frame.admin.facts import details_row
from blog_order.screens.frame.times import moment_text
from blog_order.screens.orders.detail.state import AdminOrderState
from blog_order.screens.orders.detail.view.model import JobRow, MailRow, TryLine


def job_list(lines: rx.Var[list[JobRow]]) -> rx.Component:
    """Newest first; the tries open on demand."""
    return rx.el.ul(rx.foreach(lines, _job), class_name="machinery")


def _job(job: rx.Var[JobRow]) -> rx.Component:
    return details_row(
        job.title,
        (job.state, job.tone),
        job.tries_text,
        job.at,
        rx.cond(job.error != "", rx.el.p(job.error, class_name="job-error")),
        rx.el.ol(rx.foreach(job.tries, _try), class_name="tries"),
        **{"data-job": job.title},
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


def mail_list(lines: rx.Var[list[MailRow]]) -> rx.Component:
    """Newest first; the text opens on demand."""
    return rx.el.ul(rx.foreach(lines, _mail), class_name="machinery", custom_attrs={"data-testid": "mails"})


def _mail(mail: rx.Var[MailRow]) -> rx.Component:
    return details_row(
        mail.title,
        (mail.state, mail.tone),
        None,
        mail.at,
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
        **{"data-mail": mail.title},
    )
