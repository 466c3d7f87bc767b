"""Soft checks: what makes an article better. They are scored and shown, and the writer and editor see them."""

from __future__ import annotations

import itertools
import re
import threading
from collections import Counter
from collections.abc import Iterator

from blog_order.content.checks.report import Check, soft_check
from blog_order.content.checks.topics import phrase_pattern
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief
from blog_order.content.reading import Reading
from blog_order.content.words import words_of

MIN_META, MAX_META = 140, 160
MAX_WORD_PER_100_WORDS, MAX_PHRASE_PER_100_WORDS = 3.0, 2.0
"""A single word stands in honest prose oftener than a phrase does."""
MAX_PARAGRAPH_WORDS = 150
MAX_MEAN_SENTENCE_WORDS = 25
ROMANCE_LANGUAGES = ("fr", "es", "it", "pt")
MAX_MEAN_ROMANCE_SENTENCE_WORDS = 30
"""The same thought takes about a fifth more words there."""
LONG_SENTENCE_WORDS, MAX_LONG_SHARE = 40, 0.15
MAX_SENTENCE_WORDS = 60
GRADE_TOLERANCE = 0.5
"""A reading grade is no finer than that."""
MAX_REPEATED_SHARE = 0.06
MIN_SUBHEADINGS, SHORT_TEXT_WORDS = 2, 400
"""A short text does with one heading less."""
MIN_TAGS, MAX_TAGS, MAX_TAG_CHARACTERS = 2, 6, 40

_grading = threading.Lock()


def soft_checks(reading: Reading, article: WrittenArticle, brief: Brief) -> Iterator[Check]:
    """All that apply to this article, in the order of the report."""
    if brief.keyword:
        yield from _keyword(reading, article, brief.keyword)
    yield _headings(reading)
    yield _subheadings(reading)
    yield _paragraphs(reading)
    yield _sentences(reading, brief)
    if brief.site.language.lower().startswith("en"):
        yield _readability(reading, brief)
    yield _repetition(reading)
    yield _meta(article)
    yield _tags(article)


def _keyword(reading: Reading, article: WrittenArticle, keyword: str) -> Iterator[Check]:
    pattern = re.compile(rf"(?<!\w){phrase_pattern(keyword)}(?!\w)", re.IGNORECASE)
    first = reading.paragraphs[0] if reading.paragraphs else ""
    in_headings = any(pattern.search(heading.text) for heading in reading.headings)
    places = [
        ("title", "title", bool(pattern.search(article.title))),
        ("first", "first paragraph", bool(pattern.search(first))),
        ("heading", "a heading", in_headings),
    ]
    for id, place, found in places:
        the_place = place if place.startswith("a ") else f"the {place}"
        yield soft_check(
            f"keyword-{id}",
            f"The keyword is in {the_place}",
            found,
            f"“{keyword}” is in {the_place}.",
            f"Use “{keyword}” in {the_place}.",
        )
    uses = len(pattern.findall(reading.prose))
    rate = 100 * uses / max(1, len(reading.words))
    most = MAX_PHRASE_PER_100_WORDS if " " in keyword else MAX_WORD_PER_100_WORDS
    yield soft_check(
        "keyword-natural",
        "The keyword is used naturally",
        uses <= 3 or rate <= most,
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
    elif reading.bare_headings:
        problem = (
            f"There is nothing under the heading “{reading.bare_headings[0][:60]}”: write its section or remove it."
        )
    return soft_check("heading-order", "Headings are in order", not problem, "The headings are in order.", problem)


def _subheadings(reading: Reading) -> Check:
    count = len(reading.headings)
    least = MIN_SUBHEADINGS - (len(reading.words) < SHORT_TEXT_WORDS)
    return soft_check(
        "subheadings",
        "It has sections",
        count >= least,
        f"The text has {count} headings.",
        f"The text has {count} headings: divide it by at least {least}.",
        count,
    )


def _paragraphs(reading: Reading) -> Check:
    longest = max((len(words_of(paragraph)) for paragraph in reading.paragraphs), default=0)
    return soft_check(
        "paragraphs",
        "Paragraphs are short enough",
        longest <= MAX_PARAGRAPH_WORDS,
        f"The longest paragraph has {longest} words.",
        f"A paragraph has {longest} words: split those of more than {MAX_PARAGRAPH_WORDS}.",
        longest,
    )


def _sentences(reading: Reading, brief: Brief) -> Check:
    """One long sentence among many is style; many of them, or one that nobody gets through, are not."""
    lengths = [len(words) for words in reading.sentence_words] or [0]
    mean, longest = sum(lengths) / len(lengths), max(lengths)
    long_ones = sum(length > LONG_SENTENCE_WORDS for length in lengths)
    romance = brief.site.language.lower().startswith(ROMANCE_LANGUAGES)
    most = MAX_MEAN_ROMANCE_SENTENCE_WORDS if romance else MAX_MEAN_SENTENCE_WORDS
    return soft_check(
        "sentences",
        "Sentences are short enough",
        mean <= most
        and longest <= MAX_SENTENCE_WORDS
        and (long_ones <= 1 or long_ones <= MAX_LONG_SHARE * len(lengths)),
        f"Sentences have {mean:.0f} words on average.",
        f"Sentences have {mean:.0f} words on average and {longest} at most, and {long_ones} are longer than "
        f"{LONG_SENTENCE_WORDS}: shorten them (average at most {most}, few above {LONG_SENTENCE_WORDS}, none above "
        f"{MAX_SENTENCE_WORDS}).",
        round(mean, 1),
    )


def grade_of(text: str) -> float:
    """The reading grade (Flesch-Kincaid): years of school."""
    # It loads pronunciation tables at its first use, which takes 0.7 s and 60 MB. Sixteen threads of a new worker that
    # come to it together would each load their own; no second is lost by one at a time, since it is all computing.
    with _grading:
        import textstat

        return float(textstat.textstat.flesch_kincaid_grade(text))


def _readability(reading: Reading, brief: Brief) -> Check:
    grade = grade_of("\n".join(reading.paragraphs)) if reading.sentences else 0.0
    low, high = brief.site.reading_grade_min, brief.site.reading_grade_max
    advice = "use shorter sentences and plainer words" if grade > high else "give it more depth"
    return soft_check(
        "readability",
        "It reads easily for the site's readers",
        low - GRADE_TOLERANCE <= grade <= high + GRADE_TOLERANCE,
        f"The reading grade is {grade:.1f}.",
        f"The reading grade is {grade:.1f}, the site's readers expect {low:g} to {high:g}: {advice}.",
        round(grade, 1),
    )


def _repetition(reading: Reading) -> Check:
    sentences = Counter(" ".join(words).lower() for words in reading.sentence_words)
    twice = next((text for text, count in sentences.items() if count > 1 and len(text.split()) > 5), None)
    words = [word.lower() for words in reading.sentence_words for word in words]
    runs = Counter(tuple(words[i : i + 5]) for i in range(len(words) - 4))
    share = sum(count - 1 for count in runs.values()) / max(1, sum(runs.values()))
    problem = f"This sentence stands there twice: “{twice[:100]}”." if twice else f"{share:.0%} of the wording repeats."
    return soft_check(
        "repetition",
        "It does not repeat itself",
        twice is None and share <= MAX_REPEATED_SHARE,
        "The text does not repeat itself.",
        f"{problem} Say each thing once.",
        round(share, 3),
    )


def _meta(article: WrittenArticle) -> Check:
    length = len(article.meta_description)
    return soft_check(
        "meta-description",
        "The text for search results fits",
        MIN_META <= length <= MAX_META,
        f"The meta description has {length} characters.",
        f"The meta description has {length} characters: write {MIN_META} to {MAX_META}.",
        length,
    )


def _tags(article: WrittenArticle) -> Check:
    count, longest = len(article.tags), max(map(len, article.tags), default=0)
    alike = count - len({tag.lower() for tag in article.tags})
    problem = ""
    if not MIN_TAGS <= count <= MAX_TAGS:
        problem = f"There are {count} tags: give {MIN_TAGS} to {MAX_TAGS}."
    elif longest > MAX_TAG_CHARACTERS or "" in article.tags:
        problem = f"A tag has {longest} characters: a tag is a word or two, at most {MAX_TAG_CHARACTERS} characters."
    elif alike:
        problem = "A tag stands there twice: remove it."
    return soft_check("tags", "It has a few short tags", not problem, f"There are {count} tags.", problem, count)
