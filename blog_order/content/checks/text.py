"""Hard checks of the text itself: nothing that fails one of these is shown as ready."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from blog_order.content.checks.language import share_in_other_language
from blog_order.content.checks.report import Check, hard_check
from blog_order.content.checks.telltales import find_telltale
from blog_order.content.checks.topics import find_topic
from blog_order.content.cleaning import BROKEN
from blog_order.content.markdown import plain_text
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief
from blog_order.content.reading import Reading, read_markdown
from blog_order.content.words import count_words, shingles_of

MAX_TITLE_CHARACTERS = 110
MAX_COPIED_SHARE = 0.4
"""Of an article's runs of five words, the share that another text may have too. Unrelated articles share under 0.02."""
MAX_FOREIGN_SHARE = 0.15

_ENDS_SENTENCE = re.compile(r"[.!?…。！？؟।][\"'”’»«“)\]*_]*$")
_MARKUP = re.compile(r"\]\(|https?://|\bwww\.|^#|\*\*|</?[a-z!]", re.IGNORECASE)
_HALF_LINK_PIECE = re.compile(r"[^\n]{0,30}(?:\]\(|!?\[[^\]\n]*\]\[|^```)[^\n]{0,30}", re.MULTILINE)
_HALF_LINK = re.compile(r"\]\(|!?\[[^\]\n]*\]\[|^```", re.MULTILINE)


def text_checks(
    reading: Reading, article: WrittenArticle, brief: Brief, other_texts: Sequence[str], base: Reading | None
) -> Iterator[Check]:
    """All of them, in the order of the report."""
    fields = [article.title, article.meta_description, *article.tags, *reading.captions]
    visible = "\n".join([*fields, plain_text(article.body)])
    yield _title(article)
    yield _plain_fields(article)
    yield _length(article, brief)
    yield _complete(reading, base)
    yield _no_html(reading)
    told = "\n".join([*fields, *reading.spoken])
    yield _no_leak(told, brief)
    yield _no_banned_topic(visible, brief)
    yield _language(reading, brief)
    yield _original(article.body, other_texts)


def passage_text_checks(
    reading: Reading, before: Reading, brief: Brief, *, passage: str, replacement: str
) -> Iterator[Check]:
    """Those that one paragraph can be held to, for what is new in it.

    Args:
        reading: the paragraph with the customer's link.
        before: the same paragraph as the publisher wrote it; what it holds is not the customer's concern.
        brief: what was ordered.
        passage: what was replaced; the language of its paragraph would hide that of a sentence.
        replacement: what stands there now.
    """
    half = next((piece for piece in _half_links(reading) if piece not in _half_links(before)), None)
    problem = f"There is broken Markdown near “{half[:60]}”: mend it." if half is not None else None
    if replacement.count(BROKEN) > passage.count(BROKEN):
        problem = _broken_word(replacement)
    yield hard_check("complete", "It is complete", problem, "The passage is whole.")
    yield _no_html(reading, before)
    theirs = "\n".join([*before.spoken, *before.captions])
    yield _no_leak("\n".join([*reading.spoken, *reading.captions]), brief, theirs)
    theirs = "\n".join([plain_text(before.markdown), *before.captions])
    yield _no_banned_topic("\n".join([plain_text(reading.markdown), *reading.captions]), brief, theirs)
    yield _language(read_markdown(replacement), brief, read_markdown(passage))


def _half_links(reading: Reading) -> list[str]:
    return [found.group() for piece in reading.literal for found in _HALF_LINK_PIECE.finditer(piece)]


def _title(article: WrittenArticle) -> Check:
    length = len(article.title)
    problem = None
    if not article.title:
        problem = "The article has no title."
    elif length > MAX_TITLE_CHARACTERS:
        problem = f"The title has {length} characters: shorten it to at most {MAX_TITLE_CHARACTERS}."
    elif _MARKUP.search(article.title):
        problem = "The title holds Markdown, HTML or an address: it must be plain text."
    return hard_check("title", "It has a title", problem, f"The title has {length} characters.", length)


def _plain_fields(article: WrittenArticle) -> Check:
    """What stands in search results and lists is shown as it is, so markup would be read as such."""
    named = [("text for search results", article.meta_description), *(("tag", tag) for tag in article.tags)]
    wrong = next((f"The {name} “{text[:60]}”" for name, text in named if _MARKUP.search(text)), None)
    problem = f"{wrong} holds Markdown, HTML or an address: it must be plain text." if wrong else None
    return hard_check("plain-fields", "Summary and tags are plain text", problem, "They are plain text.")


def _length(article: WrittenArticle, brief: Brief) -> Check:
    words = count_words(article.body)
    problem = None
    if not words:
        problem = "The article is empty."
    elif words < brief.min_words:
        problem = f"The text has {words} words: it needs at least {brief.min_words}. Add substance, not filler."
    elif words > brief.max_words:
        problem = f"The text has {words} words: shorten it to at most {brief.max_words}."
    return hard_check("length", "It has the right length", problem, f"The text has {words} words.", words)


def _complete(reading: Reading, base: Reading | None) -> Check:
    """A list without full stops at the end cannot be told from one that was cut, so it is only let through where the
    published article ended so before."""
    problem = None
    half = next((piece for piece in reading.literal if _HALF_LINK.search(piece)), None)
    broken = reading.markdown.count(BROKEN) > (base.markdown.count(BROKEN) if base is not None else 0)
    ended_so = base is not None and (base.last_kind, base.last_text) == (reading.last_kind, reading.last_text)
    if broken:
        problem = _broken_word(reading.markdown)
    elif ended_so and half is None:
        pass
    elif reading.last_kind != "text":
        problem = "The article does not end with a paragraph: end it with a complete sentence."
    elif not _ENDS_SENTENCE.search(reading.last_text):
        problem = f"The article breaks off with “{reading.last_text[-40:]}”: end it with a complete sentence."
    elif half is not None:
        problem = f"There is broken Markdown near “{half[:60]}”: mend the link."
    return hard_check("complete", "It is complete", problem, "The text ends with a complete sentence.")


def _broken_word(markdown: str) -> str:
    at = markdown.index(BROKEN)
    return f"There is a broken word near “{markdown[max(0, at - 20) : at + 20]}”: write it again."


def _no_html(reading: Reading, before: Reading | None = None) -> Check:
    theirs = Counter(before.html if before else [])
    new = list((Counter(reading.html) - theirs).elements())
    problem = f"There is raw HTML ({new[0][:60]}): write Markdown only." if new else None
    return hard_check("no-html", "No HTML or scripts in it", problem, "The text is plain Markdown.", len(new))


def _no_leak(text: str, brief: Brief, theirs: str = "") -> Check:
    leak = find_telltale(text, f"{brief.topic}\n{brief.keyword}\n{brief.anchor_text}\n{brief.notes}\n{theirs}")
    if leak and theirs and leak == find_telltale(theirs):
        leak = None
    problem = f"“{leak[:80]}” does not belong in an article: remove it." if leak else None
    return hard_check("no-leak", "Nothing about how it was made", problem, "The text speaks of its subject alone.")


def _no_banned_topic(visible: str, brief: Brief, theirs: str = "") -> Check:
    for topic in brief.site.banned_topics:
        if theirs and find_topic(topic, theirs) is not None:
            continue
        if (words := find_topic(topic, visible)) is not None:
            about = f"“{words}”" if words.lower() == topic.lower() else f"“{words}” ({topic})"
            problem = (
                f"The article mentions {about}, in its text, title, description or tags, "
                f"which {brief.site.name} does not publish about: remove it."
            )
            return hard_check("banned-topics", "It suits the site", problem, "")
    return hard_check("banned-topics", "It suits the site", None, "It touches no topic that the site excludes.")


def _language(reading: Reading, brief: Brief, before: Reading | None = None) -> Check:
    share = _foreign_share(reading, brief)
    problem = None
    was_so = before is not None and (_foreign_share(before, brief) or 0.0) > MAX_FOREIGN_SHARE
    if share is not None and share > MAX_FOREIGN_SHARE and not was_so:
        problem = f"About {share:.0%} of the text is not in the right language ({brief.site.language}): translate it."
    fine = "The language could not be judged." if share is None else "The text is in the right language."
    return hard_check(
        "language", "It is in the right language", problem, fine, None if share is None else round(share, 3)
    )


def _foreign_share(reading: Reading, brief: Brief) -> float | None:
    return share_in_other_language([*reading.paragraphs, *reading.items], brief.site.language)


def _original(body: str, other_texts: Sequence[str]) -> Check:
    own = _fingerprint.__wrapped__(body) if other_texts else frozenset()
    shares = [len(own & _fingerprint(other)) / len(own) for other in other_texts] if own else []
    share = max(shares, default=0.0)
    problem = None
    if share > MAX_COPIED_SHARE:
        problem = f"{share:.0%} of its wording is that of another article: write it anew."
    return hard_check("original", "It is not a copy", problem, "It is not a copy of another article.", round(share, 3))


@functools.lru_cache(maxsize=256)
def _fingerprint(markdown: str) -> frozenset[int]:
    """Hashes of all runs of five words; kept for the articles of a site, which each check meets again."""
    return frozenset(map(hash, shingles_of(plain_text(markdown))))
