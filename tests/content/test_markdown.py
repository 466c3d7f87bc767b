from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog_order.content.markdown import plain_text, render_article
from blog_order.content.unfinished import hide_unfinished
from blog_order.content.words import count_words, sentences_of
from tests.support.audit import Audit
from tests.support.payloads import XSS
from tests.support.texts import BODY, LINK, URL


@pytest.mark.parametrize("payload", XSS)
@pytest.mark.parametrize("frame", ["{}", "text {} text", "- {}", "> {}", "**{}**", "| a |\n|---|\n| {} |"])
def test_no_payload_leaves_more_than_allowed_html(payload: str, frame: str) -> None:
    rendered = render_article(frame.replace("{}", payload), paid_url=URL, mark_paid=True)
    audit = Audit(rendered)
    assert audit.wrong == []
    # "/%5Cevil.example" is a page of our own site that does not exist: escapes are no slashes.
    assert not any(re.match(r"(?:https?:)?[/\\]{2,}evil", address.strip()) for address in audit.addresses)


pieces = st.sampled_from(
    [
        *"<>\"'`&;:/\\()[]!#*_~|-=\n\t ax",
        "javascript:",
        "data:",
        "<script>",
        "onerror=",
        "&#x3c;",
        "![",
        "](",
        "https://",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(pieces, max_size=40).map("".join))
def test_no_text_leaves_more_than_allowed_html(text: str) -> None:
    assert Audit(render_article(text)).wrong == []


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_renders(text: str) -> None:
    render_article(text)
    assert count_words(text) >= 0


def test_the_customers_link_gets_the_rel_of_the_site() -> None:
    text = f"{LINK} and [other](https://other.example/) and [own](/blog/a)."
    assert f'<a href="{URL.replace("&", "&amp;")}" rel="sponsored">' in render_article(text, paid_url=URL)
    assert 'rel="sponsored nofollow"' in render_article(text, paid_url=URL, paid_rel="sponsored nofollow")
    followed = render_article(text, paid_url=URL, paid_rel="")
    assert f'<a href="{URL.replace("&", "&amp;")}">' in followed
    for rendered in (followed, render_article(text)):
        assert '<a href="https://other.example/" rel="noopener">' in rendered
        assert '<a href="/blog/a">' in rendered
        assert "paid-link" not in rendered
    assert render_article(text, paid_url=URL, mark_paid=True).count('class="paid-link"') == 1


def test_the_paid_link_is_found_however_its_address_is_written() -> None:
    rendered = render_article("[a](HTTPS://Example.com) [b](https://straße.example/ü)", paid_url="https://example.com/")
    assert rendered.count("sponsored") == 1
    assert "sponsored" in render_article("[b](https://straße.example/ü)", paid_url="https://straße.example/ü")


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# One\n\n## Two", '<h2 id="h-one">One</h2>\n<h2 id="h-two">Two</h2>\n'),
        ("## A\n\n## A\n\n## A 2", '<h2 id="h-a">A</h2>\n<h2 id="h-a-1">A</h2>\n<h2 id="h-a-2">A 2</h2>\n'),
        ("## 日本", '<h2 id="h-日本">日本</h2>\n'),
        ("![a](https://x.example/a.png)", "<p>a</p>\n"),
        ("![a](/img/a.png)", '<p><img src="/img/a.png" alt="a" loading="lazy"></p>\n'),
        ("![a *b*](http://x.example/a.png)", "<p>a b</p>\n"),
        ("a\nb", "<p>a\nb</p>\n"),
        ("~~a~~ **b** *c* `d`", "<p><s>a</s> <strong>b</strong> <em>c</em> <code>d</code></p>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("```py\nx < 1\n```",
         '<pre tabindex="0"><code class="language-py"><span class="hl-n">x</span> <span class="hl-o">&lt;</span> '
         '<span class="hl-mi">1</span>\n</code></pre>\n'),
        ("---", "<hr>\n"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("https://x.example is text", "<p>https://x.example is text</p>\n"),
        ("a<br>b", "<p>a<br>b</p>\n"),
        ("a  \nb", "<p>a<br>\nb</p>\n"),
        ("a \"b\" -- c...", "<p>a \"b\" -- c...</p>\n"),
        ("**Gomphocarpus (*Gomphocarpus physocarpus*)**",
         "<p><strong>Gomphocarpus (<em>Gomphocarpus physocarpus</em>)</strong></p>\n"),
        ("[a](</my uri>)", '<p><a href="/my%20uri">a</a></p>\n'),
        ("[a](/u (t))", '<p><a href="/u" title="t">a</a></p>\n'),
        ("[foo]: /url 'title'\n\n[foo]", '<p><a href="/url" title="title">foo</a></p>\n'),
        ("Foo\n===\nbar", '<h2 id="h-foo">Foo</h2>\n<p>bar</p>\n'),
        ("- a\n\n  b", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>\n"),
        ("\tcode", '<pre tabindex="0"><code>code\n</code></pre>\n'),
        ("foo_bar_baz", "<p>foo_bar_baz</p>\n"),
        ("\\*a\\*", "<p>*a*</p>\n"),
        ("&copy; &amp; &#35;", "<p>© &amp; #</p>\n"),
        ("``a ` b``", "<p><code>a ` b</code></p>\n"),
        ("| a | b |\n|:-:|--:|\n| c | d |",
         '<table tabindex="0">\n<thead>\n'
         '<tr>\n<th class="align-center">a</th>\n<th class="align-right">b</th>\n</tr>\n</thead>\n'
         '<tbody>\n<tr>\n<td class="align-center">c</td>\n<td class="align-right">d</td>\n</tr>\n</tbody>\n</table>\n'),
        ("", ""),
    ],
)  # fmt: skip
def test_rendering(markdown: str, expected: str) -> None:
    assert render_article(markdown) == expected


def test_plain_text_is_what_a_reader_sees() -> None:
    text = "# A *title*\n\nOne **two**\nthree [four](https://x.example/) `five` ![no](/x.png)."
    text += "\n\n- six\n\n```\nseven\n```\n"
    assert plain_text(text) == "A title\nOne two three four five .\nsix\nseven"


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("", 0),
        ("One two-part word's 1,500 3.5", 5),
        ("[anchor text](https://example.com/a/b/c)", 2),
        ("- a\n- b\n\n# c", 3),
        ("日本語です", 5),
        ("한국어 문장", 2),
        ("a — b … *** c", 3),
    ],
)
def test_words_are_counted(markdown: str, words: int) -> None:
    assert count_words(markdown) == words


def test_the_sample_has_the_words_that_wc_would_count() -> None:
    visible = re.sub(r"\]\([^)]*\)|[#\[]|^- ", " ", BODY, flags=re.MULTILINE)
    assert count_words(BODY) == len(visible.split())


def test_sentences() -> None:
    text = "Boots, e.g. mine, fit. Do yours? Dr. Hill says “Yes!” A. B. Smith left at 3.5 km/h…\nNew line"
    assert [s.rstrip("“”") for s in sentences_of(text)] == [
        "Boots, e.g. mine, fit.", "Do yours?", "Dr. Hill says “Yes!", "A. B. Smith left at 3.5 km/h…", "New line",
    ]  # fmt: skip
    assert sentences_of("你好。再见！") == ["你好。", "再见！"]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Press <kbd>Ctrl</kbd>, H<sub>2</sub>O.", "<p>Press <kbd>Ctrl</kbd>, H<sub>2</sub>O.</p>\n"),
        ("<details><summary>More</summary>\n\nText.\n\n</details>",
         "<details><summary>More</summary>\n<p>Text.</p>\n</details>"),
        ("a <!-- note to self --> b", "<p>a  b</p>\n"),
        ("<!-- note\nto self -->\n\nb", "\n<p>b</p>\n"),
        ('<figure><img src="/p.png" alt="A pot"><figcaption>One</figcaption></figure>',
         '<figure><img src="/p.png" alt="A pot" loading="lazy"><figcaption>One</figcaption></figure>'),
        ('<img src="https://x.example/p.png" alt="A pot">', "A pot"),
        ("- [x] done\n- [ ] not", None),
        ("Term\n: Meaning", "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>\n"),
        ("[Top](#flour-and-water)\n\n## Flour and water",
         '<p><a href="#h-flour-and-water">Top</a></p>\n<h2 id="h-flour-and-water">Flour and water</h2>\n'),
        ("[it](#makeRe)\n\n## makeRe", '<p><a href="#h-makere">it</a></p>\n<h2 id="h-makere">makeRe</h2>\n'),
        ('<a name="parse"></a>[it](#parse)', '<p><a id="h-parse"></a><a href="#h-parse">it</a></p>\n'),
        ('<a href="https://x.example" rel="dofollow" onclick="x()">y</a>',
         '<p><a href="https://x.example" rel="noopener">y</a></p>\n'),
        ('<b id="main">x</b><p id="main">y</p>', None),
    ],
)  # fmt: skip
def test_what_bloggers_write_beside_plain_markdown(markdown: str, expected: str | None) -> None:
    rendered = render_article(markdown)
    assert Audit(rendered).wrong == []
    if expected is not None:
        assert rendered == expected


def test_a_task_list_shows_its_boxes() -> None:
    rendered = render_article("- [x] done\n- [ ] not")
    assert rendered.count('type="checkbox"') == 2
    assert rendered.count(" checked=") == 1
    assert rendered.count("disabled") == 2


def test_a_note_and_its_reference_lead_to_each_other() -> None:
    rendered = render_article("See[^1]. Again[^1].\n\n[^1]: Yeast is [alive](https://x.example).")
    assert 'href="#h-fn1"' in rendered
    assert 'id="h-fn1"' in rendered
    assert 'href="#h-fnref1"' in rendered
    assert 'id="h-fnref1"' in rendered
    assert "Yeast is" in rendered
    assert "[^1]" not in rendered


@pytest.mark.parametrize(
    ("heading", "id_"),
    [
        ("Flour & Water", "flour--water"),
        ("What's `next`?", "whats-next"),
        ("Über uns", "über-uns"),
        ("2. Schritt", "2-schritt"),
        ("การ ทดสอบ", "การ-ทดสอบ"),
        ("snake_case", "snake_case"),
        ("!!!", "section"),
    ],
)
def test_ids_are_those_of_github(heading: str, id_: str) -> None:
    assert f'id="{id_}"' in render_article(f"## {heading}", id_prefix="")


def test_an_article_cannot_take_an_id_of_its_page() -> None:
    assert "id=" not in render_article("## Main\n\n## Related", id_prefix="")


PATHOLOGICAL = {
    "like headings": "# a\n",
    "underlined headings": "a\n-\n",
    "quotes": ">\n",
    "nested quotes": "> ",
    "open brackets": "[",
    "open images": "![a](",
    "asterisks": "*a ",
    "backticks": "`a``",
    "notes": "[^1]",
    "definitions": "[a]: /b\n",
    "open tags": "<a ",
    "open comments": "<!-- ",
    "blanks": " ",
    "pipes": "|a",
    "list items": "- a\n",
    "deep lists": "- ",
    "entities": "&amp;",
}


@pytest.mark.parametrize(
    "work", [render_article, plain_text.__wrapped__, lambda text: hide_unfinished(text, "paragraph_open")]
)
@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_ten_times_the_text_takes_no_hundred_times_the_work(name: str, work: Callable[[str], str]) -> None:
    def seconds(characters: int) -> float:
        piece = PATHOLOGICAL[name]
        text = piece * (characters // len(piece))
        begin = time.process_time()
        work(text)
        return time.process_time() - begin

    small = max(min(seconds(20_000) for _ in range(3)), 0.02)
    assert min(seconds(200_000) for _ in range(2)) < 60 * small
