"""Reads a text to be edited, and shows what it would become. Blocks: call it in a thread."""

from __future__ import annotations

import re

from blog_order.content.markdown import render_article
from blog_order.models import OrderStatus, public_number
from blog_order.orders.desk.editing import check_edited, read_editable
from blog_order.orders.products.editing import Edited, EditedText
from blog_order.screens.editing.view.model import EditForm, EditPreview, EditView, EditWanted
from blog_order.screens.frame.admin.paths import admin_order_path, desk_path
from blog_order.screens.frame.view.blocks import version_blocks
from blog_order.screens.frame.view.report import report_of

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


def read_editing(wanted: EditWanted) -> EditView:
    """The text of an order, and what it is like now.

    Raises:
        NotFound: no such order.
    """
    found = read_editable(wanted.number)
    on_desk = found.status == OrderStatus.ADMIN_REVIEW
    text = found.text
    form = EditForm(
        number=found.number,
        label=public_number(found.number),
        base_num=found.base_num,
        base=f"version {found.base_num}" if found.base_num else "the best draft" if text.body else "an empty page",
        passage_only=found.passage_only,
        topic=found.topic,
        site=found.site_name,
        rel=found.paid_link_rel,
        target_url=found.target_url,
        anchor_text=found.anchor_text,
        title=text.title,
        meta_description=text.meta_description,
        tags=", ".join(text.tags),
        body=text.body,
        passage=text.passage,
        back_path=desk_path(found.number) if on_desk else admin_order_path(found.number),
        back="Back to the desk" if on_desk else "Back to the order",
        saved_to="It takes the place of the version on the desk, and nothing is published before you approve it."
        if on_desk
        else "It goes to the customer's review, with a mail that it is ready.",
    )
    return EditView(form, found.refusal, read_preview(form, text))


def read_preview(form: EditForm, text: EditedText) -> EditPreview:
    """What a text for this order would be, checked as saving it would.

    Raises:
        NotFound: no such order.
    """
    edited = check_edited(form.number, text)
    report = report_of(edited.report.model_dump(mode="json"))
    failed = [line for line in report.checks if not line.passed]
    return EditPreview(
        title=edited.article.title if edited.article else text.title,
        meta_description=edited.article.meta_description if edited.article else text.meta_description,
        blocks=_blocks(form, text, edited),
        report=report,
        required=[line for line in failed if line.required],
        advice=[line for line in failed if not line.required],
    )


def _blocks(form: EditForm, text: EditedText, edited: Edited) -> list[str]:
    """Of a passage the paragraph that it is part of: the rest of the article stays as it is."""
    if form.passage_only:
        markdown = edited.placement.get("replacement", text.body)
        if edited.article is not None:
            markdown = paragraph_with(markdown, edited.article.body)
        return [render_article(markdown, paid_url=form.target_url, paid_rel=form.rel, mark_paid=True)]
    body = edited.article.body if edited.article else text.body
    return list(version_blocks(body, form.target_url, form.rel))


def paragraph_with(part: str, markdown: str) -> str:
    """The paragraph of an article that ``part`` stands in, which shows whether it fits between what is around it."""
    before, found, after = markdown.partition(part)
    return _BLANK_LINE.split(before)[-1] + part + _BLANK_LINE.split(after)[0] if found else part
