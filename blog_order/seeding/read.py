"""Reads the demo content beside this file: sites.json and articles/SITE/ARTICLE.md; images lie in assets/blog-images.

Files only. Whoever seeds the database calls `read_sites` and `read_articles` and writes the rows.
"""

import datetime
import json
import re
from dataclasses import dataclass, fields
from pathlib import Path

SEED_DIR = Path(__file__).parent
IMAGES_DIR = SEED_DIR.parent.parent / "assets" / "blog-images"  # served as /blog-images/NAME.svg

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PAID_LINK_RELS = ("sponsored", "sponsored nofollow")
_ARTICLE_KEYS = {"title", "description", "tags", "author", "published"}
_OPTIONAL_ARTICLE_KEYS = {"language"}


@dataclass(frozen=True)
class SeedSite:
    """A demo site. Prices are integer minor units of the installation's currency; lengths are words."""

    slug: str
    name: str
    topic: str
    tagline: str
    audience: str
    tone: str
    language: str
    domain_rating: int
    article_price: int
    backlink_price: int
    paid_link_rel: str
    banned_topics: tuple[str, ...]
    min_words: int
    max_words: int
    reading_grade_min: int
    reading_grade_max: int
    author: str


@dataclass(frozen=True)
class SeedArticle:
    """A published demo article. `markdown` is its body, without front matter; `language` may differ from the site's."""

    site_slug: str
    slug: str
    title: str
    description: str
    tags: tuple[str, ...]
    author: str
    published: datetime.date
    language: str
    markdown: str


def read_sites(seed_dir: Path = SEED_DIR) -> list[SeedSite]:
    """Return the demo sites in the order of sites.json.

    Raises:
        ValueError: sites.json is not valid; the message names the file and what is wrong.
    """
    path = seed_dir / "sites.json"
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path}: not valid JSON in UTF-8: {error}") from error
    if not isinstance(entries, list):
        raise ValueError(f"{path}: must hold a list of sites")
    sites = [_site(path, entry) for entry in entries]
    _refuse_repeats(path, [site.slug for site in sites])
    return sites


def read_articles(seed_dir: Path = SEED_DIR) -> list[SeedArticle]:
    """Return every demo article, by site in the order of sites.json, then newest first.

    Raises:
        ValueError: an article or sites.json is not valid, or a folder belongs to no site; the message names the file.
    """
    sites = read_sites(seed_dir)
    articles_dir = seed_dir / "articles"
    for path in sorted(articles_dir.iterdir()):
        if path.is_dir() and path.name not in {site.slug for site in sites}:
            raise ValueError(f"{path}: no site of this name in sites.json")
    articles: list[SeedArticle] = []
    for site in sites:
        of_site = [_article(path, site) for path in sorted((articles_dir / site.slug).glob("*.md"))]
        articles += sorted(of_site, key=lambda article: (article.published, article.slug), reverse=True)
    return articles


def _site(path: Path, entry: object) -> SeedSite:
    if not isinstance(entry, dict):
        raise ValueError(f"{path}: every site must be an object")
    label = f"{path}: site {entry.get('slug', '?')!r}"
    expected = {field.name: field.type for field in fields(SeedSite)}
    if entry.keys() != expected.keys():
        wrong = ", ".join(sorted(entry.keys() ^ expected.keys()))
        raise ValueError(f"{label}: missing or unknown keys: {wrong}")
    for key, kind in expected.items():
        value = entry[key]
        if kind is int:
            good = type(value) is int and value >= 0
        elif kind is str:
            good = isinstance(value, str) and bool(value.strip())
        else:
            good = isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
        if not good:
            raise ValueError(f"{label}: {key} has a wrong value: {value!r}")
    if not _SLUG.fullmatch(entry["slug"]):
        raise ValueError(f"{label}: slug must be lower-case words joined by hyphens")
    if entry["paid_link_rel"] not in _PAID_LINK_RELS:
        raise ValueError(f"{label}: paid_link_rel must be one of {', '.join(_PAID_LINK_RELS)}")
    for low, high in (("min_words", "max_words"), ("reading_grade_min", "reading_grade_max")):
        if entry[low] > entry[high]:
            raise ValueError(f"{label}: {low} is above {high}")
    return SeedSite(**{**entry, "banned_topics": tuple(entry["banned_topics"])})


def _article(path: Path, site: SeedSite) -> SeedArticle:
    if not _SLUG.fullmatch(path.stem):
        raise ValueError(f"{path}: the file name must be lower-case words joined by hyphens")
    values, body = _split_front_matter(path)
    missing = _ARTICLE_KEYS - values.keys()
    unknown = values.keys() - _ARTICLE_KEYS - _OPTIONAL_ARTICLE_KEYS
    if missing or unknown:
        raise ValueError(f"{path}: missing or unknown keys: {', '.join(sorted(missing | unknown))}")
    try:
        published = datetime.date.fromisoformat(values["published"])
    except ValueError as error:
        raise ValueError(f"{path}: published must be a date such as 2026-03-01: {error}") from error
    tags = tuple(tag.strip() for tag in values["tags"].split(","))
    if not all(tags):
        raise ValueError(f"{path}: tags must be words separated by commas")
    if not body:
        raise ValueError(f"{path}: the article has no text")
    return SeedArticle(
        site_slug=site.slug,
        slug=path.stem,
        title=values["title"],
        description=values["description"],
        tags=tags,
        author=values["author"],
        published=published,
        language=values.get("language", site.language),
        markdown=body + "\n",
    )


def _split_front_matter(path: Path) -> tuple[dict[str, str], str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: not UTF-8: {error}") from error
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        raise ValueError(f"{path}: must begin with front matter between two lines of ---")
    end = lines.index("---", 1)
    values: dict[str, str] = {}
    for line in lines[1:end]:
        key, separator, value = line.partition(":")
        key, value = key.strip(), value.strip()
        if not (separator and key and value):
            raise ValueError(f"{path}: front matter line is not 'key: value': {line!r}")
        if key in values:
            raise ValueError(f"{path}: front matter repeats {key}")
        values[key] = value
    return values, "\n".join(lines[end + 1 :]).strip()


def _refuse_repeats(path: Path, slugs: list[str]) -> None:
    repeated = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if repeated:
        raise ValueError(f"{path}: repeated slugs: {', '.join(repeated)}")
