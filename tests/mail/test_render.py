"""Every e-mail says what happened, in both forms, whatever customers wrote into their orders."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from html.parser import HTMLParser

import pytest

from blog_order.mail.render import DETAIL_MAX, TEMPLATES, Mail, MailContext, MailKind, render_mail
from blog_order.mail.words import MailWords
from blog_order.orders import products
from blog_order.orders.products.article import ARTICLE

KINDS = list(MailKind)
ADMIN_KINDS = [MailKind.ADMIN_ORDER_FAILED, MailKind.ADMIN_ALERT]
CUSTOMER_KINDS = [kind for kind in KINDS if kind not in ADMIN_KINDS]
WORKED_ON_KINDS = [kind for kind in CUSTOMER_KINDS if kind is not MailKind.ORDER_CANCELLED]
KEY = "9f8e7d6c5b4a39281706f5e4d3c2b1a0"
HOSTILE = "<script>alert('x')</script> \"q\" 'q' &amp; {{ 7 * 7 }}\r\nBcc: evil@example.com\u2028\u202etxt\x00 👩🏽‍🍳"

PLAIN = MailContext(
    number="BO-1042",
    words=ARTICLE.words.mail,
    site_name="Crumb & Co",
    topic="How small bakeries keep sourdough starters alive",
    order_url=f"https://orders.example/order/{KEY}?from=mail&step=1",
    amount="$149.00",
    anchor_text="sourdough starter kit",
    target_url="https://shop.example/kit?a=1&b=2",
)
FULL = replace(
    PLAIN,
    reason="Three drafts did not reach the quality we promise.",
    notes="Shorter, please.\n\nAnd warmer.",
    version_num="2",
    published_url="https://orders.example/blog/crumb-and-co/starters",
    estimate="2 to 4 minutes",
    reference="BO-1042-7",
    admin_url="https://orders.example/admin/orders/BO-1042",
    detail="line 1\n  line 2",
)
NASTY = replace(
    FULL,
    site_name=HOSTILE,
    topic=HOSTILE + " " + "sourdough" * 300,
    anchor_text=HOSTILE,
    target_url="javascript:alert('x')//\"><script>",
    reason=HOSTILE,
    notes=HOSTILE,
    version_num=HOSTILE,
    estimate=HOSTILE,
    reference=HOSTILE,
    detail=HOSTILE,
)
every_kind = pytest.mark.parametrize("kind", KINDS)
every_context = pytest.mark.parametrize("context", [PLAIN, FULL, NASTY], ids=["plain", "full", "nasty"])
every_product = pytest.mark.parametrize(
    "words", [pytest.param(each.words.mail, id=each.product.value) for each in products.all_products()]
)


class Reader(HTMLParser):
    """What a mail program makes of the HTML: its tags, links and visible words."""

    def __init__(self, mail: Mail) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.title = ""
        self._within: list[str] = []
        self.feed(mail.html)
        self.close()
        assert self._within == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "br"):
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._within.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._within[-1:] == ["title"]:
            self.title += data
        elif self._within[-1:] != ["style"]:
            self.words += data


@every_kind
@every_context
@every_product
def test_every_kind_renders_in_both_forms(kind: MailKind, context: MailContext, words: MailWords) -> None:
    """Given any order, when a mail is rendered, then both forms are whole and carry the same links."""
    context = replace(context, words=words)
    mail = render_mail(kind, context)
    html = Reader(mail)

    assert html.title == mail.subject
    assert "script" not in html.tags and "img" not in html.tags
    assert html.links == [line for line in mail.text.splitlines() if line in html.links]
    assert set(html.links) <= {context.order_url, context.published_url, context.admin_url}
    for form in (html.words, mail.text):
        assert context.number in form or kind in (MailKind.ADMIN_ALERT, MailKind.ORDER_CANCELLED)
        assert "{{" not in form.replace("{{ 7 * 7 }}", "") and "{%" not in form and "None" not in form
        assert not re.search(r"[\x00\u202e\u2028\r]", form)
    assert "&lt;" not in mail.text and "\n\n\n" not in mail.text


@every_kind
@every_context
@every_product
def test_subjects_are_one_short_line_without_addresses(kind: MailKind, context: MailContext, words: MailWords) -> None:
    """Given words with newlines, addresses and markup, then the subject is a plain line that names the order."""
    subject = render_mail(kind, replace(context, words=words)).subject

    assert 0 < len(subject) < 120
    assert subject.isprintable() or "\u200d" in subject
    assert "BO-1042" in subject
    assert not re.search(rf"@|://|&lt;|&#|{KEY}", subject)


def test_a_subject_keeps_the_customers_characters() -> None:
    """Given quotes and ampersands in a topic, then the subject has them as typed, not as HTML entities."""
    topic = 'Bread & butter: "crisp" isn\'t <b>hard</b>'
    assert render_mail(MailKind.PUBLISHED, replace(PLAIN, topic=topic)).subject == (
        f"Your article is published: {topic} (BO-1042)"
    )


def test_a_long_topic_ends_between_two_words() -> None:
    """Given a topic of 200 characters, then the subject cuts it after a word and still ends with the number."""
    subject = render_mail(MailKind.CONTENT_READY, replace(PLAIN, topic="sour dough " * 18)).subject
    assert re.search(r"(sour|dough)… \(BO-1042\)$", subject)


@every_kind
def test_an_order_id_in_a_reason_never_reaches_a_subject_or_an_admin(kind: MailKind) -> None:
    """Given a traceback that names the order's id, then the id is in no subject and in no admin mail."""
    mail = render_mail(kind, replace(FULL, reason=f"order {KEY} failed", detail=f"id={KEY}"))
    assert KEY not in mail.subject
    if kind in ADMIN_KINDS:
        assert KEY not in mail.html + mail.text


@pytest.mark.parametrize("kind", WORKED_ON_KINDS)
def test_customers_words_are_escaped(kind: MailKind) -> None:
    """Given markup in the customer's words, then it is shown as typed and is no markup."""
    mail = render_mail(kind, replace(PLAIN, topic="<b>bold</b>", anchor_text="<i>x</i>", notes="<u>y</u>"))
    assert not {"b", "i", "u"} & set(Reader(mail).tags)
    assert "&lt;b&gt;bold&lt;/b&gt;" in mail.html and "<b>bold</b>" in mail.text


def test_quoted_notes_keep_their_lines() -> None:
    """Given notes of several lines, then both forms show the lines, and none passes for ours in the text."""
    mail = render_mail(MailKind.REVISION_READY, replace(PLAIN, notes="Shorter.\n\nPay here: https://evil.example"))
    assert "> Shorter.\n>\n> Pay here: https://evil.example\n" in mail.text
    assert re.search(r"Shorter\.<br>\s*<br>\s*Pay here", mail.html)


def test_a_mail_to_an_unproven_address_has_none_of_the_orderers_words() -> None:
    """Given an unpaid order made with somebody else's address, then its cancellation carries no message to them."""
    mail = render_mail(MailKind.ORDER_CANCELLED, replace(FULL, topic="SPAM1", anchor_text="SPAM2", notes="SPAM3"))
    assert "SPAM" not in mail.subject + mail.html + mail.text
    assert "shop.example" not in mail.html + mail.text
    assert "have not been charged" in mail.text


@every_kind
@every_product
def test_amounts_come_from_the_order_alone(kind: MailKind, words: MailWords) -> None:
    """Given another amount and currency, then it is the only money in the mail."""
    mail = render_mail(kind, replace(FULL, words=words, amount="€7.50"))
    for form in (mail.subject, Reader(mail).words, mail.text):
        assert not re.search(r"[$£¥€]\s?\d|\d\s?[$£¥€]|\b(usd|eur|dollars?)\b", form.replace("€7.50", ""), re.I)
    if kind in (MailKind.REQUEST_RECEIVED, MailKind.ORDER_FAILED, MailKind.REFUNDED, MailKind.ADMIN_ORDER_FAILED):
        assert "€7.50" in Reader(mail).words and "€7.50" in mail.text


def test_no_price_is_typed_into_a_template() -> None:
    """Given the templates as written, then no digit stands beside a currency."""
    for path in TEMPLATES.iterdir():
        assert not re.search(r"[$£¥€]|\b(usd|eur|dollars?)\b", path.read_text(), re.I), path.name


@pytest.mark.parametrize("kind", CUSTOMER_KINDS)
def test_a_customer_gets_one_button_and_no_internals(kind: MailKind) -> None:
    """Given technical detail and an admin address, then the customer's mail shows neither."""
    mail = render_mail(kind, replace(FULL, detail="Traceback"))
    assert mail.html.count('class="button"') == 1
    assert FULL.order_url in mail.text
    assert "Traceback" not in mail.html + mail.text and "/admin/" not in mail.html + mail.text


@pytest.mark.parametrize("kind", ADMIN_KINDS)
def test_an_admin_mail_has_a_button_only_with_an_address(kind: MailKind) -> None:
    """Given no admin address, then there is no button, and never the customer's link."""
    assert Reader(render_mail(kind, PLAIN)).links == []
    assert Reader(render_mail(kind, FULL)).links == [FULL.admin_url]


def test_detail_is_cut_and_shown_as_it_is() -> None:
    """Given a long traceback with markup, then it is escaped, set in monospace, and 4,000 characters at most."""
    mail = render_mail(MailKind.ADMIN_ORDER_FAILED, replace(FULL, detail="  <at> x.py\n" + "z" * 9000))
    found = re.search(r"<pre[^>]*monospace[^>]*>(.*?)</pre>", mail.html, re.S)
    assert found
    shown = found[1].replace("&lt;", "<").replace("&gt;", ">")
    assert len(shown) == DETAIL_MAX == 4000
    assert shown.startswith("  <at> x.py\nzzz") and shown.endswith("z…")
    assert mail.text.count("z") < 4100


def test_content_ready_says_what_the_customer_may_do() -> None:
    """Given a finished draft, then both ways on are named."""
    text = render_mail(MailKind.CONTENT_READY, PLAIN).text
    assert "as many changes as you like" in text and "send it to the editor" in text


def test_order_failed_says_what_happens_next() -> None:
    """Given a failed order, then reason, reference, the person's next step and the full refund are named."""
    text = render_mail(MailKind.ORDER_FAILED, replace(FULL, reason="The drafts were not good enough")).text
    assert "The drafts were not good enough.\n" in text
    assert "BO-1042-7" in text and "refund your $149.00 in full" in text and "nothing for you to do" in text


def test_every_product_has_all_its_words() -> None:
    """Given the products, then none of their phrases is empty, and no product has taken over another's as a whole."""
    phrases = [asdict(each.words.mail) for each in products.all_products()]
    assert all(text.strip() for each in phrases for text in each.values())
    assert len({tuple(each.values()) for each in phrases}) == len(phrases)


def test_an_alert_about_no_order_needs_no_product() -> None:
    """Given something that is wrong with the house, then its mail is whole without an order."""
    mail = render_mail(MailKind.ADMIN_ALERT, replace(FULL, number="", words=None))
    assert FULL.reason in mail.text


def test_every_kind_has_its_two_templates_and_no_other_file_is_left() -> None:
    """Given the kinds, then the folder holds a pair for each, the layouts and the quotation."""
    expected = {f"{kind}.{form}" for kind in [*KINDS, "layout"] for form in ("html", "txt")} | {"quote.html"}
    assert {path.name for path in TEMPLATES.iterdir()} == expected


@pytest.mark.parametrize("kind", KINDS)
def test_mail_programs_get_a_dark_layout_and_a_preheader(kind: MailKind) -> None:
    """Given a client in dark mode, then the mail says it can be dark, and has words for the list of mails."""
    html = render_mail(kind, FULL).html
    assert '<meta name="color-scheme" content="light dark">' in html and "prefers-color-scheme: dark" in html
    assert re.search(r'<div style="display:none[^>]*>\s*\w[^<]{20,}', html)
    assert len(html.encode()) < 40_000
