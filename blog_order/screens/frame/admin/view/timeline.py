"""An order's history in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from blog_order.money import format_money
from blog_order.orders.desk.desk import EventLine
from blog_order.orders.events import event_of
from blog_order.screens.frame.admin.view.words import ACTORS, EVENT_WORDS, mail_words
from blog_order.screens.frame.view.moments import NEVER, Moment, moment

QUOTED = ("notes", "note", "reason")


@dataclass(frozen=True)
class TimelineLine:
    """One line of an order's history."""

    at: Moment = NEVER
    text: str = ""
    who: str = ""
    quote: str = ""
    """What somebody wrote."""


def timeline_of(events: list[EventLine], currency: str, now: dt.datetime) -> list[TimelineLine]:
    """The history in words, newest first."""
    return [_line(event, currency, now) for event in reversed(events)]


def _line(event: EventLine, currency: str, now: dt.datetime) -> TimelineLine:
    known = event_of(event.what)
    text = EVENT_WORDS[known] if known else event.what.replace(".", " ").replace("_", " ").capitalize()
    detail = event.detail
    if isinstance(version := detail.get("version", detail.get("base")), int):
        text += f" (version {version})"
    if isinstance(edition := detail.get("edition"), int):
        text += f" (edition {edition})"
    if isinstance(amount := detail.get("amount"), int):
        text += f" ({format_money(amount, currency)})"
    if isinstance(mail := detail.get("mail"), str):
        text += f" ({mail_words(mail)})"
    quote = next((detail[name] for name in QUOTED if isinstance(detail.get(name), str)), "")
    return TimelineLine(moment(event.at, now), text, ACTORS.get(event.actor, event.actor), quote)
