from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from blog_order.content.addresses import is_external, is_site_local, normalise, scheme_of
from blog_order.content.prompting.article import WrittenArticle
from blog_order.content.slug import MAX_SLUG_CHARACTERS, make_slug
from blog_order.content.writing.writer import readable_markdown, write_draft
from blog_order.errors import Failure
from tests.support.texts import article, brief


@dataclass
class Answer:
    value: Any
    model: str = "fake"
    input_tokens: int = 1
    output_tokens: int = 2


def test_write_draft_passes_everything_on_and_shows_each_text_once() -> None:
    seen: dict[str, Any] = {}

    def generate(instructions: str, input: str, schema: Any, *, on_partial: Any = None, should_stop: Any = None) -> Any:
        seen.update(instructions=instructions, input=input, schema=schema, should_stop=should_stop)
        for partial in ({}, {"title": "A"}, {"title": "A"}, {"title": "A b"}, {"title": "A b", "body": "C"}):
            on_partial(partial)
        return Answer(article(title="A b", body="C d."))

    texts: list[str] = []
    stop = lambda: None  # noqa: E731
    draft = write_draft(
        brief(), generate, current=article(), problems=["Mend it."], on_text=texts.append, should_stop=stop
    )
    assert texts == ["", "# A", "# A b", "# A b\n\nC", "# A b\n\nC d."]
    assert (draft.article.title, draft.model, draft.input_tokens, draft.output_tokens) == ("A b", "fake", 1, 2)
    assert draft.prompt_version.startswith("article-")
    assert seen["schema"] is WrittenArticle
    assert seen["should_stop"] is stop
    assert "- Mend it." in seen["input"]
    assert "<current_article>" in seen["input"]


def test_without_a_listener_nothing_is_parsed_on_the_way() -> None:
    def generate(*_: Any, on_partial: Any = None, should_stop: Any = None) -> Any:
        assert on_partial is None
        return Answer(article())

    assert write_draft(brief(), generate).article == article()


def test_a_failure_comes_through() -> None:
    def generate(*_: Any, **__: Any) -> Any:
        raise Failure("No.", retryable=False)

    with pytest.raises(Failure, match="No"):
        write_draft(brief(), generate)


@pytest.mark.parametrize(
    ("partial", "text"),
    [
        ({}, ""),
        ({"title": "  "}, ""),
        ({"title": "A\n b"}, "# A b"),
        ({"title": "A", "body": None}, "# A"),
        ({"body": "\n\nB\n"}, "B\n"),
        ({"title": 3, "body": ["x"]}, ""),
    ],
)
def test_readable_markdown(partial: dict[str, Any], text: str) -> None:
    assert readable_markdown(partial) == text


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("How hiking boots should fit", "how-hiking-boots-should-fit"),
        ("  What's   new? C++ & C# in 2026!  ", "whats-new-c-c-in-2026"),
        ("Größe, Ærø, Łódź, Þórr — naïve café", "grosse-aero-lodz-thorr-naive-cafe"),
        ("日本語", "article"),
        ("", "article"),
        ("../../etc/passwd", "etc-passwd"),
        ("ﬁne ½ ①", "fine-12-1"),
        ("x" * 200, "x" * MAX_SLUG_CHARACTERS),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert make_slug(title) == slug
    assert make_slug(slug) == slug


def test_a_long_slug_is_cut_between_words() -> None:
    slug = make_slug("word " * 40)
    assert slug == "-".join(["word"] * 16)
    assert len(slug) <= MAX_SLUG_CHARACTERS
    exact = "a" * 79 + " b"
    assert make_slug(exact) == "a" * 79


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://EXAMPLE.com:443/a", "https://example.com/a"),
        ("http://example.com:80", "http://example.com/"),
        ("https://example.com/a b", "https://example.com/a%20b"),
        ("https://example.com/%7ea", "https://example.com/~a"),
        ("https://example.com/%e4", "https://example.com/%E4"),
        ("https://example.com./", "https://example.com/"),
        ("https://BÜCHER.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        (" https://example.com/ ", "https://example.com/"),
        ("https://example.com/?filter[color]=red", "https://example.com/?filter%5Bcolor%5D=red"),
        ("https://example.com/sale/100%", "https://example.com/sale/100%25"),
        ("https://example.com/%zz#[a]", "https://example.com/%25zz#%5Ba%5D"),
    ],
)
def test_equal_addresses(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)
    assert normalise(normalise(one)) == normalise(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/a/"),
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/?a=1&b=2", "https://example.com/?b=2&a=1"),
        ("https://example.com/", "http://example.com/"),
        ("https://example.com/", "https://www.example.com/"),
        ("https://example.com:8443/", "https://example.com/"),
        ("https://example.com/%2F", "https://example.com//"),
        ("https://example.com/?a=%26", "https://example.com/?a=&"),
        ("https://example.com/#a", "https://example.com/"),
        ("https://user@example.com/", "https://example.com/"),
        ("https://straße.example/", "https://strasse.example/"),
    ],
)
def test_different_addresses(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    ("address", "scheme", "external", "local"),
    [
        ("https://x.example", "https", True, False),
        ("/a", "", False, True),
        ("a/b", "", False, False),
        ("#a", "", False, False),
        ("//x.example", "", True, False),
        ("/\\x.example", "", True, False),
        ("\\\\x.example", "", True, False),
        ("/\t/x.example", "", True, False),
        ("java\nscript:x", "javascript", True, False),
        ("\x01javascript:x", "javascript", True, False),
        ("mailto:a@x.example", "mailto", True, False),
        ("", "", False, False),
    ],
)
def test_kinds_of_addresses(address: str, scheme: str, external: bool, local: bool) -> None:
    assert (scheme_of(address), is_external(address), is_site_local(address)) == (scheme, external, local)


@pytest.mark.parametrize(
    "broken", ["https://[::1", "https://example.com:port/", "", "%", "https://", "http://\ud800.x"]
)
def test_broken_addresses_raise_nothing(broken: str) -> None:
    normalise(broken)
