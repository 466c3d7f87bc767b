"""A new article on a site, with the customer's link in it."""

from __future__ import annotations

from blog_order.job_kinds import ARTICLE_GENERATION, ARTICLE_REVISION
from blog_order.models import Product
from blog_order.orders.products.article.assignment import assign
from blog_order.orders.products.article.editing import EDITING
from blog_order.orders.products.article.ordering import FORM
from blog_order.orders.products.article.publishing import put_article, take_back_article
from blog_order.orders.products.article.words import WORDS
from blog_order.orders.products.article.writing import expected_words, write_article_draft
from blog_order.orders.products.spec import ProductSpec
from blog_order.orders.products.stock import Unlimited

ARTICLE = ProductSpec(
    product=Product.ARTICLE,
    first_job=ARTICLE_GENERATION,
    revision_job=ARTICLE_REVISION,
    form=FORM,
    price=lambda site: site.article_price,
    stock=Unlimited(),
    assign=assign,
    write_draft=write_article_draft,
    expected_words=expected_words,
    editing=EDITING,
    starts_from_published=False,
    put_in_record=put_article,
    take_from_record=take_back_article,
    words=WORDS,
)
