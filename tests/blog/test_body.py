"""The text of an article's page, without a database."""

from __future__ import annotations

import re

import pytest

from blog_order.blog.body import render_body
from tests.support.html import parse


def test_links_that_were_paid_for_carry_the_rel_of_the_site() -> None:
    markdown = "[a](https://Paid.example) [b](https://two.example/x?y=1) [c](https://else.example) [d](/blog)"
    paid = ("https://paid.example/", "https://two.example/x?y=1")

    links = parse(str(render_body(markdown, paid, "sponsored nofollow").html)).all("a")
    without = parse(str(render_body(markdown, paid, "").html)).all("a")

    assert [link.get("rel") for link in links] == ["sponsored nofollow", "sponsored nofollow", "noopener", None]
    assert [link.get("rel") for link in without] == [None, None, "noopener", None]


def test_tables_scroll_in_a_box_of_their_own_and_carry_no_style() -> None:
    html = str(render_body("| a | b |\n| :- | -: |\n| 1 | 2 |", (), "").html)

    assert html.startswith('<div class="table" tabindex="0"><table>')
    assert html.rstrip().endswith("</table></div>")
    assert [cell.get("class") for cell in parse(html).all("th", scope="col")] == ["align-left", "align-right"]
    assert "style" not in html


def test_pictures_of_ours_keep_their_place_free() -> None:
    html = str(
        render_body(
            "![a](/blog-images/starter-rise.svg) ![b](/blog-images/../x.svg) ![](https://x.example/y.png)", (), ""
        ).html  # the third would be asked from somebody else
    )

    ours, strange = parse(html).all("img")
    assert (ours["width"], ours["height"]) == ("800", "410")
    assert "width" not in strange


def test_reading_time_is_at_least_a_minute() -> None:
    assert render_body("", (), "").minutes == 1
    assert render_body("word " * 880, (), "").minutes == 4


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1)) [y](JaVaScRiPt&#58;alert(1)) [z](data:text/html,<script>alert(1)</script>)",
        '[x](https://e.example "a\\" onmouseover=\\"alert(1)")',
        '![y](https://e.example/p.png "<script>alert(1)</script>")',
        "![<img src=x onerror=alert(1)>](https://e.example/p.png)",
        "## <script>alert(1)</script>\n\n" * 5,
        '```"><script>alert(1)</script>\ncode </pre><script>alert(1)</script>\n```',
        '| <script> |\n| - |\n| [x](https://e.example "</table></div><script>alert(1)</script>") |',
        '## [a](https://e.example "</h2><script>alert(1)</script>") b',
    ],
)
def test_hostile_text_stays_text(markdown: str) -> None:
    body = render_body(markdown, ("https://e.example",), "sponsored")

    page = parse(str(body.html))
    assert not page.all("script")
    assert not [got for _, got in page.elements if any(name.startswith("on") or name == "style" for name in got)]
    for link in page.all("a"):
        assert re.match(r"https?:|/|#|$", link.get("href", "")), link
