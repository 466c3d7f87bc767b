"""Forms in which a good article may come and must not be taken for a bad one; what the demonstration writer makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief, Task
from blog_order.content.prompting.prompt import prompt_for
from blog_order.standins.writer import compose, fill
from evaluation.cases import Case, insert_after
from evaluation.good import make_case

QUOTE = "> Measure first, then decide. A number that you wrote down yourself is worth ten that you remember."
TABLE = "| Step | Takes |\n|---|---:|\n| Prepare | 5 min |\n| Do it | 20 min |"
CODE = "```html\n<script>alert('as an AI, I cannot')</script> <a href=\"https://other.example\">x</a>\n```"
LIST = "1. Read it once.\n2. Leave it for a day.\n3. Read it again, aloud."


def variants(bases: Sequence[Case]) -> Iterator[Case]:
    """Each form over an article of its own."""
    for number, (name, change) in enumerate(FORMS.items()):
        base = bases[number % len(bases)]
        yield replace(change(base), id=f"variant/{name}", source="variant")


def _after(case: Case, added: str) -> Case:
    return case.wrote(insert_after(case.article.body, case.paragraphs()[1], added))


def _ending(case: Case, sentence: str) -> Case:
    return case.wrote(f"{case.article.body.rstrip()} {sentence}")


def _address(case: Case, written: str, ordered: str = "") -> Case:
    changed = case.linked(f"[{case.brief.anchor_text}]({written})")
    return changed.ordered(target_url=ordered) if ordered else changed


def _anchor(case: Case, anchor: str, written: str = "") -> Case:
    url = case.brief.target_url
    return case.linked(f"[{written or anchor}]({url})").ordered(anchor_text=anchor)


FORMS: dict[str, Callable[[Case], Case]] = {
    "link by reference": lambda case: case.linked(f"[{case.brief.anchor_text}][kit]").wrote(
        case.article.body.replace(case.link, f"[{case.brief.anchor_text}][kit]")
        + f"\n\n[kit]: {case.brief.target_url}\n"
    ),
    "address in angle brackets": lambda case: _address(case, f"<{case.brief.target_url}>"),
    "host in capitals": lambda case: _address(
        case, case.brief.target_url.replace("www.example.com", "WWW.Example.COM")
    ),
    "default port": lambda case: _address(case, case.brief.target_url.replace(".com/", ".com:443/")),
    "ampersand as an entity": lambda case: _address(case, case.brief.target_url.replace("&", "&amp;")),
    "international host as punycode": lambda case: _address(
        case, "https://xn--kchen-kva.example/%C3%BCber", "https://küchen.example/über"
    ),
    "brackets in the address": lambda case: _address(
        case, "<https://example.com/a_(b)_c>", "https://example.com/a_(b)_c"
    ),
    "address with a fragment": lambda case: _address(
        case, "https://example.com/a#part-2", "https://example.com/a#part-2"
    ),
    "anchor in bold": lambda case: _anchor(case, case.brief.anchor_text, f"**{case.brief.anchor_text}**"),
    "anchor over a line end": lambda case: _anchor(
        case, case.brief.anchor_text, case.brief.anchor_text.replace(" ", "\n", 1)
    ),
    "anchor with an ampersand": lambda case: _anchor(case, "salt & pepper mills"),
    "anchor with brackets": lambda case: _anchor(case, "mills (the small ones) [2]", r"mills (the small ones) \[2\]"),
    "anchor of an old word for AI": lambda case: _anchor(case, "an AI engineer's notebook"),
    "a quotation": lambda case: _after(case, QUOTE),
    "a table": lambda case: _after(case, TABLE),
    "code with markup in it": lambda case: _after(case, f"The page began like this:\n\n{CODE}\n\nIt was mended soon."),
    "a numbered list": lambda case: _after(case, f"Three steps are enough:\n\n{LIST}\n\nThat is all there is to it."),
    "ends with a question": lambda case: _ending(case, "What would you try first?"),
    "ends with a quotation": lambda case: _ending(case, "She smiled and said: “It will do (for now).”"),
    "speaks of chance": lambda case: _ending(
        case, "It is a gamble, and I wager that you will win it; I'm betting on you."
    ),
    "speaks of models": lambda case: _ending(case, "The model of 2019, sold as an AI toy, is still in the cupboard."),
    "less than and more than": lambda case: _ending(case, "Keep it at 2 < x and y > 4, in short."),
}


def written(briefs: Sequence[Brief]) -> Iterator[Case]:
    """What the demonstration writer makes of some briefs."""
    for number, brief in enumerate(briefs):
        if brief.task != Task.ARTICLE:
            continue
        prompt = prompt_for(brief)
        answer = fill(WrittenArticle.model_json_schema(), compose(f"{prompt.instructions}\n\n{prompt.input}"))
        article = WrittenArticle.model_validate(answer)
        link = f"[{brief.anchor_text}]({brief.target_url})"
        yield Case(f"written/{number:02}", "written", article, brief, link)


__all__ = ["make_case", "variants", "written"]
