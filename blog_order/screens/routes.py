"""All pages there are. A new screen declares its ``ROUTE`` and is listed here."""

from __future__ import annotations

from blog_order.screens.articles.detail import page as articles_detail
from blog_order.screens.articles.list import page as articles_list
from blog_order.screens.desk import page as desk
from blog_order.screens.editing import page as editing
from blog_order.screens.not_found import page as not_found
from blog_order.screens.order import page as order
from blog_order.screens.order_form.article import page as order_form_article
from blog_order.screens.order_form.backlink import page as order_form_backlink
from blog_order.screens.orders.detail import page as orders_detail
from blog_order.screens.orders.list import page as orders_list
from blog_order.screens.shop.article import page as shop_article
from blog_order.screens.shop.site import page as shop_site
from blog_order.screens.shop.start import page as shop_start

ROUTES = tuple(
    screen.ROUTE
    for screen in (
        shop_start,
        shop_site,
        shop_article,
        order_form_article,
        order_form_backlink,
        order,
        desk,
        orders_list,
        orders_detail,
        editing,
        articles_list,
        articles_detail,
        not_found,
    )
)
