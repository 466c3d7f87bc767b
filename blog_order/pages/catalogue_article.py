"""An article of the catalogue: what it says, whether it can take a link, and the form that places one."""

from __future__ import annotations

import reflex as rx

from blog_order.components.articles import article_blocks
from blog_order.components.fields import text_field
from blog_order.components.links import inner_link
from blog_order.components.messages import alert_line, message_page
from blog_order.components.shell import shell
from blog_order.components.skeletons import form_skeleton
from blog_order.orders import requests
from blog_order.state.backlink import ArticlePhase, BacklinkState
from blog_order.state.paths import START


def catalogue_article_page() -> rx.Component:
    """The form stays in the browser whatever happens to the page's state."""
    article = BacklinkState.article
    return shell(
        rx.match(
            BacklinkState.phase,
            (ArticlePhase.LOADING, form_skeleton()),
            (ArticlePhase.UNKNOWN, _unknown()),
            (ArticlePhase.UNAVAILABLE, _unavailable()),
            _header(),
        ),
        rx.el.div(
            rx.cond(
                article.free,
                rx.fragment(),
                rx.el.p(
                    "All places for links in this article are taken at the moment. ",
                    inner_link("See articles that have one free", f"{START}?free=1#articles"),
                    custom_attrs={"data-testid": "taken"},
                ),
            ),
            rx.el.div(_form(), hidden=~article.free),
            rx.el.article(
                rx.el.h2(article.title, class_name="article-title"),
                rx.el.div(article_blocks(article.blocks, rx.Var.create("")), class_name="prose"),
                class_name="article catalogue-article",
                custom_attrs={"data-testid": "catalogue-article"},
            ),
            hidden=BacklinkState.phase != ArticlePhase.SHOWN,
            class_name="backlink-columns",
        ),
        class_name="page form-page",
    )


def _header() -> rx.Component:
    article = BacklinkState.article
    return rx.el.div(
        rx.el.p(inner_link("All sites and articles", START), class_name="small"),
        rx.el.h1("Your link in an article on ", article.site),
        rx.el.p(
            rx.el.span(article.price, class_name="strong", custom_attrs={"data-testid": "form-price"}),
            rx.el.span("domain rating ", article.rating),
            rx.el.span(rx.el.a("as it is on the blog", href=article.url, target="_blank")),
            class_name="facts",
        ),
        rx.el.p(
            "One passage changes, so that your link stands in it; everything else stays as it is. You see it before it "
            "goes online.",
            class_name="small quiet",
        ),
        class_name="form-header form-column",
    )


def _form() -> rx.Component:
    state = BacklinkState
    return rx.el.form(
        alert_line(state.message, "form-message"),
        text_field(
            "targetUrl",
            "Target address",
            "The page that your link leads to, with https://.",
            input_mode="url",
            auto_complete="url",
            auto_capitalize="none",
            spell_check=False,
            placeholder="https://example.com/starter-kit",
            state=state,
        ),
        text_field(
            "anchorText",
            "Anchor text",
            "The words in the article that carry the link, exactly as they will stand there.",
            longest=requests.ANCHOR_MAX,
            placeholder="starter kit",
            state=state,
        ),
        text_field(
            "keyword",
            "Keyword",
            "What your link is about, in the words people search for.",
            longest=requests.KEYWORD_MAX,
            state=state,
        ),
        text_field(
            "notes",
            "Notes",
            "Where in the article you would like it, or anything else we should know.",
            longest=requests.NOTES_MAX,
            optional=True,
            lines=4,
            state=state,
        ),
        text_field(
            "email",
            "Your e-mail address",
            "The link to your order goes there, and word when you can read it. Nobody else sees it.",
            type="email",
            auto_complete="email",
            placeholder="you@example.com",
            state=state,
        ),
        rx.el.div(
            rx.el.button(
                rx.cond(
                    state.opening,
                    rx.fragment(rx.el.span(class_name="spinner", aria_hidden="true"), "Opening the payment page …"),
                    rx.fragment("Place your link here for ", state.article.price),
                ),
                type="submit",
                disabled=state.opening,
                class_name="button button-primary",
                custom_attrs={"data-testid": "place-link"},
            ),
            rx.el.p(
                "You pay on Stripe's page. The place is yours while it is open, for half an hour.",
                class_name="small quiet",
            ),
            class_name="form-end",
        ),
        on_submit=BacklinkState.pay,
        no_validate=True,
        class_name="order-form backlink-form form-column",
        custom_attrs={"data-testid": "backlink-form"},
    )


def _unknown() -> rx.Component:
    return message_page(
        "We do not know this article",
        rx.el.p("The address may have a typing mistake, or the article's site takes no orders any more."),
        rx.el.p(inner_link("See the articles that take links", START, class_name="button button-quiet")),
        test_id="article-unknown",
    )


def _unavailable() -> rx.Component:
    return message_page(
        "We cannot show this article right now",
        rx.el.p("Our database does not answer. Please try again in a moment; what you have typed is kept."),
        rx.el.p(
            rx.el.button(
                "Try again",
                type="button",
                on_click=BacklinkState.load_article,
                class_name="button button-quiet",
                custom_attrs={"data-testid": "retry"},
            )
        ),
        test_id="article-unavailable",
    )
