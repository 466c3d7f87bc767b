"""A link worked into an article that is published already."""

from __future__ import annotations

from blog_order.job_kinds import BACKLINK_INTEGRATION, BACKLINK_REVISION
from blog_order.models import Product
from blog_order.orders.products.backlink.assignment import assign
from blog_order.orders.products.backlink.editing import EDITING
from blog_order.orders.products.backlink.ordering import FORM
from blog_order.orders.products.backlink.publishing import put_backlink, take_back_backlink
from blog_order.orders.products.backlink.words import WORDS
from blog_order.orders.products.backlink.writing import expected_words, write_backlink_draft
from blog_order.orders.products.spec import ProductSpec
from blog_order.orders.products.stock import LinkSlot

BACKLINK = ProductSpec(
    product=Product.BACKLINK,
    first_job=BACKLINK_INTEGRATION,
    revision_job=BACKLINK_REVISION,
    form=FORM,
    price=lambda site: site.backlink_price,
    stock=LinkSlot(),
    assign=assign,
    write_draft=write_backlink_draft,
    expected_words=expected_words,
    editing=EDITING,
    starts_from_published=True,
    put_in_record=put_backlink,
    take_from_record=take_back_backlink,
    words=WORDS,
)
