"""Rendered articles in a real browser: no payload runs a script, fires an attribute or asks anybody for anything.

The page has no Content-Security-Policy and allows scripts, so what holds here is the rendering alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from blog_order.content.markdown import render_article
from tests.support.browser import chromium
from tests.support.payloads import PAYLOADS, XSS

PAGE = "http://article.example/"
TRAPS = """
window.fired = [];
for (const name of ["alert", "confirm", "prompt", "print", "open", "fetch"])
  window[name] = (...given) => { window.fired.push(name + ": " + given.join(", ").slice(0, 200)); };
document.write = document.writeln = text => { window.fired.push("write: " + text.slice(0, 200)); };
addEventListener("error", event => { if (event.message) window.fired.push("error: " + event.message); }, true);
addEventListener("hashchange", () => window.fired.push("hash: " + location.hash));
"""
POKE = """() => {
  const kinds = ["mouseover", "mouseenter", "mousemove", "pointerover", "focus", "focusin", "blur", "keydown", "input",
                 "load", "error", "animationstart", "transitionend", "toggle", "wheel", "copy", "paste", "dragstart"];
  let links = 0;
  for (const element of document.body.querySelectorAll("*")) {
    for (const name of element.getAttributeNames())
      if (name.startsWith("on") || name === "style") window.fired.push("attribute " + name);
    for (const kind of kinds) element.dispatchEvent(new Event(kind, { bubbles: false }));
    if (element.href !== undefined) {
      links += 1;
      // ":" is an address that no browser can follow
      if (!["http:", "https:", "mailto:", ":"].includes(element.protocol)) window.fired.push("scheme " + element.href);
    }
  }
  return { fired: window.fired, links, nodes: document.body.querySelectorAll("*").length };
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium."""
    with sync_playwright() as playwright, chromium(playwright) as running:
        yield running


@pytest.fixture
def asked(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page with traps, and the addresses that it asked for."""
    page, requests = browser.new_page(), list[str]()

    def answer(route: Route) -> None:
        requests.append(route.request.url)
        route.abort() if len(requests) > 1 else route.fulfill(body=page.article, content_type="text/html")  # type: ignore[attr-defined]

    page.add_init_script(TRAPS)
    page.route("**/*", answer)
    page.on("dialog", lambda dialog: (requests.append("a dialog"), dialog.dismiss()))
    yield page, requests
    page.close()


def document(payload: str) -> str:
    """Markdown with a payload in every place that takes text."""
    line = " ".join(payload.split())
    places = [
        payload,
        f"## {line}",
        f'[x]({line}) ![x]({line}) [x](<{line}> "{line}") ![{line}](/x.png)',
        f"| a |\n|---|\n| {line} |",
        f"```{line}\n{payload}\n```",
    ]
    return "\n\n".join(places)


def look(asked: tuple[Page, list[str]], body: str) -> dict[str, object]:
    """Load the page, point at and focus everything on it; what happened."""
    page, requests = asked
    page.article = f"<!doctype html><meta charset=utf-8><body>{body}</body>"  # type: ignore[attr-defined]
    page.goto(PAGE, wait_until="load")
    page.wait_for_timeout(200)
    found = dict(page.evaluate(POKE))
    page.wait_for_timeout(200)
    found["fired"] = page.evaluate("window.fired")
    found["asked"] = [url for url in requests[1:] if not url.startswith(PAGE)]
    return found


def test_the_traps_work(asked: tuple[Page, list[str]]) -> None:
    body = '<img src="http://evil.example/1.gif" onerror="alert(1)"><b onmouseover="fetch(2)" style="x">b</b>'
    found = look(asked, body + "<script>prompt(3)</script><a href='javascript:alert(4)'>a</a>")
    told = json.dumps(found["fired"])
    assert all(each in told for each in ("alert: 1", "fetch: 2", "prompt: 3", "attribute style", "scheme javascript"))
    assert found["asked"] == ["http://evil.example/1.gif"]


def expect_nothing(asked: tuple[Page, list[str]], payloads: list[str]) -> None:
    """Render and look at them all on one page."""
    articles = [render_article(document(payload), paid_url="https://example.com/") for payload in payloads]
    found = look(asked, "\n".join(articles).replace('loading="lazy"', ""))
    assert (found["fired"], found["asked"]) == ([], [])
    assert int(str(found["nodes"])) > 10 * len(articles)
    assert int(str(found["links"])) > len(articles) / 20


def test_nothing_runs_and_no_request_leaves(asked: tuple[Page, list[str]]) -> None:
    expect_nothing(asked, [*XSS, *PAYLOADS[::25]])


@pytest.mark.long
@pytest.mark.parametrize("part", range(4))
def test_nothing_runs_and_no_request_leaves_with_any_public_payload(asked: tuple[Page, list[str]], part: int) -> None:
    expect_nothing(asked, PAYLOADS[part::4])
