"""What is happening to an order right now, in words, with what the customer can do about it."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.view.tones import Tone
from blog_order.screens.order.state import OrderState
from blog_order.settings import get_settings


def order_words() -> rx.Component:
    """Headline, meaning, what happens next, and the way on."""
    words, work = OrderState.words, OrderState.work
    return rx.el.section(
        rx.el.div(
            _tone_icon(),
            rx.el.h2(words.headline, class_name="headline", custom_attrs={"data-testid": "headline"}),
            rx.cond(
                work.active & (work.estimate != ""),
                rx.el.p(
                    "usually takes ", work.estimate, class_name="estimate", custom_attrs={"data-testid": "estimate"}
                ),
            ),
            class_name="headline-line",
        ),
        rx.el.p(words.text, custom_attrs={"data-testid": "status-text"}),
        rx.cond(words.next_text != "", rx.el.p(words.next_text, custom_attrs={"data-testid": "next-text"})),
        _editor_note(),
        _offers(),
        _demonstration_writer(),
        # Steps are announced, the growing text is not.
        rx.el.p(words.headline, role="status", aria_live="polite", class_name="visually-hidden"),
        class_name="words",
        custom_attrs={"data-tone": words.tone, "data-testid": "words"},
    )


def _tone_icon() -> rx.Component:
    return rx.el.span(
        rx.match(
            OrderState.words.tone,
            (Tone.WRITING, rx.icon("pen-line", size=20)),
            (Tone.YOUR_TURN, rx.icon("book-open-text", size=20)),
            (Tone.EDITOR, rx.icon("user-round-pen", size=20)),
            (Tone.PUBLISHED, rx.icon("globe", size=20)),
            (Tone.STOPPED, rx.icon("octagon-alert", size=20)),
            rx.icon("clock", size=20),
        ),
        class_name="tone-icon",
        aria_hidden="true",
    )


def _editor_note() -> rx.Component:
    return rx.cond(
        OrderState.editor_note != "",
        rx.el.figure(
            rx.el.figcaption("The editor's note", class_name="label"),
            rx.el.blockquote(OrderState.editor_note, class_name="quoted"),
            class_name="editor-note",
            custom_attrs={"data-testid": "editor-note"},
        ),
    )


def _offers() -> rx.Component:
    offers = OrderState.offers
    return rx.fragment(
        rx.cond(
            offers.payment_url != "",
            rx.el.p(_way("Continue to payment", offers.payment_url, "continue-payment", "button button-primary")),
        ),
        rx.cond(
            offers.can_give_up,
            rx.el.p(
                rx.el.button(
                    "Give this order up",
                    type="button",
                    on_click=OrderState.give_up,
                    disabled=OrderState.busy,
                    class_name="button button-quiet",
                    custom_attrs={"data-testid": "give-up"},
                ),
            ),
        ),
        rx.cond(
            offers.order_again_path != "",
            rx.el.p(_way("Order again", offers.order_again_path, "order-again", "button button-primary")),
        ),
        rx.cond(
            offers.other_articles_path != "",
            rx.el.p(
                _way("Find another article", offers.other_articles_path, "other-articles", "button button-primary")
            ),
        ),
        rx.cond(
            offers.published_url != "",
            rx.el.p(_way("Read it on the blog", offers.published_url, "published-link", "button button-primary")),
        ),
    )


def _way(text: str, address: rx.Var[str], test_id: str, class_name: str) -> rx.Component:
    return rx.el.a(text, href=address, class_name=class_name, custom_attrs={"data-testid": test_id})


def _demonstration_writer() -> rx.Component:
    if not get_settings().openai_is_stand_in:
        return rx.fragment()
    return rx.cond(
        OrderState.words.tone == Tone.WRITING,
        rx.el.p(
            rx.icon("flask-conical", size=16, aria_hidden="true"),
            "The demonstration writer is at work (no OpenAI key is set): the steps are real, the text is a sample.",
            class_name="aside-note",
            custom_attrs={"data-testid": "demonstration-writer"},
        ),
    )
