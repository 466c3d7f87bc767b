"""Hard checks of the links: the customer's exactly as ordered, and no other than allowed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from blog_order.content.addresses import WEB_SCHEMES, is_external, normalise, scheme_of
from blog_order.content.checks.report import Check, hard_check, soft_check
from blog_order.content.prompting.brief import Brief
from blog_order.content.reading import Link, Reading

_BARE_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>()\[\]]+", re.IGNORECASE)


def link_checks(reading: Reading, brief: Brief, base: Reading | None) -> Iterator[Check]:
    """All checks of links and addresses; those that ``base`` already has are allowed."""
    target = normalise(brief.target_url)
    own = [link for link in reading.links if normalise(link.href) == target]
    yield _once(own, brief, reading)
    yield _anchor(own, brief)
    yield _place(own)
    allowed = {target} | {normalise(link.url) for link in brief.internal_links}
    sources: set[str] = set()
    if base is not None:
        allowed |= {normalise(href) for href in (*(link.href for link in base.links), *base.references)}
        sources = set(base.image_sources)
    yield _others(reading, allowed, sources)
    yield _schemes(reading)
    yield _unknown_pages(reading, allowed)


def _once(own: list[Link], brief: Brief, reading: Reading) -> Check:
    problem = None
    if not own:
        known = any(_same_host(link.href, brief.target_url) for link in reading.links)
        hint = " A link to a different page of that site is not enough." if known else ""
        problem = f"There is no link to {brief.target_url}: it must stand in the text exactly once.{hint}"
    elif len(own) > 1:
        problem = f"The link to {brief.target_url} appears {len(own)} times: keep exactly one."
    return hard_check("link-once", "Your link is there, once", problem, "The link stands in the text once.", len(own))


def _same_host(href: str, target: str) -> bool:
    return normalise(href).split("/")[2:3] == normalise(target).split("/")[2:3]


def _anchor(own: list[Link], brief: Brief) -> Check:
    wrong = next((link.text for link in own if link.text != brief.anchor_text), None)
    problem = None
    if not own:
        problem = f"Without the link there is no anchor text “{brief.anchor_text}”."
    elif wrong is not None:
        problem = f"The linked words are “{wrong}”: they must be exactly “{brief.anchor_text}”."
    return hard_check(
        "anchor-text", "Your anchor text is exact", problem, f"The linked words are “{brief.anchor_text}”."
    )


def _place(own: list[Link]) -> Check:
    problem = None
    if any(link.has_image for link in own):
        problem = "The link is on an image: put it on words in a paragraph."
    elif any(link.place != "prose" for link in own):
        place = next(link.place for link in own if link.place != "prose")
        problem = f"The link stands in a {place}: move it into a sentence of a paragraph."
    return hard_check("link-in-prose", "Your link stands in the text itself", problem, "The link is part of the prose.")


def _others(reading: Reading, allowed: set[str], sources: set[str]) -> Check:
    strange = [link.href for link in reading.links if is_external(link.href) and normalise(link.href) not in allowed]
    strange += [source for source in reading.image_sources if is_external(source) and source not in sources]
    strange += [found for piece in reading.literal for found in _BARE_ADDRESS.findall(piece)]
    strange += [href for href in reading.references if is_external(href) and normalise(href) not in allowed | sources]
    problem = None
    if strange:
        listed = ", ".join(dict.fromkeys(strange[:5]))
        problem = f"These addresses do not belong in the article: {listed}. Remove them."
    return hard_check(
        "other-links", "No links that were not ordered", problem, "There are no other outside addresses.", len(strange)
    )


def _schemes(reading: Reading) -> Check:
    addresses = [link.href for link in reading.links] + reading.image_sources + reading.references
    unsafe = [address for address in addresses if scheme_of(address) not in {"", *WEB_SCHEMES}]
    problem = f"Unsafe address: {unsafe[0][:80]}. Only http and https are allowed." if unsafe else None
    return hard_check("safe-addresses", "All addresses are safe", problem, "All addresses are ordinary web addresses.")


def _unknown_pages(reading: Reading, allowed: set[str]) -> Check:
    unknown = [
        link.href
        for link in reading.links
        if not is_external(link.href) and not link.href.startswith("#") and normalise(link.href) not in allowed
    ]
    return soft_check(
        "internal-links",
        "Links within the site lead somewhere",
        not unknown,
        "All links within the site lead to published pages.",
        f"No page is known at {', '.join(unknown[:3])}: link to listed pages only, or to none.",
        len(unknown),
    )
