"""How the versions of an order came about, as the desk and an order's page show it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from blog_order.orders.desk.desk import SubmittedVersion
from blog_order.orders.desk.edit_saving import EDITOR
from blog_order.screens.frame.view.moments import NEVER, Moment, moment
from blog_order.screens.frame.view.requests import UnmetRequest, unmet_requests


@dataclass(frozen=True)
class VersionNotes:
    """How a version came about."""

    num: int = 0
    label: str = ""
    at: Moment = NEVER
    notes: str = ""
    not_followed: list[UnmetRequest] = field(default_factory=list)
    made: str = ""
    """By which model and prompts, and what it cost."""
    edited: bool = False
    """An editor wrote it, or changed the one before."""


def version_notes_of(version: SubmittedVersion, now: dt.datetime) -> VersionNotes:
    """How a version came about, in words."""
    return VersionNotes(
        num=version.num,
        label=f"Version {version.num}",
        at=moment(version.created_at, now),
        notes=version.notes,
        not_followed=unmet_requests(version.not_followed),
        made=made_with(version),
        edited=version.author == EDITOR,
    )


def made_with(version: SubmittedVersion) -> str:
    """For example: gpt-5-mini, prompt article-1/common-1, 4,210 tokens, $0.0061."""
    cost = "" if version.cost_micros is None else f"${version.cost_micros / 1e6:.4f}"
    tokens = f"{version.tokens:,} tokens" if version.tokens else ""
    prompt = f"prompt {version.prompt_version}" if version.prompt_version else ""
    return ", ".join(filter(None, [version.model, prompt, tokens, cost]))
