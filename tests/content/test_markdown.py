from __future__ import annotations

import html.parser
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog_order.content.markdown import plain_text, render_article
from blog_order.content.words import count_words, sentences_of
from tests.content.samples import BODY, LINK, URL

ALLOWED_TAGS = {
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "a",
    "strong",
    "em",
    "s",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "img",
    "hr",
    "br",
}
ALLOWED_ATTRIBUTES = {
    ("a", "href"), ("a", "title"), ("a", "rel"), ("a", "class"), ("img", "src"), ("img", "alt"), ("img", "title"),
    ("img", "loading"), ("ol", "start"), ("code", "class"), ("th", "class"), ("td", "class"),
    *((f"h{n}", "id") for n in range(2, 7)),
}  # fmt: skip


class Audit(html.parser.HTMLParser):
    """Reads HTML with another parser than the one that made it, and notes all that is not allowed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED_TAGS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if (tag, name) not in ALLOWED_ATTRIBUTES:
                self.wrong.append(f"<{tag} {name}>")
            if name in ("href", "src"):
                self.addresses.append(value or "")
                # As browsers find the scheme (WHATWG URL): control characters are dropped, escapes are not decoded.
                scheme = re.match(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.\-]*):", re.sub(r"[\t\r\n]", "", value or ""))
                if scheme and scheme.group(1).lower() not in ("http", "https", "mailto"):
                    self.wrong.append(value or "")
                if tag == "img" and not (value or "").startswith("/"):
                    self.wrong.append(value or "")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("instruction")


XSS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='x'onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert&#40;1&#41;</script></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<body onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a/href='java\tscript:alert(1)'>x</a>",
    "<style>@import 'https://evil.example'</style>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<object data=javascript:alert(1)></object>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php alert(1) ?>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](java&#x0A;script:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](data:image/png;base64,iVBORw0KGgo=)",
    "![x](javascript:alert(1))",
    "![x](http://evil.example/pixel.gif)",
    "![x](//evil.example/pixel.gif)",
    "![x](/\\evil.example/pixel.gif)",
    "![x](/%09/evil.example/pixel.gif)",
    "<javascript:alert(1)>",
    "<vbscript:alert(1)>",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "![x][1]\n\n[1]: javascript:alert(1)",
    '[x](https://ok.example/ "onmouseover=alert(1) x=\\"")',
    '[x](https://ok.example/"onmouseover="alert(1))',
    '![x" onerror="alert(1)](https://ok.example/a.png)',
    "![<img src=x onerror=alert(1)>](https://ok.example/a.png)",
    '![x](https://ok.example/a.png "\\" onerror=\\"alert(1)")',
    "`<script>alert(1)</script>`",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "    <script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    '# "><script>alert(1)</script>',
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "**<script>**alert(1)</script>",
    "\x00<script>alert(1)</script>",
    '<a href="\x01javascript:alert(1)">x</a>',
    "[x](https://ok.example/<script>)",
    "[a](https://ok.example/ 'x' onclick=alert(1))",
    "[<script>alert(1)</script>](https://ok.example/)",
    '<https://ok.example/?"onclick=alert(1)>',
    "{{constructor.constructor('alert(1)')()}}",
    "<x><a><b onclick=alert(1)>[x](https://ok.example)",
]


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
