"""Which blow falls when: drawn from a seed alone, so that a run's schedule can be had again."""

from __future__ import annotations

import enum
import random
from dataclasses import dataclass


class Blow(enum.StrEnum):
    """What is done to the running product."""

    KILL_WRITER = "writer killed"
    KILL_PRIORITY = "priority worker killed"
    FREEZE_WRITER = "writer frozen and thawed"
    FREEZE_PRIORITY = "priority worker frozen and thawed"
    STOP_REDIS = "Redis stopped and started"
    KILL_REDIS = "Redis killed"
    FLUSH_REDIS = "Redis flushed"
    RESTART_POSTGRES = "PostgreSQL restarted"
    FAIL_SENDGRID = "SendGrid fails"
    STALL_SENDGRID = "SendGrid stalls"
    LOSE_SENDGRID_ANSWERS = "SendGrid's answers lost"
    FAIL_OPENAI = "OpenAI fails"
    STALL_OPENAI = "OpenAI stalls"
    BAD_DRAFTS = "OpenAI answers badly"
    WEBHOOKS_TWICE = "webhooks twice"
    WEBHOOKS_LATE = "webhooks late"
    WEBHOOKS_REVERSED = "webhooks in reverse order"
    KILL_SCHEDULER = "scheduler killed"
    FREEZE_SCHEDULER = "scheduler frozen and thawed"
    KILL_WEB = "web killed"


@dataclass(frozen=True)
class Planned:
    """One blow. ``lasts`` is how long, where it lasts; ``seed`` decides what is left open, such as which worker."""

    number: int
    at_seconds: float
    blow: Blow
    lasts_seconds: float
    seed: str


def draw(seed: int, seconds: float, gap_seconds: float) -> list[Planned]:
    """The blows of a run, about one every ``gap_seconds``.

    They are dealt like cards, so that each kind falls once before any falls again, and neighbours may overlap.
    """
    dice = random.Random(seed)
    planned: list[Planned] = []
    deck: list[Blow] = []
    at = gap_seconds
    while at < seconds:
        if not deck:
            deck = list(Blow)
            dice.shuffle(deck)
        number = len(planned)
        planned.append(Planned(number, at, deck.pop(), dice.uniform(0.5, 8), f"{seed}-{number}"))
        at += gap_seconds * dice.uniform(0.4, 1.6)
    return planned
