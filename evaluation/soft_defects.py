"""Defects that make an article worse and not unfit: each function plants one, and its check is named."""

from __future__ import annotations

import re
from collections.abc import Callable

from evaluation.cases import Case, insert_after, plain_paragraphs
from evaluation.planting import Plant, after, at_end

HARD_WORDS = (
    "Anthropometrical considerations notwithstanding, manufacturers' differentiated dimensional methodologies "
    "necessitate comprehensive individualised evaluation procedures throughout institutional environments. "
)
THINGS = [
    "doors",
    "locks",
    "keys",
    "beams",
    "lamps",
    "stairs",
    "rails",
    "hooks",
    "bolts",
    "nails",
    "pipes",
    "taps",
    "valves",
    "belts",
    "wheels",
    "brakes",
    "gears",
    "chains",
    "bells",
    "horns",
    "pumps",
    "seals",
    "rings",
    "caps",
]
CHILDISH = "Go on. Do it now. Try it. It is fun. Look up. Sit down. Eat it. It is hot. He can see it. We go in. "


def with_keyword(case: Case) -> Case:
    """The same article for an order with a keyword that is used as it should be."""
    keyword = "garden pump"
    first = plain_paragraphs(case.article.body)[0]
    body = case.article.body.replace(first, f"A garden pump was where it began. {first}", 1)
    body = re.sub(r"^## (.*)$", r"## The garden pump and \1", body, count=1, flags=re.MULTILINE)
    return case.ordered(keyword=keyword).changed(body=body, title=f"The garden pump: {case.article.title[:60]}")


def keyed(change: Callable[[Case], Case]) -> Plant:
    """A defect of an order with a keyword."""
    return lambda case: change(with_keyword(case))


def _replaced(old: str, new: str, count: int = -1) -> Callable[[Case], Case]:
    return lambda case: case.wrote(case.article.body.replace(old, new, count))


def _resubbed(pattern: str, new: str, count: int = 0) -> Plant:
    return lambda case: case.wrote(re.sub(pattern, new, case.article.body, count=count, flags=re.MULTILINE))


def _twice(case: Case) -> Case:
    blocks = case.paragraphs()
    sentence = next(s for block in blocks for s in re.split(r"(?<=\.) ", block) if len(s.split()) > 7 and s[-1] == ".")
    return case.wrote(insert_after(case.article.body, blocks[-1], sentence))


def _paragraph_twice(case: Case) -> Case:
    blocks = case.paragraphs()
    longest = max(blocks, key=len)
    return case.wrote(insert_after(case.article.body, blocks[0], longest))


def _joined(case: Case) -> Case:
    """Paragraphs run together until one is far too long."""
    made, body = "", case.article.body
    for block in case.paragraphs():
        if len(made.split()) > 170:
            break
        made = f"{made} {block}".strip()
        body = body.replace(f"{block}\n\n", "", 1)
    return case.wrote(f"{made}\n\n{body}")


def _internal(address: str) -> Plant:
    return at_end(f"There is [an older piece]({address}) on that.")


SOFT: dict[str, dict[str, Plant]] = {
    "keyword-title": {
        "keyword not in the title": keyed(lambda case: case.changed(title="What we learned about it")),
        "half of it in the title": keyed(lambda case: case.changed(title="What a pump taught us")),
        "within another word in the title": keyed(lambda case: case.changed(title="What garden pumpkins taught us")),
    },
    "keyword-first": {
        "keyword not in the first paragraph": keyed(_replaced("A garden pump was", "A lucky day was", 1)),
        "keyword only in the second": keyed(lambda case: case.wrote(f"It began late one day.\n\n{case.article.body}")),
    },
    "keyword-heading": {
        "keyword in no heading": keyed(_replaced("## The garden pump and", "## On", 1)),
        "keyword cut in two by a heading": keyed(_replaced("## The garden pump and", "## The garden and its pump:", 1)),
    },
    "keyword-natural": {
        "keyword stuffed at the end": keyed(lambda case: at_end(" ".join(["Buy a garden pump today."] * 60))(case)),
        "keyword in every sentence": keyed(_resubbed(r"(?<=[a-z])\. (?=[A-Z])", ", says the garden pump. ")),
        "keyword listed": keyed(lambda case: after("\n".join(["- garden pump"] * 60))(case)),
    },
    "heading-order": {
        "a level-one heading": _resubbed(r"^## ", "# ", 1),
        "begins with level three": lambda case: case.wrote(
            re.sub(r"^## ", "### ", case.article.body, count=1, flags=re.MULTILINE)
        ),
        "skips a level": after("#### A detail\n\nIt is a small one."),
        "an empty heading": after("##\n\nIt goes on."),
        "a heading with nothing under it": after("## One thing\n\n## Another thing\n\nIt goes on."),
    },
    "subheadings": {
        "no headings": _resubbed(r"^#+ .*\n", ""),
        "bold lines for headings": _resubbed(r"^#+ (.*)$", r"**\1**"),
        "one heading for all": lambda case: case.wrote(
            re.sub(r"\n#+ .*", "", case.article.body.replace("\n## ", "\n@@ ", 1)).replace("\n@@ ", "\n## ")
        ),
    },
    "paragraphs": {
        "paragraphs run together": _joined,
        "one endless paragraph": after(" ".join(f"Then comes step {n}, which takes a while." for n in range(30))),
    },
    "sentences": {
        "an endless sentence": after("You walk " + "and walk on and on " * 14 + "until you are home."),
        "stops lost": _resubbed(r"(?<=[a-z])\. (?=[A-Z])", ", and "),
        "many long ones": after(
            "\n\n".join(
                f"When the day of the {name} comes and the work that was put off is waiting at the door, it is good to "
                "have a plan that was made in quiet hours by somebody who knew what was needed and who had asked all "
                "those who would have to do it how long each part would take them."
                for name in ("market", "harvest", "visit", "storm", "move", "feast", "fair", "frost", "thaw", "flood")
            )
        ),
    },
    "readability": {
        "words of six syllables": after("\n\n".join([HARD_WORDS * 3] * 8)),
        "words for children": lambda case: after("\n\n".join([CHILDISH * 6] * 14))(
            case.ordered(site=case.brief.site.model_copy(update={"reading_grade_min": 5}))
        ),
        "written for other readers": lambda case: case.ordered(
            site=case.brief.site.model_copy(update={"reading_grade_min": 1, "reading_grade_max": 2})
        ),
    },
    "repetition": {
        "a sentence twice": _twice,
        "a paragraph twice": _paragraph_twice,
        "phrases over and over": after(" ".join(f"It is always good to have a second look at {n}." for n in THINGS)),
    },
    "meta-description": {
        "a summary too short": lambda case: case.changed(meta_description=case.article.meta_description[:110]),
        "a summary too long": lambda case: case.changed(meta_description=case.article.meta_description * 2),
        "no summary": lambda case: case.changed(meta_description=""),
        "one character short": lambda case: case.changed(meta_description="x" * 139),
    },
    "internal-links": {
        "an unknown page": _internal("/blog/small-stack/no-such-page"),
        "a page of another site": _internal("/blog/nowhere/at-all"),
        "a relative address": _internal("no-such-page"),
    },
    "tags": {
        "no tags": lambda case: case.changed(tags=[]),
        "twelve tags": lambda case: case.changed(tags=[f"tag {number}" for number in range(12)]),
        "a sentence as a tag": lambda case: case.changed(
            tags=["guide", "everything that you always wanted to know about it"]
        ),
        "a tag twice": lambda case: case.changed(tags=["guide", "Guide", "basics"]),
    },
}
