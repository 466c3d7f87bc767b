"""The last part of an article's address, made from its title."""

from __future__ import annotations

import re
import unicodedata

MAX_SLUG_CHARACTERS = 80
FALLBACK_SLUG = "article"

# Letters that Unicode does not decompose into an ASCII letter and a mark.
_LETTERS = str.maketrans({
    "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d",
    "ł": "l", "Ł": "l", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "'": "", "’": "",
})  # fmt: skip


def make_slug(title: str) -> str:
    """A slug of lower-case ASCII letters, digits and single hyphens for a title.

    At most ``MAX_SLUG_CHARACTERS`` long, cut between words where that is possible. A title without a single
    ASCII-like letter or digit (Japanese, say) gives ``FALLBACK_SLUG``: the caller makes it unique on its site.
    """
    ascii_text = unicodedata.normalize("NFKD", title.translate(_LETTERS)).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")
    if len(slug) > MAX_SLUG_CHARACTERS:
        head = slug[: MAX_SLUG_CHARACTERS + 1]
        slug = (head.rpartition("-")[0] or head[:MAX_SLUG_CHARACTERS]).strip("-")
    return slug or FALLBACK_SLUG


def slug_for(title: str, *proposed: str) -> str:
    """The first of some proposed slugs that says nothing but what the title says; else one made of the title.

    A title that stays as it was keeps its slug so, and no slug can carry what the checks of the title do not see.
    """
    whole = make_slug(title)
    words = set(whole.split("-"))
    return next((slug for slug in map(make_slug, filter(None, proposed)) if set(slug.split("-")) <= words), whole)
