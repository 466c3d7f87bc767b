from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog_order.content.markdown import plain_text, render_article
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
        ("## A\n\n## A\n\n## A 2", '<h2 id="h-a">A</h2>\n<h2 id="h-a-2">A</h2>\n<h2 id="h-a-2-2">A 2</h2>\n'),
        ("## 日本", '<h2 id="h-article">日本</h2>\n'),
        ("![a](https://x.example/a.png)", "<p>a</p>\n"),
        ("![a](/img/a.png)", '<p><img src="/img/a.png" alt="a" loading="lazy"></p>\n'),
        ("![a *b*](http://x.example/a.png)", "<p>a b</p>\n"),
        ("a\nb", "<p>a\nb</p>\n"),
        ("~~a~~ **b** *c* `d`", "<p><s>a</s> <strong>b</strong> <em>c</em> <code>d</code></p>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("```py\nx < 1\n```", '<pre><code class="language-py">x &lt; 1\n</code></pre>\n'),
        ("---", "<hr>\n"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("https://x.example is text", "<p>https://x.example is text</p>\n"),
        ("a<br>b", "<p>a&lt;br&gt;b</p>\n"),
        ("a  \nb", "<p>a<br>\nb</p>\n"),
        ("a \"b\" -- c...", "<p>a \"b\" -- c...</p>\n"),
        ("**Gomphocarpus (*Gomphocarpus physocarpus*)**",
         "<p><strong>Gomphocarpus (<em>Gomphocarpus physocarpus</em>)</strong></p>\n"),
        ("[a](</my uri>)", '<p><a href="/my%20uri">a</a></p>\n'),
        ("[a](/u (t))", '<p><a href="/u" title="t">a</a></p>\n'),
        ("[foo]: /url 'title'\n\n[foo]", '<p><a href="/url" title="title">foo</a></p>\n'),
        ("Foo\n===\nbar", '<h2 id="h-foo">Foo</h2>\n<p>bar</p>\n'),
        ("- a\n\n  b", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>\n"),
        ("\tcode", "<pre><code>code\n</code></pre>\n"),
        ("foo_bar_baz", "<p>foo_bar_baz</p>\n"),
        ("\\*a\\*", "<p>*a*</p>\n"),
        ("&copy; &amp; &#35;", "<p>© &amp; #</p>\n"),
        ("``a ` b``", "<p><code>a ` b</code></p>\n"),
        ("| a | b |\n|:-:|--:|\n| c | d |",
         '<table>\n<thead>\n<tr>\n<th class="align-center">a</th>\n<th class="align-right">b</th>\n</tr>\n</thead>\n'
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
