"""What an e-mail says: a kind and the facts of an order become a subject, an HTML part and a plain-text twin.

Nothing is sent here. The caller stores the result as an ``Email`` row in the transaction of what it tells of; a job
sends it later. The words live in ``templates/``: one ``.html`` and one ``.txt`` a kind, within ``layout.html`` and
``layout.txt``; the subject is a block of the text file. Customers wrote some of the words, so they are escaped in
HTML, kept on one line outside quotations, and kept away from addresses in subjects.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from blog_order.mail.words import MailWords

TEMPLATES = Path(__file__).parent / "templates"
SUBJECT_MAX, DETAIL_MAX = 110, 4000
JOINERS = "\u200c\u200d"
"""Invisible, but part of words and of emoji."""
KEY = re.compile(r"[A-Za-z0-9_-]{16,}")
KEEP_LINES = frozenset({"notes", "detail"})


class MailKind(enum.StrEnum):
    """Every e-mail that Blog Order sends; also the name of its two templates."""

    REQUEST_RECEIVED = "request_received"
    CONTENT_READY = "content_ready"
    REVISION_READY = "revision_ready"
    REVISION_FAILED = "revision_failed"
    SENT_BACK = "sent_back"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    ORDER_FAILED = "order_failed"
    ORDER_CANCELLED = "order_cancelled"
    """The payment expired or failed: nobody was charged."""
    REFUNDED = "refunded"
    ADMIN_ORDER_FAILED = "admin_order_failed"
    ADMIN_ALERT = "admin_alert"


@dataclass(frozen=True)
class MailContext:
    """What the templates may say. Kinds use what they need and leave out the sentences whose field is empty."""

    number: str
    """The public number, ``BO-1042``; may be empty for an ``admin_alert`` that is about no single order."""
    words: MailWords | None
    """Those of the product that was ordered; None for an ``admin_alert`` that is about no single order."""
    site_name: str
    topic: str
    """What the article is about; for a backlink, the title of the article that it goes into."""
    order_url: str
    """The customer's key: it is in no admin mail and in no subject."""
    amount: str
    """Paid or, for ``refunded``, given back; formatted with its currency (``$149.00``)."""
    anchor_text: str
    target_url: str
    reason: str = ""
    """Whole sentences in plain words, safe to show: why it stopped or was refunded; for ``admin_alert``, a headline."""
    notes: str = ""
    """The customer's revision notes or, for ``sent_back``, the editor's note; quoted with its lines."""
    version_num: str = ""
    published_url: str = ""
    estimate: str = ""
    """A duration that completes "This usually takes …": ``2 to 4 minutes``."""
    reference: str = ""
    """What a customer can quote to us; the order's number when empty."""
    admin_url: str = ""
    detail: str = ""
    """Technical text for admins, shown as it is, cut at 4,000 characters."""


@dataclass(frozen=True)
class Mail:
    """A finished e-mail: ``subject`` is plain text on one line, ``html`` a whole document, ``text`` its twin."""

    subject: str
    html: str
    text: str


def render_mail(kind: MailKind, context: MailContext) -> Mail:
    """Put an e-mail into words.

    Example::

        mail = render_mail(MailKind.CONTENT_READY, MailContext(number=order.public_number, …))

    Raises:
        ValueError: the kind is unknown.
        jinja2.UndefinedError: a template uses a name that nothing sets.
    """
    kind = MailKind(kind)
    values: dict[str, object] = {
        field.name: _clean(str(getattr(context, field.name)), lines=field.name in KEEP_LINES)
        for field in fields(context)
        if field.name != "words"
    }
    for name in ("reason", "detail"):
        values[name] = _hide_key(str(values[name]), context.order_url)
    values["detail"] = _cut(str(values["detail"]), DETAIL_MAX)
    if context.words is not None:
        values["words"] = _filled(context.words, values)
    text_template = _environment().get_template(f"{kind}.txt")
    words = text_template.blocks["subject"](text_template.new_context(values))
    values["subject"] = _cut(_hide_key(_clean("".join(words)), context.order_url), SUBJECT_MAX)
    return Mail(
        subject=str(values["subject"]),
        html=_environment().get_template(f"{kind}.html").render(values),
        text=_close_gaps(text_template.render(values)),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(clip=_clip, lines=_html_lines, quoted=_quoted, sentence=_sentence)
    return environment


def _filled(words: MailWords, values: dict[str, object]) -> dict[str, str]:
    """The product's phrases with the site and the amount of the order in them."""
    return {
        name: phrase.format(site_name=values["site_name"], amount=values["amount"])
        for name, phrase in asdict(words).items()
    }


def _clean(text: str, *, lines: bool = False) -> str:
    """``text`` without what a mail must not carry: control, bidirectional-override and half characters.

    On one line, unless ``lines`` keeps those it has.
    """
    kept = "\n".join(text.splitlines()) if lines else " ".join(text.split())
    return "".join(c for c in kept if c in "\n\t" + JOINERS or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def _hide_key(text: str, order_url: str) -> str:
    """``text`` without the id in the order's address: a traceback may well name it, and it opens the order."""
    address = urlsplit(order_url)
    for key in KEY.findall(f"{address.path}?{address.query}"):
        text = text.replace(key, "…")
    return text


def _cut(text: str, limit: int) -> str:
    """``text``, or its beginning and an ellipsis: at most ``limit`` characters, no half emoji at the end."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rstrip().rstrip(JOINERS + "\ufe0f") + "…"


def _clip(text: str, limit: int) -> str:
    """Words for a subject: no addresses (mail programs make links of them), ending between two words if they can."""
    words = " ".join(word for word in text.split() if "@" not in word and "://" not in word)
    if len(words) <= limit:
        return words
    head, _, _ = words[:limit].rpartition(" ")
    return _cut(words, limit) if len(head) < limit // 2 else head.rstrip(",;:.- ") + "…"


def _sentence(text: str) -> str:
    """``text`` with a full stop, where it has none, so that the next sentence can follow."""
    return text + "." if text and text[-1].isalnum() else text


def _html_lines(text: str) -> Markup:
    """Escaped lines with ``<br>`` between them: ``white-space`` is not honoured everywhere."""
    return Markup("<br>\n").join(escape(line) for line in text.split("\n"))


def _quoted(text: str, mark: str = "> ") -> str:
    """Each line behind a mark, so that quoted words never pass for ours."""
    return "\n".join((mark + line).rstrip() for line in text.split("\n"))


def _close_gaps(text: str) -> str:
    """One empty line where sentences were left out; a newline at the end."""
    lines: list[str] = []
    for line in text.strip().split("\n"):
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"
