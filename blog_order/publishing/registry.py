"""The places that there are: one for each member of ``PublishingPlace``, checked when this module is imported."""

from __future__ import annotations

from collections.abc import Mapping

from blog_order.models import PublishingPlace
from blog_order.publishing.builtin import BuiltinBlog
from blog_order.publishing.place import Place

PLACES: dict[PublishingPlace, Place] = {PublishingPlace.BUILTIN: BuiltinBlog()}


def check_complete(places: Mapping[PublishingPlace, Place]) -> None:
    """Find every place that a site can choose.

    Raises:
        LookupError: names those without an entry.
    """
    if missing := [place.name for place in PublishingPlace if place not in places]:
        raise LookupError(f"No place of publication for {', '.join(missing)}: add it to PLACES in {__name__}.")


def place_of(place: PublishingPlace) -> Place:
    """The place that shows an article, or that a site chose."""
    return PLACES[place]


check_complete(PLACES)
