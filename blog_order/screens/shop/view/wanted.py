"""What is looked for in the catalogue, as it stands in the page's address: the only place where it is kept.

    /?q=starter&site=crumb-and-co&lang=en&free=1&sort=price&after=…

assets/page.js writes the same names from the form's entries, so that a choice leads to its address by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from blog_order.catalogue.search import MAX_SEARCH, CatalogueQuery, Sort

LIST_ID = "articles"
"""Of the list's part of a page: the way on leads to its beginning."""
LONGEST_VALUE = 2000


@dataclass(frozen=True)
class ListWanted:
    """What an address asks for."""

    search: str = ""
    site: str = ""
    """Slug."""
    language: str = ""
    free_only: bool = False
    sort: Sort = Sort.NEWEST
    after: str = ""
    """A cursor of the read model."""

    @property
    def filtered(self) -> bool:
        """Whether anything but the order of the list was chosen."""
        return bool(self.search or self.site or self.language or self.free_only)

    def query(self, page_size: int) -> CatalogueQuery:
        """The same for the read model."""
        return CatalogueQuery(
            search=self.search,
            site=self.site,
            language=self.language,
            available=True if self.free_only else None,
            sort=self.sort,
            cursor=self.after,
            limit=page_size,
        )


def wanted_in(parameters: Mapping[str, str]) -> ListWanted:
    """What the query of an address asks for; what makes no sense is left out."""
    sort = parameters.get("sort", "")
    return ListWanted(
        search=parameters.get("q", "")[:MAX_SEARCH].strip(),
        site=parameters.get("site", "")[:LONGEST_VALUE],
        language=parameters.get("lang", "")[:LONGEST_VALUE],
        free_only=parameters.get("free") == "1",
        sort=Sort(sort) if sort in tuple(Sort) else Sort.NEWEST,
        after=parameters.get("after", ""),
    )


def list_path(path: str, wanted: ListWanted, after: str = "") -> str:
    """The address of a page of the list, on the page at ``path``."""
    values = {
        "q": wanted.search,
        "site": wanted.site,
        "lang": wanted.language,
        "free": "1" if wanted.free_only else "",
        "sort": "" if wanted.sort == Sort.NEWEST else wanted.sort.value,
        "after": after,
    }
    asked = urlencode({name: value for name, value in values.items() if value}, errors="replace")
    return f"{path}?{asked}#{LIST_ID}" if asked else f"{path}#{LIST_ID}"
