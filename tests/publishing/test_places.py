"""Places of publication: the registry, and an approval at a place that is a slow server elsewhere."""

from __future__ import annotations

import pytest

from blog_order.models import PublishingPlace
from blog_order.publishing import registry


def test_every_place_that_a_site_can_choose_has_an_entry() -> None:
    registry.check_complete(registry.PLACES)
    for place in PublishingPlace:
        without = {each: entry for each, entry in registry.PLACES.items() if each != place}
        with pytest.raises(LookupError, match=place.name):
            registry.check_complete(without)
