"""The sites for sale, a line each."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.frame.links import inner_link
from blog_order.screens.shop.view.sites import SiteCard


def site_list(sites: rx.Var[list[SiteCard]]) -> rx.Component:
    """By name, with facts, prices, and the way to order."""
    return rx.el.ul(rx.foreach(sites, _site), class_name="sites", custom_attrs={"data-testid": "sites"})


def site_facts(site: rx.Var[SiteCard]) -> rx.Component:
    """What a customer compares sites by."""
    return rx.el.p(
        rx.el.span(site.topic),
        rx.el.span("domain rating ", site.domain_rating),
        rx.el.span(site.language),
        rx.el.span(site.articles),
        class_name="facts small",
    )


def order_button(site: rx.Var[SiteCard]) -> rx.Component:
    """The way to the form that orders an article."""
    return inner_link(
        ("Order an article", rx.el.span(" on ", site.name, class_name="visually-hidden")),
        site.form_path,
        class_name="button button-primary",
        custom_attrs={"data-testid": "order-" + site.slug},
    )


def _site(site: rx.Var[SiteCard]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(inner_link(site.name, site.path), class_name="site-name"),
            rx.el.p(site.tagline, class_name="site-tagline"),
            site_facts(site),
            rx.el.p("Readers: ", site.audience, class_name="small quiet"),
        ),
        rx.el.div(
            rx.el.dl(
                _price("an article", site.price, "price"),
                _price("a link", site.link_price, "link-price"),
                class_name="prices",
            ),
            order_button(site),
            class_name="site-offer",
        ),
        class_name="site",
        custom_attrs={"data-site": site.slug},
    )


def _price(what: str, amount: rx.Var[str], test_id: str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(what, class_name="small quiet"),
        rx.el.dd(amount, class_name="price", custom_attrs={"data-testid": test_id}),
    )
