"""A hundred good articles: the seeded ones, prose of others, and forms in which a good article may come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief, InternalLink, SiteVoice
from blog_order.content.words import count_words
from blog_order.seeding.read import SeedSite, read_articles, read_sites
from evaluation.cases import Case, plain_paragraphs

PROSE = Path(__file__).parent / "prose"
PROSE_GRADES = (6, 16)
"""A book for administrators reads harder than a blog; its own readers expect that."""

_LINK = re.compile(r"(!?)\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]*(?:\([^()]*\))?[^()\s]*)(?:\s+\"[^\"]*\")?\)")
_RUN = re.compile(r"(?<=[a-zà-ÿ] )[^\W\d_]{3,}(?: [^\W\d_]{2,}){1,2}(?= [a-zà-ÿ])")


def seeded() -> Iterator[Case]:
    """The demonstration's own articles, as if each had been ordered with a link in it."""
    sites = {site.slug: site for site in read_sites()}
    for article in read_articles():
        if not _is_orderable(article.markdown):
            continue
        site = sites[article.site_slug]
        yield make_case(
            f"seeded/{article.slug}",
            article.title,
            article.description,
            article.tags,
            article.markdown,
            voice(site, language=article.language),
        )


def _is_orderable(markdown: str) -> bool:
    """Whether a published text has the form that every order asks for: sections, and a paragraph at the end. A few
    of ours are pieces without headings, or end with a list, which cannot be told from one that was cut."""
    return len(re.findall(r"^##", markdown, re.MULTILINE)) >= 1 and not re.match(
        r"[-*] ", markdown.rstrip().splitlines()[-1]
    )


def prose() -> Iterator[Case]:
    """Sections of books that nobody here wrote; where each is from stands in its file."""
    site = next(site for site in read_sites() if site.slug == "small-stack")
    low, high = PROSE_GRADES
    for path in sorted(PROSE.glob("*-*.md")):
        head, _, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        yield make_case(
            f"prose/{path.stem}",
            fields["title"],
            fields["description"],
            ("systems", "guide"),
            body.strip(),
            voice(site, language=fields["language"], reading_grade_min=low, reading_grade_max=high),
            keyword=fields.get("keyword", ""),
        )


def voice(site: SeedSite, **changes: object) -> SiteVoice:
    """A site as the writer sees it."""
    told = {name: getattr(site, name) for name in SiteVoice.model_fields}
    return SiteVoice.model_validate(told | changes)


def make_case(
    id: str, title: str, description: str, tags: tuple[str, ...], body: str, site: SiteVoice, *, keyword: str = ""
) -> Case:
    """A published text as an ordered article: links to other sites become words, the customer's link is worked in."""
    internal: dict[str, str] = {}

    def as_ordered(found: re.Match[str]) -> str:
        image, words, address = found.groups()
        if image:
            return found.group() if address.startswith("/") else words
        if not address.startswith("/"):
            return words
        internal[address] = words
        return found.group()

    body = re.sub(r"<(https?://[^>]+)>", "", _LINK.sub(as_ordered, body))
    anchor, paragraph = _choose_anchor(body)
    url = f"https://www.example.com/{id.rpartition('/')[2]}?from=blog&kind=a"
    link = f"[{anchor}]({url})"
    at = paragraph.index(anchor)
    body = body.replace(paragraph, paragraph[:at] + link + paragraph[at + len(anchor) :], 1)
    words = count_words(body)
    brief = Brief(
        topic=title,
        keyword=keyword,
        target_url=url,
        anchor_text=anchor,
        site=site,
        min_words=max(100, words - 250),
        max_words=words + 250,
        internal_links=tuple(InternalLink(title=words, url=address) for address, words in internal.items()),
    )
    article = WrittenArticle(
        title=title,
        slug=id.rpartition("/")[2],
        meta_description=description,
        tags=list(tags),
        not_followed=[],
        body=body,
    )
    return Case(id, id.partition("/")[0], article, brief, link)


def _choose_anchor(body: str) -> tuple[str, str]:
    """Words of a paragraph in the middle that can carry a link, and that paragraph."""
    fit = [block for block in plain_paragraphs(body) if not re.search(r"[\[\]_<>\\&\n]", block)]
    for block in fit[len(fit) // 3 :] + fit:
        for found in _RUN.finditer(block):
            before = block[: found.start()]
            if before.count("`") % 2 == before.count("*") % 2 == 0:
                return found.group(), block
    raise ValueError("no paragraph can take a link")
