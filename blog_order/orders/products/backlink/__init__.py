"""A link worked into an article that is published already."""

from __future__ import annotations

from blog_order.job_kinds import BACKLINK_INTEGRATION, BACKLINK_REVISION
from blog_order.models import Product
from blog_order.orders.products.backlink.ordering import FORM
from blog_order.orders.products.backlink.words import WORDS
from blog_order.orders.products.spec import ProductSpec
from blog_order.orders.products.stock import LinkSlot

BACKLINK = ProductSpec(
    product=Product.BACKLINK,
    first_job=BACKLINK_INTEGRATION,
    revision_job=BACKLINK_REVISION,
    form=FORM,
    price=lambda site: site.backlink_price,
    stock=LinkSlot(),
    words=WORDS,
)
