"""Soft checks: what makes an article better. They are scored and shown, and the writer and editor see them."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from blog_order.content.article import WrittenArticle
from blog_order.content.brief import Brief
from blog_order.content.reading import Reading
from blog_order.content.report import Check, Severity
from blog_order.content.words import words_of

MIN_META, MAX_META = 140, 160
MAX_KEYWORD_PER_100_WORDS = 2.5
MAX_PARAGRAPH_WORDS = 150
MAX_MEAN_SENTENCE_WORDS = 25
MAX_SENTENCE_WORDS = 50
MAX_REPEATED_SHARE = 0.06
MIN_SUBHEADINGS = 2


def soft(id: str, title: str, passed: bool, fine: str, problem: str, value: float | None = None) -> Check:
    """A soft check."""
    return Check(
        id=id, title=title, severity=Severity.SOFT, passed=passed, detail=fine if passed else problem, value=value
    )


def soft_checks(reading: Reading, article: WrittenArticle, brief: Brief) -> Iterator[Check]:
    """All that apply to this article, in the order of the report."""
    if brief.keyword:
        yield from _keyword(reading, article, brief.keyword)
    yield _headings(reading)
    yield _subheadings(reading)
    yield _paragraphs(reading)
    yield _sentences(reading)
    if brief.site.language.lower().startswith("en"):
        yield _readability(reading, brief)
    yield _repetition(reading)
    yield _meta(article)


def _keyword(reading: Reading, article: WrittenArticle, keyword: str) -> Iterator[Check]:
    pattern = re.compile(r"(?<!\w)" + r"[\s\-]+".join(re.escape(w) for w in keyword.split()) + r"(?!\w)", re.IGNORECASE)
    first = reading.paragraphs[0] if reading.paragraphs else ""
    in_headings = any(pattern.search(heading.text) for heading in reading.headings)
    places = [
        ("title", "title", bool(pattern.search(article.title))),
        ("first", "first paragraph", bool(pattern.search(first))),
        ("heading", "a heading", in_headings),
    ]
    for id, place, found in places:
        the_place = place if place.startswith("a ") else f"the {place}"
        yield soft(
            f"keyword-{id}",
            f"The keyword is in {the_place}",
            found,
            f"“{keyword}” is in {the_place}.",
            f"Use “{keyword}” in {the_place}.",
        )
    uses = len(pattern.findall(reading.prose))
    rate = 100 * uses / max(1, len(reading.words))
    yield soft(
        "keyword-natural",
        "The keyword is used naturally",
        uses <= 3 or rate <= MAX_KEYWORD_PER_100_WORDS,
        f"“{keyword}” appears {uses} times.",
        f"“{keyword}” appears {uses} times in {len(reading.words)} words: use it less often.",
        round(rate, 2),
    )


def _headings(reading: Reading) -> Check:
    levels = [heading.level for heading in reading.headings]
    problem = ""
    if 1 in levels:
        problem = "Headings in the text begin with ##: a single # is the title's."
    elif levels and levels[0] != 2:
        problem = "The first heading must be a ## heading."
    elif any(after > before + 1 for before, after in itertools.pairwise(levels)):
        problem = "A heading skips a level: ### comes only below ##."
    elif any(not heading.text for heading in reading.headings):
        problem = "A heading is empty: remove it."
    return soft("heading-order", "Headings are in order", not problem, "The headings are in order.", problem)


def _subheadings(reading: Reading) -> Check:
    count = len(reading.headings)
    return soft(
        "subheadings",
        "It has sections",
        count >= MIN_SUBHEADINGS,
        f"The text has {count} headings.",
        f"The text has {count} headings: divide it by at least {MIN_SUBHEADINGS}.",
        count,
    )


def _paragraphs(reading: Reading) -> Check:
    longest = max((len(words_of(paragraph)) for paragraph in reading.paragraphs), default=0)
    return soft(
        "paragraphs",
        "Paragraphs are short enough",
        longest <= MAX_PARAGRAPH_WORDS,
        f"The longest paragraph has {longest} words.",
        f"A paragraph has {longest} words: split those of more than {MAX_PARAGRAPH_WORDS}.",
        longest,
    )


def _sentences(reading: Reading) -> Check:
    lengths = [len(words_of(sentence)) for sentence in reading.sentences] or [0]
    mean, longest = sum(lengths) / len(lengths), max(lengths)
    return soft(
        "sentences",
        "Sentences are short enough",
        mean <= MAX_MEAN_SENTENCE_WORDS and longest <= MAX_SENTENCE_WORDS,
        f"Sentences have {mean:.0f} words on average.",
        f"Sentences have {mean:.0f} words on average and {longest} at most: shorten the long ones "
        f"(average at most {MAX_MEAN_SENTENCE_WORDS}, none above {MAX_SENTENCE_WORDS}).",
        round(mean, 1),
    )


def _readability(reading: Reading, brief: Brief) -> Check:
    import textstat  # loads pronunciation tables of 0.7 s: only where text is judged

    text = "\n".join(reading.paragraphs)
    grade = float(textstat.textstat.flesch_kincaid_grade(text)) if reading.sentences else 0.0
    low, high = brief.site.reading_grade_min, brief.site.reading_grade_max
    advice = "use shorter sentences and plainer words" if grade > high else "give it more depth"
    return soft(
        "readability",
        "It reads easily for the site's readers",
        low <= grade <= high,
        f"The reading grade is {grade:.1f}.",
        f"The reading grade is {grade:.1f}, the site's readers expect {low:g} to {high:g}: {advice}.",
        round(grade, 1),
    )


def _repetition(reading: Reading) -> Check:
    sentences = Counter(" ".join(words_of(sentence)).lower() for sentence in reading.sentences)
    twice = next((text for text, count in sentences.items() if count > 1 and len(text.split()) > 5), None)
    words = [word.lower() for sentence in reading.sentences for word in words_of(sentence)]
    runs = Counter(tuple(words[i : i + 5]) for i in range(len(words) - 4))
    share = sum(count - 1 for count in runs.values()) / max(1, sum(runs.values()))
    problem = f"This sentence stands there twice: “{twice[:100]}”." if twice else f"{share:.0%} of the wording repeats."
    return soft(
        "repetition",
        "It does not repeat itself",
        twice is None and share <= MAX_REPEATED_SHARE,
        "The text does not repeat itself.",
        f"{problem} Say each thing once.",
        round(share, 3),
    )


def _meta(article: WrittenArticle) -> Check:
    length = len(article.meta_description)
    return soft(
        "meta-description",
        "The text for search results fits",
        MIN_META <= length <= MAX_META,
        f"The meta description has {length} characters.",
        f"The meta description has {length} characters: write {MIN_META} to {MAX_META}.",
        length,
    )
