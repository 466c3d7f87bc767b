from __future__ import annotations

import re
import time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from blog_order.content.markdown import render_article
from blog_order.content.streaming import render_blocks, split_blocks
from tests.support.texts import BODY, URL

# Lines that meet each other in awkward ways; some end without their newline so that growth stops inside them.
PIECES = [
    *(
        "word",
        "two words ",
        "#",
        "# Head",
        "## Sub\n",
        "#tag",
        "===\n",
        "---\n",
        "***",
        "* * *",
        "- - -\n",
        "**bold** ",
    ),
    *(
        "- item\n",
        "* item\n",
        "+ ",
        "-",
        "1. one\n",
        "2",
        "2.",
        "2. two\n",
        "1) ",
        "  nested\n",
        "    code\n",
        "\t",
        " ",
    ),
    *(
        "```\n",
        "```",
        "```py\n",
        "`x`",
        "~~~\n",
        "> quote\n",
        ">",
        "| a | b |\n",
        "|---|---|\n",
        "|---|---|",
        "| 1 | 2 |\n",
    ),
    *("[ref]: /url\n", '"title"\n', '"half', "[ref]", "[a](https://x.example/)", "![i](/i.png)", "<b>", "\n", "\n\n"),
    *(
        "\r\n",
        "\r",
        "\\",
        "&amp;",
        "\u00a0\n",
        "a|b\n",
        "-|-\n",
        "日本語。",
        "*",
        "_x_",
        "~~s~~",
        "<https://x.example>",
    ),
]
markdown_texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@settings(max_examples=150, deadline=None)
@given(markdown_texts, st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join))
@example("1. a\n\n2", ". b")
@example("para\n#", "tag")
@example("para\n```", "x```")
@example("para\na|b\n-|-", "x")
@example("* a\n\n* * *", "x")
@example("# a|b\n-|", "-\n")
@example("    code\na|b\n", "|---|---|\n")
@example("[ref]: /url\n\n[ref]:", " /url\n")
@example("word\n+ a|b\n|---|", "---|\n")
@example('[ref]: /url\n"half', '"\n')
@example("- a\n***", "bold***")
@example('[ref]: /url\n\t"half## Sub\n', 'word"')
@example('[ref]: /url\n\t"half## Sub\n', '[ref]: /url\n"')
def test_finished_blocks_never_change_whatever_is_appended(text: str, more: str) -> None:
    finished = split_blocks(text)[:-1]
    html = render_blocks(text)[:-1]
    for cut in range(1, len(more) + 1):
        blocks, rendered = split_blocks(text + more[:cut]), render_blocks(text + more[:cut])
        assert blocks[: len(finished)] == finished
        assert rendered[: len(html)] == html
        finished, html = blocks[:-1], rendered[:-1]


@settings(max_examples=150, deadline=None)
@given(markdown_texts)
def test_blocks_joined_with_blank_lines_render_as_the_whole(text: str) -> None:
    # markdown-it ends a list at an empty item before two blank lines, and goes on with it before one.
    assume(not re.search(r"(?:\d[.)]|[-*+])[ \t]*(?:\n[ \t]*|\r[ \t]*){2}", text))
    assert _html("\n\n".join(split_blocks(text))) == _html(text)


def _html(markdown: str) -> str:
    """HTML without the blank lines at the end of unclosed code blocks, which are not part of any block."""
    return re.sub(r"\s*</code></pre>", "</code></pre>", render_article(markdown))


ARTICLE = (
    "# Title\n\n"
    + BODY
    + "\n| a | b |\n|---|---|\n| **c** | d |\n\n1. One\n2. *Two*\n\n> `Quote` ~~it~~.\n\nThe end.\n"
)
RAW = re.compile(r"\*\*|\]\(|\[[a-z]|`|~~|(?<!\w)[*_#]|&lt;|\|")


def test_no_raw_markdown_flashes_up_while_an_article_is_written() -> None:
    flashes = []
    for end in range(1, len(ARTICLE) + 1):
        html = "".join(render_blocks(ARTICLE[:end]))
        shown = re.sub(r"<[^>]*>", "", html)
        if RAW.search(shown):
            flashes.append(ARTICLE[:end][-40:])
    assert flashes == []


def test_text_never_gets_shorter_by_more_than_a_marker_while_it_is_written() -> None:
    before = ""
    for end in range(1, len(ARTICLE) + 1):
        shown = re.sub(r"<[^>]*>|\s", "", "".join(render_blocks(ARTICLE[:end])))
        assert len(shown) >= len(before) - 3, ARTICLE[:end][-40:]
        before = shown
    assert before == re.sub(r"<[^>]*>|\s", "", render_article(ARTICLE))


def test_finished_html_is_that_of_the_whole_article_save_for_ids() -> None:
    whole = re.sub(r' id="[^"]*"', "", render_article(ARTICLE))
    assert "\n".join(render_blocks(ARTICLE)) == whole.strip()


@pytest.mark.parametrize(
    ("growing", "html"),
    [
        ("some **bold", "<p>some <strong>bold</strong></p>"),
        ("some **bold*", "<p>some <strong>bold</strong></p>"),
        ("some **", "<p>some</p>"),
        ("some *", "<p>some</p>"),
        ("a *b **c", "<p>a <em>b <strong>c</strong></em></p>"),
        ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("some `co", "<p>some <code>co</code></p>"),
        ("some `", "<p>some</p>"),
        ("some `a*b` c", "<p>some <code>a*b</code> c</p>"),
        ("see [the", "<p>see the</p>"),
        ("see [the page]", "<p>see the page</p>"),
        ("see [the page](https://x.exa", "<p>see the page</p>"),
        ("see [the page](https://x.example/)", '<p>see <a href="https://x.example/" rel="noopener">the page</a></p>'),
        ("see ![an im", "<p>see</p>"),
        ("see ![an image](https://x", "<p>see</p>"),
        ("see <https://x.exa", "<p>see</p>"),
        ("para\n-", "<p>para</p>"),
        ("##", ""),
        ("- one\n-", "<ul>\n<li>one</li>\n</ul>"),
        ("- one **two", "<ul>\n<li>one <strong>two</strong></li>\n</ul>"),
        ("| a | b |", ""),
        ("| a | b |\n|--", ""),
        ("| a |\n|--|\n|", '<table tabindex="0">\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n</table>'),
        ("```\n**x [y](", '<pre tabindex="0"><code>**x [y](</code></pre>'),
        ("~~st", "<p><s>st</s></p>"),
        ("\\*not", "<p>*not</p>"),
        ("Done.", "<p>Done.</p>"),
    ],
)
def test_what_a_reader_sees_of_an_unfinished_block(growing: str, html: str) -> None:
    assert [re.sub(r"\s+</p>", "</p>", block) for block in render_blocks(growing)] == [html]


def test_definitions_work_for_what_comes_after_them() -> None:
    text = "[r]: https://x.example/\n\nSee [this][r].\n\nEnd."
    assert render_blocks(text)[1] == '<p>See <a href="https://x.example/" rel="noopener">this</a>.</p>'


def test_the_paid_link_is_marked_in_the_preview() -> None:
    html = "".join(render_blocks(BODY, paid_url=URL, mark_paid=True))
    assert html.count('class="paid-link"') == 1


def test_a_long_article_is_rendered_again_in_a_few_milliseconds() -> None:
    text = "\n\n".join(f"## Part {n}\n\n" + "Some words with **weight** here. " * 12 for n in range(20))
    render_blocks(text)
    begin = time.process_time()
    for _ in range(10):
        render_blocks(text)
    assert (time.process_time() - begin) / 10 < 0.02
