"""The words of an email that depend on what was ordered: each product brings its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MailWords:
    """Phrases for the templates, plain text. ``{site_name}`` and ``{amount}`` in a phrase stand for the order's."""

    thing: str
    """What was ordered, within a sentence: ``the article``."""
    topic_label: str
    """What the order's topic is called in the list of facts."""

    received_status: str
    """What happens after the payment, in a word or two."""
    received_intro: str
    """Thanks for the payment, and says what is being done; the estimate follows."""
    received_next: str
    """When the next email comes, and what to do until then."""

    ready_subject: str
    ready_heading: str
    ready_intro: str
    """That there is a first version, and what has happened to it so far."""
    ready_button: str

    revised_intro: str
    """That there is a new version; ends before a full stop."""

    sent_back_thing: str
    """What the editor has read: ``your article``."""
    sent_back_button: str

    submitted_heading: str
    """Also begins the subject."""

    published_preheader: str
    published_heading: str
    """Also begins the subject."""
    published_intro: str
    """Where it can be read now; ends in the middle of a sentence."""
    published_button: str

    failed_heading: str
