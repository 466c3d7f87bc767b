"""The edition that an approval has made: what is shown at the article's place, and taken back if that fails."""

from __future__ import annotations

from dataclasses import dataclass

from blog_order.catalogue.editions import remove_article, withdraw_edition
from blog_order.database import Work


@dataclass(frozen=True)
class ApprovedEdition:
    """An edition in the record of an article. Number 1 is an article that the approval has added."""

    article_id: str
    num: int


def take_back(session: Work, edition: ApprovedEdition) -> None:
    """The page is not as it should be: nothing of the edition stays. A later edition does."""
    if edition.num == 1:
        remove_article(session, edition.article_id)
    else:
        withdraw_edition(session, edition.article_id, edition.num)
