"""Reads a published page as a reader would."""

from __future__ import annotations

import html
import re

import httpx

from blog_order.content.addresses import normalise
from blog_order.errors import Failure

FETCH_TIMEOUT_SECONDS = 15


def check_page(url: str, target_url: str) -> None:
    """Fetch the page and find its link to ``target_url``.

    Raises:
        Failure: the page doesn't come, or has no such link.
    """
    try:
        answer = httpx.get(url, timeout=FETCH_TIMEOUT_SECONDS, trust_env=False, follow_redirects=True)
    except httpx.HTTPError as error:
        raise Failure("The published page could not be fetched.") from error
    if answer.status_code != 200:
        raise Failure(f"The published page answers {answer.status_code}.")
    links = {normalise(html.unescape(link)) for link in re.findall(r'<a[^>]*\shref="([^"]*)"', answer.text)}
    if normalise(target_url) not in links:
        raise Failure("The published page does not carry the customer's link.")
