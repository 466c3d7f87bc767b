"""Writes an article from a brief: title, introduction, sections, one link, conclusion, within the length asked for."""

from __future__ import annotations

import itertools
import re

from . import grammar
from .brief import Brief, subject
from .grammar import Aspect, Voice
from .markdown import LINK, Draft, is_paragraph, lengthen, sections, shorten, split_sentences, words

SMALL_WORDS = set("a an and as at but by for from in into of on or the to with without over vs".split())  # noqa: SIM905
ACRONYMS = set("ai api b2b cms crm css diy ev gps hr html nas pdf pr roi saas seo sql ui usb ux vat vpn".split())  # noqa: SIM905
_FORMAL = {
    "don't": "do not", "doesn't": "does not", "isn't": "is not", "aren't": "are not", "won't": "will not",
    "can't": "cannot", "there's": "there is", "that's": "that is", "it's": "it is", "it'll": "it will",
    "you'll": "you will", "you've": "you have", "you're": "you are", "you'd": "you would", "we'll": "we will",
    "we've": "we have", "we're": "we are", "they're": "they are", "they've": "they have", "they'll": "they will",
    "what's": "what is", "let's": "let us", "couldn't": "could not", "needn't": "need not", "didn't": "did not",
    "they'd": "they would", "we'd": "we would", "nobody's": "nobody is", "who'd": "who would", "haven't": "have not",
    "plenty of": "many", "a lot of": "much", "kids": "children", "rocket science": "unusually difficult",
    "a bit of": "some", "tinker with": "alter", "quick look": "brief examination", "so don't": "so do not",
}  # fmt: skip
_TAIL = re.compile(r"(:| with| for| in| of| about| behind| to| into) \$s$")

# Sentences that lean on the one before them: no good as an afterthought elsewhere.
_SEQUEL = re.compile(
    r"(Next|After that|Underneath|Below|Close behind|Another|A quieter|Then|You'll also|In (truth|fact)|They|"
    r"What remains|The rest|Around|That one|The correction|Instead|Rather)\b"
)


def voice_for(brief: Brief, salt: str = "") -> Voice:
    """The words to write a brief with; ``salt`` gives a second, different voice for the same brief."""
    name = grammar.field_of(brief.topic, brief.keyword, brief.niche, brief.site_topic)
    slots = dict(grammar.fields()[name][1])
    topic = subject(brief.topic)
    keyword = brief.keyword or topic
    slots |= {"s": [topic], "kw": [keyword], "KW": [title_case(keyword)], "name": grammar.frame()["names"]}
    slots |= {"niche": [brief.niche.lower() or topic], "audience": [brief.audience or slots["people"][0]]}
    slots |= {"link": [brief.link]}
    return Voice(brief.seed + salt, slots)


def title_case(text: str) -> str:
    """English title case; words that carry capitals of their own keep them."""
    parts = text.split()
    parts = [part.upper() if part in ACRONYMS else part for part in parts]
    return " ".join(
        part if part != part.lower() or (index and part in SMALL_WORDS) else part[:1].upper() + part[1:]
        for index, part in enumerate(parts)
    )


def slug_of(title: str) -> str:
    """Title as the last part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80].strip("-") or "article"


def bounds(brief: Brief) -> tuple[int, int]:
    """(least, most) words: from the brief, else from words such as "800-1000 words" in its notes, else 700 to 1000."""
    least, most = brief.min_words, brief.max_words
    if least is None and most is None:
        if match := re.search(r"(\d{2,4})\s*(?:-|–|to)\s*(\d{2,4})\s+words", brief.notes):
            least, most = int(match[1]), int(match[2])
        else:
            least, most = 700, 1000
    least = least if least is not None else int((most or 1000) * 0.75)
    most = most if most is not None else int(least * 1.35)
    return min(least, most), max(least, most)


def write(brief: Brief) -> Draft:
    """A complete article for a brief."""
    voice = voice_for(brief)
    least, most = bounds(brief)
    target = int(least + (most - least) * voice.rng.uniform(0.4, 0.65))
    count = max(2, min(len(grammar.aspects()), round((target - 160) / 135)))
    order = voice.rng.sample(grammar.aspects(), len(grammar.aspects()))
    chosen, unused = _with_a_list(order, count)
    draft = Draft(title=make_title(voice), meta=make_meta(voice), tags=make_tags(brief))
    draft.slug = slug_of(draft.title)
    draft.blocks = [voice.pick(grammar.frame()["intros"]), voice.pick(grammar.frame()["second"])]
    keyword_at = voice.rng.randrange(1, count) if count > 2 else 0
    listed = 0
    for index, aspect in enumerate(chosen):
        with_list = bool(aspect.list_items) and listed < max(1, count // 3)
        listed += with_list
        blocks, spare = make_section(voice, aspect, with_list=with_list, keyword=index == keyword_at)
        draft.blocks += blocks
        draft.spare += spare
    for aspect in unused:
        if words(draft.body) + 70 + 13 * len(draft.spare) >= least:
            break
        blocks, spare = make_section(voice, aspect, with_list=False)
        draft.blocks += blocks
        draft.spare += spare
    draft.blocks += ["## " + trim_heading(voice, voice.pick(grammar.frame()["closing_headings"], s="$s"))]
    draft.blocks += [voice.pick(grammar.frame()["closings"])]
    voice.rng.shuffle(draft.spare)
    avoid(draft, brief.banned_topics)
    place_links(draft, brief, voice)
    fit(draft, target - 40 if target - 40 > least else least, min(most, target + 60))
    if "formal" in brief.tone.lower() and "informal" not in brief.tone.lower():
        draft.blocks = [formal(block) for block in draft.blocks]
        fit(draft, least, most)
    return draft


def avoid(draft: Draft, topics: list[str]) -> None:
    """Leave out what mentions a topic that the site excludes: sentences, list items, whole headings."""
    if not topics:
        return
    words_to_avoid = [re.escape(re.sub(r"(?<=\w{3})s$", "", topic.strip())) + r"(?:s|es)?" for topic in topics]
    banned = re.compile(rf"\b(?:{'|'.join(words_to_avoid)})\b", re.I)
    kept = []
    for block in draft.blocks:
        if banned.search(block):
            if is_paragraph(block):
                block = " ".join(part for part in split_sentences(block) if not banned.search(part))
            elif block.startswith("#"):
                block = "## More to know"
            else:
                block = "\n".join(line for line in block.splitlines() if not banned.search(line))
        kept += [block] if block else []
    draft.blocks = kept
    draft.spare = [(heading, sentence) for heading, sentence in draft.spare if not banned.search(sentence)]


def _with_a_list(order: list[Aspect], count: int) -> tuple[list[Aspect], list[Aspect]]:
    """The first ``count`` aspects, at least one of which can carry a list; and the others."""
    chosen, unused = order[:count], order[count:]
    if not any(aspect.list_items for aspect in chosen):
        index = next(i for i, aspect in enumerate(unused) if aspect.list_items)
        chosen[-1], unused[index] = unused[index], chosen[-1]
    return chosen, unused


def fit(draft: Draft, least: int, most: int) -> None:
    """Bring an article between two numbers of words, as far as sentences allow."""
    margin = min(8, max(0, (most - least) // 8))
    lengthen(draft, least + margin)
    shorten(draft.blocks, most - margin)


def make_section(
    voice: Voice, aspect: Aspect, *, with_list: bool, keyword: bool = False, about: str = ""
) -> tuple[list[str], list[tuple[str, str]]]:
    """Blocks of one section, heading first, and its spare sentences. ``about`` replaces the subject."""
    fixed = {"s": about} if about else {}
    if keyword:
        heading = "## " + _keyword_heading(voice, aspect)
    else:
        heading = "## " + trim_heading(voice, voice.pick(aspect.headings, s="$s"), about)
    # The first thought often opens an enumeration ("One says …"), so it is always there.
    thoughts = [aspect.thoughts[0], *voice.some(aspect.thoughts[1:], 4 if with_list else 5)]
    said = [voice.say(thought, **fixed) for thought in thoughts]
    rest = [voice.say(thought, **fixed) for thought in aspect.thoughts if thought not in thoughts]
    rest = [sentence for sentence in rest if not _SEQUEL.match(sentence)]
    opener, closer = voice.pick(aspect.openers, **fixed), voice.pick(aspect.closers, **fixed)
    blocks = [heading, " ".join([opener, *said[:3]])]
    if with_list:
        blocks += [" ".join([*said[3:], voice.pick(aspect.list_leads, **fixed)])]
        blocks += ["\n".join(f"- {voice.say(item, **fixed)}" for item in voice.some(aspect.list_items, 4)), closer]
    else:
        blocks += [" ".join([*said[3:], closer])]
    return blocks, [(heading, sentence) for sentence in rest]


def _keyword_heading(voice: Voice, aspect: Aspect) -> str:
    """ "Keyword: rest of the heading" reads well with any keyword, be it a noun, a question or a search phrase."""
    options = [_TAIL.sub("", voice.say(heading, s="$s")) for heading in aspect.headings]
    options = [option for option in options if "$s" not in option] or ["a closer look"]
    rest = voice.rng.choice(options)
    return _sentence_heading(f"{voice.slots['kw'][0]}: {rest[:1].lower()}{rest[1:]}")


def trim_heading(voice: Voice, heading: str, about: str = "") -> str:
    """A heading in which ``$s`` is filled in, or mostly left off where the heading stands without it."""
    if voice.rng.random() < 0.75:
        heading = _TAIL.sub("", heading)
    text = heading.replace("$s", about or voice.slots["s"][0])
    return _sentence_heading(text)


def _sentence_heading(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    return text[:1].upper() + text[1:]


def place_links(draft: Draft, brief: Brief, voice: Voice) -> None:
    """Work the customer's link once, and up to two internal links, into paragraphs of different sections."""
    spans = sections(draft.blocks)
    # Not in the introduction, and in the first part of the text: a link at the very end helps nobody.
    spots = [
        index
        for start, end in spans[: max(1, (len(spans) + 1) // 2)]
        for index in range(start + 1, end)
        if is_paragraph(draft.blocks[index]) and len(split_sentences(draft.blocks[index])) > 1
    ]
    voice.rng.shuffle(spots)
    wanted = [voice.pick(grammar.frame()["links"])] if brief.link else []
    wanted += [voice.pick(grammar.frame()["internal"], link=f"[{t}]({u})") for t, u in brief.internal_links[:2]]
    for sentence, index in zip(wanted, itertools.cycle(spots or [0]), strict=False):
        parts = split_sentences(draft.blocks[index])
        parts.insert(max(1, len(parts) - 1), sentence)
        draft.blocks[index] = " ".join(parts)


def make_title(voice: Voice) -> str:
    """A title that holds the keyword, if possible within 65 characters."""
    templates = grammar.frame()["titles"]
    if re.match(r"(the |how|what|why|when|best|top|cheap|buy|is|are|can|should)\b", voice.slots["kw"][0], re.I):
        templates = [template for template in templates if template.startswith("$KW")]  # "About Best Shoes" is no title
    options = [voice.pick(templates) for _ in range(6)]
    options = [re.sub(r"(?<!\w)[Tt]he The\b", "The", option) for option in options]
    return next((option for option in options if len(option) <= 65), min(options, key=len))


def make_meta(voice: Voice) -> str:
    """A meta description of 140 to 160 characters that holds the keyword."""
    keyword = voice.slots["kw"][0][:60]
    best = ""
    for _ in range(80):
        head = voice.pick(grammar.frame()["meta"], kw=keyword)
        lead = voice.say("{Small steps that work|Learn what matters|Read what to expect|Here is how it's done}")
        tail = lead + voice.pick(grammar.frame()["meta_tails"])
        text = head + (" " if head.endswith("?") else ". ") + tail
        if 140 <= len(text) <= 160:
            return text
        best = text if abs(len(text) - 150) < abs(len(best) - 150) else best
    if len(best) > 160:
        best = best[:157].rsplit(" ", 1)[0].rstrip(",;:") + "."
    for extra in (" Written in plain English.", " With examples.", " No jargon.", " Short and clear."):
        if len(best) < 140 and len(best) + len(extra) <= 160:
            best += extra
    return best


def make_tags(brief: Brief) -> list[str]:
    """Two to five short tags."""
    telling = [word for word in subject(brief.topic).split() if len(word) > 4 and word not in SMALL_WORDS]
    raw = [brief.keyword, brief.niche, *telling]
    tags = list(dict.fromkeys(tag.lower().strip() for tag in raw if tag and len(tag) <= 40))
    return [*tags, "guide", "basics"][: max(2, min(5, len(tags)))]


def _around_links(text: str) -> list[str]:
    """Text and links in turn; what is at odd places is a link and stays as it is."""
    pieces: list[str] = []
    end = 0
    for match in LINK.finditer(text):
        pieces += [text[end : match.start()], match[0]]
        end = match.end()
    return [*pieces, text[end:]]


def formal(text: str) -> str:
    """The same text without contractions and colloquial words; links are left alone."""
    pieces = _around_links(text)
    for index in range(0, len(pieces), 2):
        for casual, strict in _FORMAL.items():
            pieces[index] = re.sub(rf"\b{casual}\b", strict, pieces[index])
            pieces[index] = re.sub(rf"\b{casual.capitalize()}\b", strict[:1].upper() + strict[1:], pieces[index])
    return "".join(pieces)


def friendly(text: str) -> str:
    """The opposite of :func:`formal`: contractions where English has them."""
    pieces = _around_links(text)
    for index in range(0, len(pieces), 2):
        for casual, strict in _FORMAL.items():
            if "'" in casual and " " not in casual:
                pieces[index] = re.sub(rf"\b{strict}\b(?= \w)", casual, pieces[index])
    return "".join(pieces)
