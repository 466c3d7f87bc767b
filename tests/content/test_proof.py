"""Nothing but one passage changes, in the source and in what readers see; and only what is new is judged."""

from __future__ import annotations

import re

import pytest

from blog_order.content.addresses import page_of
from blog_order.content.checks.backlink import check_backlink
from blog_order.content.placement import MARKER, Placed, ProposedPlacement, Unplaceable, place_link
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.prompting.brief import Brief, SiteVoice, Task
from blog_order.content.reading import links_to

LONG = "The docs explain each setting with an example, and they say which of them matter on a small machine."
CONTACT = "Ask us at hello@bakery.test or +49 30 1234 5678."


def brief(**changes: object) -> Brief:
    site = SiteVoice(name="Small Stack", topic="software", audience="developers", tone="plain")
    fields = {
        "task": Task.BACKLINK,
        "topic": "Settings",
        "keyword": "settings",
        "target_url": "https://acme.example/guide",
        "anchor_text": "a setup guide",
        "site": site,
    }
    return Brief(**(fields | changes))


def propose(passage: str, replacement: str = "") -> ProposedPlacement:
    return ProposedPlacement(
        passage=passage, not_followed=[], replacement=replacement or f"{passage} See {MARKER} for more."
    )


def failed(base: str, placed: Placed, order: Brief) -> list[str]:
    article = WrittenArticle.model_construct(
        title="A published article", slug="a", meta_description="M.", tags=[], not_followed=[], body=placed.markdown
    )
    report = check_backlink(article, order, base_markdown=base, placement=placed.placement)
    return [check.id for check in report.failed if check.severity == "hard"]


# --- what the proof refuses -----------------------------------------------------------------------------------------

DEFINITION = f"[docs]: https://example.org/docs\n{LONG}\n\nMore in [docs] and [manual][docs].\n"


@pytest.mark.parametrize(
    ("base", "passage", "replacement", "reason"),
    [
        (
            DEFINITION,
            f"[docs]: https://example.org/docs\n{LONG}",
            f"{LONG} See {MARKER} for more.",
            "definition of a link",
        ),
        (
            f"Start **here now. {LONG} And more words** for everyone here.",
            f"{LONG} And more words**",
            f"{LONG} And more words, and {MARKER} too",
            "emphasis",
        ),
        (
            f"Start _here now. {LONG} And more words_ for everyone here.",
            f"{LONG} And more words_",
            f"{LONG} And more words, and {MARKER} too",
            "emphasis",
        ),
        (LONG, LONG, f"{LONG} See **{MARKER}** for more.", "emphasis"),
        (LONG, LONG, f"{LONG} See {MARKER} for ** more.", "visible **"),
        (LONG, LONG, f"{LONG} See {MARKER} and [this one][nowhere].", "visible ]["),
        (f"{LONG}[^1]\n\n[^1]: Yeast.\n", f"{LONG}[^1]", f"{LONG} See {MARKER} for more.", "must stay"),
        (f"{LONG} {{{{< button >}}}}", f"{LONG} {{{{< button >}}}}", f"{LONG} See {MARKER}.", "must stay"),
        (f"{LONG} <!-- keep -->", f"{LONG} <!-- keep -->", f"{LONG} See {MARKER}.", "must stay"),
        (f"{LONG} <kbd>Ctrl</kbd>", f"{LONG} <kbd>Ctrl</kbd>", f"{LONG} See {MARKER}.", "must stay"),
    ],
    ids=[
        "a link definition leaves with the passage",
        "strong emphasis is cut open",
        "emphasis is cut open",
        "emphasis is added",
        "a visible mark is added",
        "half a link is added",
        "a note's reference leaves",
        "a shortcode leaves",
        "a comment leaves",
        "inline HTML leaves",
    ],
)
def test_what_dies_with_the_passage_is_refused(base: str, passage: str, replacement: str, reason: str) -> None:
    with pytest.raises(Unplaceable, match=re.escape(reason)):
        place_link(base, propose(passage, replacement), brief())


@pytest.mark.parametrize(
    "base",
    [
        f"<div>\n{LONG}\n</div>\n",
        f"<!--\n{LONG}\n-->\n",
        f"Before. <!-- {LONG} --> After.\n",
        f"Text.[^1]\n\n[^1]: {LONG}\n",
        f"Text.[^1]\n\n[^1]: Yeast.\n\n    {LONG}\n",
        f"{{{{< note >}}}}\n{LONG}\n{{{{< /note >}}}}\n",
        f'{{{{% def "{LONG}" %}}}}\n',
        f"{{% highlight text %}}\n{LONG}\n{{% endhighlight %}}\n",
        f"[caption id=1]{LONG}[/caption]\n",
        f'Press <a href="https://x.example">{LONG}</a> now.\n',
        f"Press <button>{LONG}</button> now.\n",
    ],
    ids=[
        "an HTML block",
        "a comment",
        "a comment within a line",
        "a note",
        "a note's second paragraph",
        "a paired shortcode",
        "a shortcode's argument",
        "a Liquid block",
        "a WordPress shortcode",
        "an HTML link",
        "a button",
    ],
)
def test_a_passage_must_be_running_text(base: str) -> None:
    with pytest.raises(Unplaceable):
        place_link(base, propose(LONG), brief())


# --- what it lets pass ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "passage"),
    [
        (
            f"More in [the manual][1].\n\n{LONG} See [the manual][1].\n\n[1]: https://m.example\n",
            f"{LONG} See [the manual][1].",
        ),
        (f"{LONG} It says **so**.", f"{LONG} It says **so**."),
        (f"{LONG}[^1] So.\n\n[^1]: Yeast.\n", f"{LONG}[^1]"),
        (f"{{{{< toc >}}}}\n\n{LONG}\n", LONG),
        (f'{{{{% def "x" %}}}} {LONG}\n', LONG),
        (
            f"Ask us at hello@bakery.test or +49 30 1234 5678. {LONG}",
            f"Ask us at hello@bakery.test or +49 30 1234 5678. {LONG}",
        ),
        (f"{LONG} <kbd>Ctrl</kbd> helps.", f"{LONG} <kbd>Ctrl</kbd> helps."),
        (f"{LONG} <!-- keep --> So.", f"{LONG} <!-- keep --> So."),
        (f"{LONG} {{{{ site.url }}}} So.", f"{LONG} {{{{ site.url }}}} So."),
        (f"[not a link][nowhere] {LONG}", f"[not a link][nowhere] {LONG}"),
    ],
    ids=[
        "links defined at the end",
        "emphasis within it",
        "a note within it",
        "a shortcode elsewhere",
        "a shortcode beside it",
        "the publisher's own address",
        "inline HTML within it",
        "a comment within it",
        "a variable within it",
        "half a link that stood there before",
    ],
)
def test_what_the_publisher_wrote_is_not_held_against_the_customer(base: str, passage: str) -> None:
    order = brief()
    placed = place_link(base, propose(passage), order)
    assert failed(base, placed, order) == []


@pytest.mark.parametrize(
    ("added", "check"),
    [
        ("Write to ada@acme.test.", "personal-data"),
        ("The f\u0000fcr is broken.", "complete"),
        ("Call +49 30 9999 8888.", "personal-data"),
        ("As an AI language model, I can't say.", "no-leak"),
        ("Zq9" + "x7Kp" * 30, "no-instructions"),
    ],
)
def test_what_is_new_in_the_paragraph_is_judged(added: str, check: str) -> None:
    base = f"{CONTACT} {LONG}"
    order = brief()
    placed = place_link(base, propose(base, f"{base} {added} See {MARKER}."), order)
    assert check in failed(base, placed, order)


def test_new_html_is_refused_before_it_is_judged() -> None:
    with pytest.raises(Unplaceable, match="may be added"):
        place_link(LONG, propose(LONG, f"{LONG} <b>Now</b> see {MARKER}."), brief())


def test_an_article_in_another_language_than_its_site_is_judged_by_its_own() -> None:
    german = "Das Brot bleibt in der Küche, und wir lassen es dort mit einem Tuch für die ganze Nacht ruhen. "
    site = SiteVoice(name="Crumb", topic="bread", audience="bakers", tone="plain", language="de")
    order = brief(site=site, anchor_text="ein Brotkasten")
    passage = german.strip()
    placed = place_link(german, propose(passage, f"{passage} Auch {MARKER} hilft."), order)
    assert failed(german, placed, order) == []


# --- the same page, however it is written ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "linked",
    [
        "https://acme.example/guide/",
        "http://acme.example/guide",
        "https://www.acme.example/guide",
        "https://acme.example/guide#start",
        "https://acme.example/guide?utm_source=blog&utm_medium=post",
        "HTTP://WWW.ACME.example:80/guide/?gclid=1#a",
    ],
)
def test_a_page_that_is_linked_already_is_recognised(linked: str) -> None:
    assert links_to(f"Read [this]({linked}).", "https://acme.example/guide")
    with pytest.raises(Unplaceable, match="already"):
        place_link(f"Read [this]({linked}). {LONG}", propose(LONG), brief())


@pytest.mark.parametrize(
    "other", ["https://acme.example/guides", "https://acme.example/guide?page=2", "https://docs.acme.example/guide"]
)
def test_another_page_of_the_same_host_is_another_page(other: str) -> None:
    assert page_of(other) != page_of("https://acme.example/guide")
    assert not links_to(f"Read [this]({other}).", "https://acme.example/guide")
