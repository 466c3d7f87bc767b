"""Backlinks: a published article into which a link was worked, well or with one planted defect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from blog_order.content.placement import Placement
from blog_order.content.prompting.brief import Task
from evaluation.cases import Case, plain_paragraphs


def placed(case: Case, replacement: str) -> Case:
    """The article with the first sentence of its longest paragraph replaced; ``{p}`` is that sentence, ``{l}`` the
    link, ``{a}`` and ``{u}`` its anchor and address."""
    base = case.article.body.replace(case.link, case.brief.anchor_text, 1)
    passage = sentence_of(base)
    written = replacement.format(p=passage, l=case.link, a=case.brief.anchor_text, u=case.brief.target_url)
    new = base.replace(passage, written, 1)
    brief = case.brief.model_copy(update={"task": Task.BACKLINK, "keyword": ""})
    return replace(
        case,
        article=case.article.model_copy(update={"body": new}),
        brief=brief,
        base=base,
        placement=Placement(passage=passage, replacement=written),
    )


def sentence_of(markdown: str) -> str:
    """A sentence that stands in the text once and holds no markup."""
    for block in sorted(plain_paragraphs(markdown), key=len, reverse=True):
        for sentence in block.split(". "):
            text = sentence if sentence.endswith(".") else f"{sentence}."
            if markdown.count(text) == 1 and 8 < len(text.split()) < 26 and not set(text) & set("[]*`_<>|\\\n{}"):
                return text
    raise ValueError("no sentence fits")


def _elsewhere(change: Callable[[str], str]) -> Callable[[Case], Case]:
    """The placement is as it should be, and something else in the article changed too."""

    def plant(case: Case) -> Case:
        good = placed(case, "{p} More is told by {l}.")
        changed = change(good.article.body)
        if changed == good.article.body:
            raise ValueError(f"{case.id}: nothing changed")
        return replace(good, article=good.article.model_copy(update={"body": changed}))

    return plant


def _said(text: str) -> Callable[[Case], Case]:
    return lambda case: placed(case, text)


LONG = " ".join(["and it goes on for a while longer than it should"] * 5)
GOOD_FORMS = {
    "a sentence added": "{p} More is told by {l}.",
    "a clause added": "{p} That is why some begin with {l}, and others never do.",
}
BACKLINK: dict[str, dict[str, Callable[[Case], Case]]] = {
    "nothing-else": {
        "a comma elsewhere": _elsewhere(lambda body: body.replace(" and ", ", and ", 1)),
        "a heading changed": _elsewhere(lambda body: body.replace("\n## ", "\n## New: ", 1)),
        "a paragraph lost": _elsewhere(lambda body: "\n\n".join(body.split("\n\n")[:-1])),
        "white space at the end": _elsewhere(lambda body: body.rstrip() + " \n\n"),
        "a paragraph added": _elsewhere(lambda body: body + "\n\nBuy it today."),
        "a second paragraph in the passage": _said("{p}\n\nMore is told by {l}."),
    },
    "link-once": {
        "the link twice in the passage": _said("{p} See {l}, or {l}."),
        "no link in the passage": _said("{p} More is told by {a}."),
        "another address in the passage": _said("{p} More is told by [{a}]({u}x)."),
    },
    "anchor-text": {"another anchor in the passage": _said("{p} More is told [here]({u}).")},
    "other-links": {"a foreign link in the passage": _said("{p} See {l} and [this](https://other.example/).")},
    "no-html": {"a tag in the passage": _said("{p} See <b>now</b> {l}.")},
    "no-leak": {"the machine speaks in the passage": _said("{p} As an AI, I suggest {l}.")},
    "banned-topics": {"a casino in the passage": _said("{p} An online casino by {l} is near.")},
    "language": {
        "German in the passage": _said(
            "Wer mehr wissen will und es nicht eilig hat, der findet bei {l} eine gute Auswahl und auch die Preise, "
            "die für den Anfang nicht zu hoch sind."
        )
    },
    "sentence-length": {
        "an endless sentence in the passage": _said("{p} More is told by {l} " + LONG + "."),
        "an endless sentence before the link": _said("{p} And so it began, " + LONG + ", and ended with {l}."),
    },
    "small-change": {
        "a whole advertisement in the passage": _said("{p} More is told by {l}. " + (LONG + ". ") * 2),
        "many short sentences in the passage": _said("{p} See {l}. " + "It is there. You can go. They will help. " * 5),
    },
}


def good_backlinks(bases: Sequence[Case]) -> Iterator[Case]:
    """Links that were worked in as they should be."""
    for number, (name, text) in enumerate(GOOD_FORMS.items()):
        yield replace(placed(bases[number], text), id=f"backlink/{name}", source="backlink")
