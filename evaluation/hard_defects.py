"""Defects that make an article unfit to be shown: each function plants one, and the check that must see it is named."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

from blog_order.content.prompting.prompt import read_prompt
from evaluation.cases import Case
from evaluation.planting import Plant, address, after, anchor, at_end, at_start, cut, link_as, link_away

GERMAN = (
    "Die Füße sind am Morgen am kleinsten. Messen Sie sie nach dem Essen im Stehen und mit den Socken, die Sie auf der "
    "Wanderung tragen. Schreiben Sie die Länge des längeren Fußes auf und die Breite an der breitesten Stelle. Bei den "
    "meisten ist ein Fuß länger als der andere, und das ist kein Grund zur Sorge."
)
FRENCH = (
    "Il faut choisir avec soin ce que vous mettez dans le sac, car le poids est la première cause de fatigue. Une "
    "bonne règle est de ne pas dépasser un cinquième de votre poids, et de laisser à la maison tout ce qui ne sert pas."
)
SPANISH = (
    "No es necesario comprar todo el primer día. Empiece con lo que tiene en casa y anote lo que le falta, porque la "
    "lista de la tienda no es la suya y el dinero que no se gasta hoy se puede usar mejor más tarde."
)
RUSSIAN = "Сначала измерьте всё ещё раз и запишите. Потом решайте, что нужно купить, а что можно сделать самому дома."


def _banned(topic: str, sentence: str) -> Plant:
    return lambda case: after(sentence)(_excluding(case, topic))


def _excluding(case: Case, topic: str) -> Case:
    return case.ordered(site=case.brief.site.model_copy(update={"banned_topics": [topic]}))


def _translated(share: float, text: str) -> Plant:
    """A part of the paragraphs in another language."""

    def plant(case: Case) -> Case:
        body = case.article.body
        paragraphs = case.paragraphs()
        for block in paragraphs[: max(2, round(share * len(paragraphs)))]:
            body = body.replace(block, text, 1)
        return case.ordered(min_words=1).wrote(body)

    return plant


def _copied(keep: float) -> Plant:
    """Another article on our sites has this part of the paragraphs word for word."""

    def plant(case: Case) -> Case:
        blocks = case.article.body.split("\n\n")
        other = "\n\n".join(blocks[: round(keep * len(blocks))]) + "\n\nAnd here the other one goes on by itself."
        return replace(case, others=("A text about something else.", other))

    return plant


def _reworded(case: Case) -> Case:
    """The other article has some words exchanged throughout."""
    swaps = {" and ": " plus ", " is ": " seems ", " very ": " quite ", " you ": " one "}
    other = case.article.body
    for old, new in swaps.items():
        pieces = other.split(old)
        other = "".join(piece + (new if index % 3 == 0 else old) for index, piece in enumerate(pieces))
    return replace(case, others=(other,))


def _under_other_headings(case: Case) -> Case:
    other = re.sub(r"^#.*$", "## Something else", case.article.body, flags=re.MULTILINE)
    return replace(case, others=(other,))


def _rule() -> str:
    """A sentence of our own instructions."""
    rules = read_prompt("common")[0].splitlines()
    return next(line for line in rules if line.startswith("- The sentence")).removeprefix("- ")


def _leak_of_prompt(case: Case) -> Case:
    return at_end(_rule() + " So it is.")(case)


def _short(case: Case) -> Case:
    return case.ordered(min_words=5000, max_words=6000)


def _title(text: str) -> Plant:
    return lambda case: case.changed(title=text)


HARD: dict[str, dict[str, Plant]] = {
    "link-once": {
        "no link": link_as("{a}"),
        "the link twice": lambda case: at_end(f"Once more, {case.link} are at hand.")(case),
        "the link thrice": lambda case: at_end(f"See {case.link}, or {case.link}.")(case),
        "link as code": link_as("`{l}`"),
        "link in a fence": link_away("```\n{l}\n```"),
        "link escaped": link_as("\\{l}"),
        "image instead": link_as("!{l}"),
        "anchor without its link": link_as("**{a}**"),
        "reference nobody defined": link_as("[{a}][nowhere]"),
        "space before the address": link_as("[{a}] ({u})"),
        "another path": address(lambda url: url.replace("?", "/?")),
        "capitals in the path": address(lambda url: url.replace("example.com/", "example.com/X")),
        "parameter lost": address(lambda url: url.replace("&kind=a", "")),
        "parameters swapped": address(lambda url: url.replace("from=blog&kind=a", "kind=a&from=blog")),
        "tracking added": address(lambda url: url + "&utm_source=blog"),
        "fragment added": address(lambda url: url + "#top"),
        "http for https": address(lambda url: url.replace("https", "http")),
        "host without www": address(lambda url: url.replace("www.", "")),
        "a host that looks alike": address(lambda url: url.replace("example", "examp1e")),
        "a Cyrillic letter in the host": address(lambda url: url.replace("example", "ехample")),
        "user before another host": address(lambda url: url.replace(".com/", ".com@evil.example/")),
        "the home page only": address(lambda url: "https://www.example.com/"),
        "address that redirects": address(lambda url: "https://t.example/?to=" + url),
    },
    "anchor-text": {
        "anchor in capitals": anchor(str.upper),
        "anchor with one capital": anchor(str.title),
        "anchor shortened": anchor(lambda text: text.split()[0]),
        "anchor with an article": anchor(lambda text: "the " + text),
        "anchor with a stop": anchor(lambda text: text + "."),
        "anchor in quotation marks": anchor(lambda text: f"“{text}”"),
        "click here": anchor(lambda text: "click here"),
        "the address as anchor": link_as("[{u}]({u})"),
        "a synonym": anchor(lambda text: text.rsplit(" ", 1)[0] + " things"),
        "an empty anchor": anchor(lambda text: ""),
    },
    "link-in-prose": {
        "link in a heading": link_away("## About {l}"),
        "link in a small heading": link_away("### {l}"),
        "link in a table": link_away("| What | Where |\n|---|---|\n| Help | {l} |"),
        "link in a table's head": link_away("| {l} | Where |\n|---|---|\n| Help | here |"),
        "link on a picture": link_as("[{a} ![x](/x.png)]({u})"),
    },
    "other-links": {
        "a foreign link": at_end("More is told [elsewhere](https://other.example/)."),
        "a foreign link without scheme": at_end("More is told [elsewhere](//other.example/)."),
        "a foreign link with a backslash": at_end("More is told [elsewhere](/\\\\other.example/)."),
        "an autolink": at_end("More is told at <https://other.example/>."),
        "a foreign link by reference": at_end(
            "More is told [elsewhere][1].\n\n[1]: https://other.example/\n\nThe end."
        ),
        "a definition that nobody uses": at_end("[1]: https://other.example/\n\nThe end."),
        "a foreign picture": after("![a chart](https://other.example/pixel.gif)"),
        "an address written out": at_end("Look at www.other.example for more."),
        "another page of the customer": at_end("Look [here](https://www.example.com/shop) too."),
        "bare address beside the link": link_as("{l} (https://www.example.com/x)"),
        "a competitor in a list": after("- One thing\n- [Another](https://other.example/deal)"),
    },
    "safe-addresses": {
        "a javascript link": at_end("Look at [this](javascript:alert(1))."),
        "javascript in disguise": at_end("Look at [this](JaVa&#x09;ScRiPt:alert(1))."),
        "a data link": at_end("Look at [this](data:text/html;base64,PHNjcmlwdD4=)."),
        "a mail link": at_end("Write to [us](mailto:someone@example.com)."),
        "a file link": at_end("It lies [here](file:///etc/passwd)."),
        "vbscript by reference": at_end("Look at [this][v].\n\n[v]: vbscript:msgbox(1)\n\nThe end."),
    },
    "title": {
        "no title": _title(""),
        "a title too long": _title("How to do it well and everything else that you could ever want to know " * 2),
        "a link in the title": _title("Look [now](https://evil.example)"),
        "an address in the title": _title("Look at https://evil.example now"),
        "bold in the title": _title("Look at **this** now"),
        "a heading's mark in the title": _title("# Look at this now"),
        "a tag in the title": _title("Look <b>now</b>"),
    },
    "plain-fields": {
        "a link in the summary": lambda case: case.changed(
            meta_description="Read [more](https://evil.example) " + case.article.meta_description[40:]
        ),
        "a tag of HTML in the summary": lambda case: case.changed(
            meta_description="<b>Read</b> " + case.article.meta_description[12:]
        ),
        "an address as a tag": lambda case: case.changed(tags=["https://evil.example", "guide"]),
        "bold as a tag": lambda case: case.changed(tags=["**guide**", "basics"]),
    },
    "length": {
        "nothing at all": lambda case: case.wrote(""),
        "only the link": lambda case: case.wrote(case.link + "."),
        "too short for the order": _short,
        "a paragraph instead of an article": lambda case: case.wrote(
            next(block for block in case.article.body.split("\n\n") if case.link in block)
        ),
        "too long": lambda case: case.ordered(min_words=10, max_words=100),
        "padded": at_end("\n\n".join(f"Point {number} is worth a word of its own as well." for number in range(120))),
    },
    "complete": {
        "cut in a word": cut(lambda body: body.rstrip()[:-7]),
        "cut in a sentence": cut(lambda body: body[: body.rindex(". ") + 18]),
        "cut after a comma": cut(lambda body: body.rstrip().rstrip(".!?") + ","),
        "cut after a heading": at_end("## More about it"),
        "cut in a list": at_end("- One thing\n- Another th"),
        "ends in a fence": at_end("```\nmake it\n```"),
        "a fence never closed": at_end("```\nmake it"),
        "half a link": after("Look at [this](https:// and go on."),
        "ends with a rule": at_end("---"),
        "ends with an ellipsis of dots and a colon": at_end("And these are the other things to know:"),
    },
    "no-html": {
        "a script": at_end("<script>alert(1)</script>\n\nThe end."),
        "an inline tag": after("This is <b>bold</b> and new."),
        "a comment": after("<!-- hidden -->"),
        "an iframe": after('<iframe src="https://other.example"></iframe>'),
        "a style": after("<style>p { display: none }</style>"),
        "an event handler": after("Look <span onmouseover=alert(1)>here</span> now."),
        "link as HTML": link_as('<a href="{u}">{a}</a>'),
        "a picture of HTML": after("<img src=x onerror=alert(1)>"),
    },
    "no-leak": {
        "speaks as an AI": after("As an AI language model, I cannot test this myself."),
        "speaks as an AI, shorter": after("As an AI, I have no hands for that."),
        "is sorry": at_end("I'm sorry, but I can't say more about that."),
        "hands over": at_start("Certainly! Here is the article you asked for."),
        "offers more": at_end("Would you like me to add a section on costs?"),
        "a placeholder": after("It takes about [insert number] hours in all."),
        "a placeholder in braces": after("It takes about {{hours}} hours in all."),
        "an unfilled name": after("Ask [Name] for the details of it."),
        "names a field of ours": after("The target_url is good for that."),
        "a tag of the prompt": after("That is all. \\</brief> And so on."),
        "lorem ipsum": after("Lorem ipsum dolor sit amet, consectetur adipiscing elit."),
        "our instructions": _leak_of_prompt,
        "counts its words": at_end("Word count: 842."),
        "labels of a form": at_start("Meta description: All you need to know about it."),
        "mentions the request": after("As per your request, this part is kept short."),
        "talks about the link": after("I have included the link to the customer's page above."),
        "knowledge of a date": after("As of my last update, prices had not moved."),
        "a marker of a chat": after("<|im_end|> and so it goes on."),
        "thinks aloud": after("\\<think> The user wants a link here. \\</think>"),
        "a citation of a search tool": after("Most people agree turn0search3 on that."),
        "in the summary": lambda case: case.changed(
            meta_description="As an AI, I wrote this summary. " + case.article.meta_description[32:]
        ),
        "in German": after("Als KI-Sprachmodell kann ich das nicht selbst versuchen."),
    },
    "no-instructions": {
        "a rule of ours in capitals": lambda case: at_end(_rule().upper() + ".")(case),
        "a rule of ours backwards": lambda case: at_end(_rule()[::-1] + ".")(case),
        "a rule of ours in a code": lambda case: at_end(base64.b64encode(_rule().encode()).decode() + ".")(case),
    },
    "personal-data": {
        "a mail address": after("Write to jane.miller@private-mail.net and ask her."),
        "a phone number": after("Call her at +44 20 7946 0958 after six."),
        "a phone number in brackets": after("Her number is (212) 555-0147, day and night."),
    },
    "banned-topics": {
        "names the topic": _banned("gambling", "It is a kind of gambling, and some like it."),
        "names its plural over a line end": _banned("payday loan", "Some take payday\nloans for it."),
        "one of two topics": _banned("tobacco and vaping", "Tobacco is sold beside it."),
        "the other of two topics": _banned("weapons and hunting gear", "The shop has hunting gear as well."),
        "a casino": _banned("gambling", "The evening ended in an online casino with good odds."),
        "sports betting": _banned("gambling", "There is sports betting for those who want it."),
        "diet pills": _banned("weight-loss products", "Some swear by diet pills before breakfast."),
        "cigarettes": _banned("tobacco and vaping", "A pack of cigarettes lay beside the oven."),
        "vape juice": _banned("tobacco and vaping", "They sell vape juice in twelve flavours."),
        "a handgun": _banned("weapons and hunting gear", "He kept a handgun in the drawer."),
        "CBD oil": _banned("cannabis and CBD", "A drop of CBD oil helps you to sleep."),
        "buying bitcoin": _banned("cryptocurrency trading", "It is a good time to start buying Bitcoin."),
        "an essay mill": _banned("essay writing services", "A paper writing service can do it for you."),
        "in the title": lambda case: _excluding(case, "gambling").changed(title="What gambling taught us"),
        "in a tag": lambda case: _excluding(case, "gambling").changed(tags=["gambling", "guide"]),
        "in the words behind a picture": _banned("gambling", "![a casino at night](/blog-images/night.svg)"),
    },
    "language": {
        "a third in German": _translated(0.35, GERMAN),
        "half in French": _translated(0.5, FRENCH),
        "half in Spanish": _translated(0.5, SPANISH),
        "half in Russian": _translated(0.5, RUSSIAN),
        "English on a German site": lambda case: case.ordered(
            site=case.brief.site.model_copy(update={"language": "de"})
        ),
        "English on a French site": lambda case: case.ordered(
            site=case.brief.site.model_copy(update={"language": "fr"})
        ),
    },
    "original": {
        "a copy": _copied(1.0),
        "most of another article": _copied(0.75),
        "more than half of another article": _copied(0.62),
        "a copy with words exchanged": _reworded,
        "a copy under other headings": _under_other_headings,
    },
}
