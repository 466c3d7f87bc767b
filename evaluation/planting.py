"""The ways in which defects are planted into a good article."""

from __future__ import annotations

from collections.abc import Callable

from evaluation.cases import Case, insert_after, plain_paragraphs

Plant = Callable[[Case], Case]


def after(text: str) -> Plant:
    """A sentence or block of its own in the middle."""
    return lambda case: case.wrote(insert_after(case.article.body, case.paragraphs()[1], text))


def at_end(text: str) -> Plant:
    """A paragraph at the end."""
    return lambda case: case.wrote(f"{case.article.body.rstrip()}\n\n{text}")


def at_start(text: str) -> Plant:
    """A paragraph before all others."""
    return lambda case: case.wrote(f"{text}\n\n{case.article.body}")


def address(change: Callable[[str], str]) -> Plant:
    """The link with another address."""
    return lambda case: case.linked(f"[{case.brief.anchor_text}]({change(case.brief.target_url)})")


def anchor(change: Callable[[str], str]) -> Plant:
    """The link on other words."""
    return lambda case: case.linked(f"[{change(case.brief.anchor_text)}]({case.brief.target_url})")


def link_as(form: str) -> Plant:
    """Something else in the link's place; ``{a}`` is the anchor, ``{u}`` the address, ``{l}`` the link."""
    return lambda case: case.linked(form.format(a=case.brief.anchor_text, u=case.brief.target_url, l=case.link))


def link_away(form: str) -> Plant:
    """The link taken out of its sentence and put elsewhere, as a block."""

    def plant(case: Case) -> Case:
        block = form.format(a=case.brief.anchor_text, u=case.brief.target_url, l=case.link)
        at = case.paragraphs()[1]
        return case.wrote(insert_after(case.article.body.replace(case.link, case.brief.anchor_text, 1), at, block))

    return plant


def cut(where: Callable[[str], str]) -> Plant:
    """The text ends too early; where it holds the link no more, the link is put into its first paragraph."""

    def plant(case: Case) -> Case:
        body = where(case.article.body)
        if case.link not in body:
            first = plain_paragraphs(body)[0]
            body = body.replace(first, f"{first.rstrip('.')}, as {case.link} show.", 1)
        return case.ordered(min_words=1).wrote(body)

    return plant
