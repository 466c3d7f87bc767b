"""A new article on a site, with the customer's link in it."""

from __future__ import annotations

from blog_order.job_kinds import ARTICLE_GENERATION, ARTICLE_REVISION
from blog_order.models import Product
from blog_order.orders.products.article.ordering import FORM
from blog_order.orders.products.article.words import WORDS
from blog_order.orders.products.spec import ProductSpec
from blog_order.orders.products.stock import Unlimited

ARTICLE = ProductSpec(
    product=Product.ARTICLE,
    first_job=ARTICLE_GENERATION,
    revision_job=ARTICLE_REVISION,
    form=FORM,
    price=lambda site: site.article_price,
    stock=Unlimited(),
    words=WORDS,
)
