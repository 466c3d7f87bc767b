"""What helps to decide: the link, the report, the brief and how the order came here."""

from __future__ import annotations

import reflex as rx

from blog_order.screens.desk.parts.decisions import decision_buttons
from blog_order.screens.desk.state import DeskState
from blog_order.screens.frame.admin.facts import fact, section, timeline, version_notes
from blog_order.screens.frame.links import outer_link
from blog_order.screens.frame.quality_report import quality_report
from blog_order.screens.frame.times import moment_text


def desk_facts() -> rx.Component:
    """The column on the right, with the decision at its top."""
    order = DeskState.order
    return rx.el.aside(
        decision_buttons(),
        section(
            "The link",
            rx.el.dl(
                fact("Anchor", order.anchor_text, test_id="link-anchor"),
                fact(
                    "Address",
                    order.target_url,
                    content=outer_link(order.target_url, order.target_url),
                    test_id="link-address",
                ),
                fact("rel", order.rel),
            ),
            test_id="link-facts",
        ),
        rx.cond(
            order.passage_now != "",
            section(
                "The passage",
                rx.el.dl(
                    fact("Before", order.passage_before, test_id="passage-before"),
                    fact("Now", order.passage_now, test_id="passage-now"),
                ),
                rx.el.p("All else of the published article stays as it is.", class_name="small quiet"),
                test_id="passage-facts",
            ),
        ),
        quality_report(DeskState.report),
        section(
            "Brief",
            rx.el.dl(
                fact("Topic", order.topic),
                fact("Keyword", order.keyword),
                fact("Niche", order.niche),
                fact("Notes", order.notes),
                fact("Price", order.price),
                fact("Submitted", order.submitted.iso, content=moment_text(order.submitted)),
            ),
            test_id="brief",
        ),
        section("Versions", version_notes(DeskState.versions), test_id="version-notes"),
        section("History", timeline(DeskState.timeline), test_id="timeline"),
        class_name="pane pane-facts",
    )
