"""A good article and its brief, which tests spoil one thing at a time."""

from __future__ import annotations

from typing import Any

import pytest

from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief
from blog_order.errors import Failure
from blog_order.gateways.openai import Generated, generate

URL = "https://www.example.com/boots?size=42&fit=wide"
ANCHOR = "boots that fit wide feet"
LINK = f"[{ANCHOR}]({URL})"
SECRET = "sk-test-very-secret"
INTERNAL = "/blog/trail-notes/drying-wet-boots"

TITLE = "How hiking boots should fit before you buy them"
META = (
    "Hiking boots fit when the heel stays down and the toes stay free. Try these checks in the shop, at home and on "
    "the stairs before you trust a new pair."
)
BODY = f"""Good hiking boots feel a little too large in the shop and just right on the second day of a walk. Feet swell
by half a size after a few hours, and a boot that is snug at noon will pinch by four. The checks below take ten
minutes and need nothing but a pair of thick socks.

## Measure in the afternoon

Your feet are smallest when you get up. Measure them after lunch, standing, with the socks that you walk in. Write
down the length of the longer foot and the width at its broadest point. Most people find that one foot is longer, so
buy for that one and fill the other with a thin insole.

## Check how hiking boots hold the heel

Lace the boot, kick the ground twice with your toes, and walk up a flight of stairs. The heel may move by the thickness
of a coin, no more. If it lifts, lace the ankle again with a surgeon's knot. If it still lifts, the last is wrong
for your foot, and no sock will mend that.

### Leave room for the toes

Going down, your foot slides forward. Stand on a slope in the shop and push: there should be a thumb's width before the
toes. Makers cut their lasts in different shapes, and some offer {LINK} without making the whole boot longer. Try two
sizes of each before you decide.

## Wear them at home first

- Walk an hour a day indoors for a week.
- Carry a loaded pack on the stairs.
- Note every spot that rubs.

A clean boot can go back to the shop; a muddy one cannot. When the week is over, you will know the boot better than any
review could tell you. And if the first walk ends in rain, here is [how to dry them overnight]({INTERNAL}) without
spoiling the leather.
"""


def brief(**changes: Any) -> Brief:
    """The brief for ``article()``, with changes."""
    site = {
        "name": "Trail Notes",
        "topic": "hiking",
        "language": "en",
        "reading_grade_min": 3,
        "banned_topics": ["gambling", "payday loans"],
        **changes.pop("site", {}),
    }
    values: dict[str, Any] = {
        "topic": "How hiking boots should fit",
        "keyword": "hiking boots",
        "target_url": URL,
        "anchor_text": ANCHOR,
        "min_words": 200,
        "max_words": 600,
        "internal_links": [{"title": "Drying wet boots", "url": INTERNAL}],
        "site": site,
    }
    return Brief.model_validate(values | changes)


def article(**changes: Any) -> WrittenArticle:
    """A good article for ``brief()``, with changes."""
    values: dict[str, Any] = {
        "title": TITLE,
        "slug": "hiking-boots-fit",
        "meta_description": META,
        "tags": ["boots", "gear"],
        "not_followed": [],
        "body": BODY,
    }
    return WrittenArticle.model_validate(values | changes)


def ask(**options: Any) -> Generated[WrittenArticle]:
    """One call of the gateway."""
    return generate("Write.", "<brief>{}</brief>", WrittenArticle, **options)


def failure(**options: Any) -> Failure:
    """One call that must fail, in words that can be shown."""
    with pytest.raises(Failure) as caught:
        ask(**options)
    assert SECRET not in str(caught.value)
    assert "http" not in caught.value.message
    return caught.value
