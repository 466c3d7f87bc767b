"""The built-in blog as a place of publication: it renders the record, so what is committed is published."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from blog_order.blog.addresses import absolute, article_path
from blog_order.publishing.place import Page, Publication
from blog_order.publishing.reading_back import check_page
from blog_order.settings import get_settings


class BuiltinBlog:
    """Pages under /blog. ``Page.reference`` is the page's path; the URL follows PUBLIC_URL."""

    shows_record = True

    def publish(self, publication: Publication) -> Page:
        """Name the page: it has shown this edition since the record was committed."""
        path = article_path(publication.site_slug, publication.slug)
        return replace(publication.page, url=absolute(path), reference=path)

    def verify(self, page: Page, links: Collection[str]) -> None:
        """Fetch the page from our own web server, which the public URL need not reach from here."""
        for link in links:
            check_page(get_settings().page_check_origin + page.reference, link)

    def restore(self, publication: Publication) -> Page:
        """As :meth:`publish`."""
        return self.publish(publication)

    def unpublish(self, page: Page) -> None:
        """Nothing to do: the page went with the record."""
