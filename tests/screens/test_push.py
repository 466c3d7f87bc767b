"""Who is shown what changed: every open page that it concerns, from one read that began after the change."""

from __future__ import annotations

import asyncio

import pytest

from blog_order.errors import NotFound, Unavailable
from blog_order.live import EVERYTHING
from blog_order.screens.live import push
from blog_order.screens.live.page import Kind, OpenPage, Topic
from tests.support.live import Gate, Page, Web, nothing, settle
from tests.support.waiting import soon

MANY = 100


@pytest.fixture
async def web() -> Web:
    """A process in which nothing is open; order ``a`` says "1"."""
    Page.texts, Page.while_reading = {"a": "1", "b": "1"}, nothing  # type: ignore[misc]
    Page.reads.clear()
    return Web()


async def opened(web: Web, *subjects: str) -> list[Page]:
    """Pages that are open and filled, and none of whose reads is counted."""
    pages = [web.open(f"{subject}{number}", subject) for number, subject in enumerate(subjects)]
    await settle()
    Page.reads.clear()
    return pages


async def test_many_pages_on_one_order_take_one_read_per_change(web: Web) -> None:
    pages = await opened(web, *["a"] * MANY)

    for change in ("2", "3"):
        web.change("a", change)
        await settle()

    assert Page.reads == {"a": 2}
    assert all(page.shown[-2:] == ["2", "3"] for page in pages)


async def test_a_change_concerns_the_pages_of_its_order_alone(web: Web) -> None:
    first, second, other = await opened(web, "a", "a", "b")

    web.change("a", "2")
    await settle()

    assert (first.shown, second.shown, other.shown) == (["1", "2"], ["1", "2"], ["1"])
    assert Page.reads == {"a": 1}


async def test_pages_that_look_at_different_versions_share_the_read_of_their_order(web: Web) -> None:
    pages = [web.open(f"page{number}", "a", choice=str(number % 3)) for number in range(MANY)]
    await settle()
    Page.reads.clear()

    web.change("a", "2-")
    await settle()

    assert Page.reads == {"a": 1}
    assert [page.shown[-1] for page in pages] == [f"2-{number % 3}" for number in range(MANY)]


async def test_a_read_that_began_before_a_change_is_not_all_that_is_shown_of_it(web: Web) -> None:
    pages = await opened(web, *["a"] * MANY)
    gate = Page.while_reading = Gate()  # type: ignore[misc]

    web.change("a", "2")
    await gate.wait()
    for change in ("3", "4", "5"):
        web.change("a", change)
    gate.open()
    await settle()

    assert all(page.shown[-1] == "5" for page in pages)
    assert Page.reads == {"a": 2}


async def test_a_page_that_opens_during_a_read_is_not_filled_from_it(web: Web) -> None:
    await opened(web, "a")
    gate = Page.while_reading = Gate()  # type: ignore[misc]
    web.change("a", "2")
    await gate.wait()

    Page.texts["a"] = "3"  # committed before the page opened; the message is still on its way
    page = web.open("late", "a")
    gate.open()
    await settle()

    assert page.shown == ["3"]


async def test_a_page_whose_state_is_busy_keeps_no_other_waiting_and_is_shown_the_newest(web: Web) -> None:
    busy, other = await opened(web, "a", "a")
    done = web.busy[busy.token] = asyncio.Event()

    for change in ("2", "3", "4"):
        web.change("a", change)
        await settle()
    assert (busy.shown, other.shown) == (["1"], ["1", "2", "3", "4"])
    done.set()
    await settle()

    assert busy.shown == ["1", "2", "4"]


async def test_states_that_stay_busy_give_up_their_turns(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "SECONDS_OF_A_TURN", 0.02)
    pages = await opened(web, *["a"] * (push.SHOWN_AT_A_TIME + 1))
    for page in pages[:-1]:
        web.busy[page.token] = asyncio.Event()

    web.change("a", "2")
    await settle()

    assert pages[-1].shown == ["1", "2"]
    for event in web.busy.values():
        event.set()


async def test_a_page_without_a_socket_here_is_forgotten_and_not_read(web: Web) -> None:
    await opened(web, "a")
    web.sockets.clear()

    web.change("a", "2")
    await settle()

    assert web.pages.tokens() == []
    assert Page.reads == {}


async def test_a_tab_shows_one_page_at_a_time(web: Web) -> None:
    page = web.open("tab", "a")
    web.open("tab", "b")
    await settle()
    page.shown.clear()

    web.change("a", "2")
    await settle()
    assert page.shown == []
    web.change("b", "2")
    await settle()
    assert page.shown == ["2"]


async def test_what_was_read_for_a_page_is_not_shown_on_the_next_one_of_its_tab(web: Web) -> None:
    gate = Page.while_reading = Gate()  # type: ignore[misc]
    Page.texts["b"] = "other"
    page = web.open("tab", "a")
    await gate.wait()
    web.open("tab", "b")
    gate.open()
    await settle()

    assert set(page.shown) == {"other"}


async def test_a_change_that_comes_while_a_page_turns_to_something_else_is_shown(web: Web) -> None:
    (page,) = await opened(web, "a")
    gate = Page.while_reading = Gate()  # type: ignore[misc]
    web.change("a", "2")
    await gate.wait()

    web.pages.choose(page.token, "b")  # without a read of its own
    Page.texts["b"] = "2 of b"
    gate.open()
    await settle()

    assert page.shown == ["1", "2 of b"]


async def test_a_late_handler_does_not_displace_the_page_its_visitor_went_to(web: Web) -> None:
    class Elsewhere(Page):
        pass

    web.open("tab", "a")
    went_to = OpenPage("tab", Elsewhere, "b")  # type: ignore[type-abstract]
    web.pages.register(went_to)

    web.pages.turn(OpenPage("tab", Page, "a"))  # type: ignore[type-abstract]
    web.pages.forget("tab", Web)

    assert web.pages.find("tab") == went_to


async def test_a_page_at_another_path_than_it_was_opened_at_is_forgotten(web: Web) -> None:
    here, left = web.open("here", "a", path="/here"), web.open("left", "a", path="/left")
    await settle()

    assert (here.shown, left.shown) == (["1"], [])
    assert web.pages.tokens() == ["here"]


@pytest.mark.parametrize("times", [1, 2])
async def test_a_page_that_could_not_be_shown_is_shown_soon(
    web: Web, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    monkeypatch.setattr(push, "SECONDS_UNTIL_NEXT_TRY", 0.01)
    (page,) = await opened(web, "a")
    web.failures = [ConnectionError("Redis is away")] * times

    web.change("a", "2")
    await settle()

    assert page.shown == ["1", "2"]


@pytest.mark.parametrize("error", [Unavailable("Away."), ConnectionError("Away.")])
async def test_a_page_that_could_not_be_read_is_read_soon(
    web: Web, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(push, "SECONDS_UNTIL_NEXT_TRY", 0.05)
    (page,) = await opened(web, "a")

    gate = Page.while_reading = Gate()  # type: ignore[misc]

    web.change("a", error)
    await gate.wait()
    Page.texts["a"] = "2"  # it answers again
    gate.open()
    await settle()

    assert page.shown == ["1", "2"]
    assert page.problems == ([error] if isinstance(error, Unavailable) else [])


async def test_what_can_not_be_found_is_said_and_not_tried_again(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "SECONDS_UNTIL_NEXT_TRY", 0.01)
    (page,) = await opened(web, "a")

    web.change("a", NotFound("Gone."))
    await settle()

    assert [problem.code for problem in page.problems] == ["not_found"]
    assert Page.reads == {"a": 1}


async def test_a_problem_with_one_choice_is_told_to_those_pages_alone(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = NotFound("No such version.")
    monkeypatch.setattr(Page, "_read_live", lambda _subject, _choices: {"": "2", "x": problem})
    good, bad = web.open("good", "a"), web.open("bad", "a", choice="x")
    await settle()

    assert (good.shown, good.problems) == (["2"], [])
    assert (bad.shown, bad.problems) == ([], [problem])


async def test_when_anything_may_have_changed_all_pages_are_read_again(web: Web) -> None:
    pages = await opened(web, "a", "a", "b")
    Page.texts.update(a="2", b="2")

    web.pages.changed(Topic(Kind.ARTICLE, EVERYTHING))
    await settle()
    assert Page.reads == {}
    web.pages.changed(Topic(Kind.ORDER, EVERYTHING))
    await settle()

    assert [page.shown[-1] for page in pages] == ["2"] * 3
    assert Page.reads == {"a": 1, "b": 1}


async def test_a_page_that_pauses_is_read_once_at_the_end_of_its_pause(web: Web) -> None:
    page = web.open("tab", "a", pause_seconds=2)
    await settle()
    Page.reads.clear()

    for change in ("2", "3", "4"):
        web.change("a", change)
        await settle()
    assert Page.reads == {"a": 1}
    await soon(lambda: len(page.shown) > 2)

    assert page.shown == ["1", "2", "4"]


async def test_what_its_own_visitor_does_shows_during_a_pause(web: Web) -> None:
    page = web.open("tab", "a", pause_seconds=60)
    await settle()
    web.change("a", "2")
    await settle()
    Page.texts["a"] = "3"

    web.pages.refresh("tab")
    await settle()

    assert page.shown == ["1", "2", "3"]


async def test_of_several_times_to_be_read_at_the_last_one_counts(web: Web) -> None:
    await opened(web, "a")

    web.pages.refresh_in("a0", 0.01)
    web.pages.refresh_in("a0", 60)
    await settle()
    assert Page.reads == {}
    web.pages.refresh_in("a0", 0.01)
    await settle()
    assert Page.reads == {"a": 1}
    web.pages.refresh_in("a0", 60)
    web.pages.forget("a0")
    web.pages.refresh_in("a0", 60)
    assert web.pages._timers == {}
