"""Above an article with a backlink: the passage before and now, and the word that nothing else changed."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.order.state import OrderState
from blog_order.screens.order.view.looks import PUBLISHED_CHOICE


def order_proof() -> rx.Component:
    """Nothing for an article of the customer's own."""
    proof = OrderState.proof
    return rx.cond(
        proof.after != "",
        rx.el.section(
            rx.el.h3("The passage with your link", class_name="label", id="proof-title"),
            rx.el.div(
                rx.html(proof.after, class_name="prose"),
                custom_attrs={"data-testid": "proof-after"},
            ),
            rx.el.p(
                "The words “",
                rx.el.strong(proof.anchor_text),
                "” lead to ",
                rx.el.a(proof.target_url, href=proof.target_url, target="_blank", rel="noopener nofollow"),
                ".",
                class_name="small",
            ),
            rx.el.details(
                rx.el.summary(
                    "What stood there before",
                    rx.icon("chevron-down", size=16, class_name="chevron", aria_hidden="true"),
                ),
                rx.html(proof.before, class_name="prose quiet"),
                custom_attrs={"data-testid": "proof-before"},
            ),
            proof_verdict(proof.verdict, "proof-verdict"),
            rx.el.button(
                rx.icon("git-compare-arrows", size=16, aria_hidden="true"),
                "Compare with the published article",
                type="button",
                on_click=OrderState.compare_old(PUBLISHED_CHOICE),
                class_name="button button-quiet",
                custom_attrs={"data-testid": "compare-published"},
            ),
            aria_labelledby="proof-title",
            class_name="proof",
            custom_attrs={"data-testid": "proof"},
        ),
    )


def proof_verdict(verdict: rx.Var[str], test_id: str) -> rx.Component:
    """What our check found of the rest of the article; nothing when it found nothing good."""
    return rx.cond(
        verdict != "",
        rx.el.p(
            rx.icon("circle-check", size=16, class_name="good", aria_hidden="true"),
            verdict,
            class_name="proof-verdict",
            custom_attrs={"data-testid": test_id},
        ),
    )
