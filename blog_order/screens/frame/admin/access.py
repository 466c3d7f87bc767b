"""The base of all admin states: no handler of theirs runs without a session that the database knows.

    class DeskState(AdminState):
        async def approve(self, admin: SignedIn, number: Any = 0):
            ...

Every public function of a subclass is a handler that any visitor can call, so each is wrapped when its class is made:
the session in the cookie is looked up afresh, and only then the function runs, with the admin as its first argument.
A function without that argument is refused at import. All of them run in the background, without the state's lock.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import reflex as rx
from reflex.state import BaseState
from reflex.utils.format import format_event_handler
from reflex_base.registry import RegistrationContext

from blog_order.accounts.sessions import NotSignedIn, SignedIn, csrf_token, find_signed_in, token_in
from blog_order.errors import NotFound, Problem, Unavailable
from blog_order.screens.frame.view.phases import Phase
from blog_order.screens.live.page import Kind, OpenPage, Topic
from blog_order.screens.live.registry import open_pages
from blog_order.screens.live.threads import call_in_thread, read_in_thread

OPENS = "open_"
"""Handlers whose names begin so only show something: they may wait for the database."""
TRIES, SECONDS_BETWEEN_TRIES = 200, 3.0
SECONDS_BETWEEN_PUSHES = 0.5
"""A page is not read more often than this because orders change; what its admin does shows at once."""
Handler = Callable[..., Awaitable[Any]]


class AdminPhase(Phase):
    """What an admin page is able to show."""

    SIGNED_OUT = "signed-out"


@dataclass(frozen=True)
class Me:
    """Who is signed in, and the token of the sign-out form."""

    name: str = ""
    csrf: str = ""


@dataclass(frozen=True)
class AdminView:
    """What a page shows, and to whom."""

    admin: SignedIn
    view: Any


class AdminState(rx.State):
    """What all admin pages share. It has no handlers of its own.

    A page's own state says how what it wants is read (``_read``), and where copying isn't enough how it's shown.
    """

    phase: str = AdminPhase.LOADING
    me: Me = Me()
    notice: str = ""
    """What came of the last thing that was asked for, when that needs saying."""
    notice_bad: bool = False

    _filled: bool = False
    _opened: str = ""
    """The page, and what of it, that the variables tell of."""
    _topics: ClassVar[frozenset[Topic]] = frozenset({Topic(Kind.ORDER)})
    """The changes that concern the page: by default, those of any order."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Wrap every handler of the class before Reflex registers it."""
        for name, function in list(vars(cls).items()):
            if not name.startswith("_") and inspect.isfunction(function):
                setattr(cls, name, guarded(function))
        super().__init_subclass__(**kwargs)
        _take_away_setvar(cls)

    def _copy(self, view: Any) -> None:
        """Take over what changed of a view; all of it if what the browser has is unknown (page state may vanish).

        A field of the view that no variable is named for stays out.
        """
        for name in (each.name for each in fields(view) if each.name in self.vars):
            value = getattr(view, name)
            if not self._filled or getattr(self, name) != value:
                setattr(self, name, value)
        self._filled = True

    def _session(self) -> str:
        """The session's token in the cookie of this very socket."""
        return token_in(str(self.router.headers.cookie or ""))

    async def _open(self, wanted: Any, kept: Any = None) -> None:
        """The page loads, or its connection is back: register it, which fills it.

        ``kept`` is wanted instead when this very page is open already: what the admin had gone on to.
        """
        opened = f"{self.__class__.__name__} {wanted}"
        again = self._opened == opened
        if not again:
            async with self:
                self.phase, self.notice, self._opened = AdminPhase.LOADING, "", opened
        open_pages.register(self._page(kept if again and kept is not None else wanted))

    def _want(self, wanted: Any) -> None:
        """Have the page show this, as soon as it is read."""
        open_pages.turn(self._page(wanted))

    def _page(self, wanted: Any) -> OpenPage:
        return OpenPage(
            token=self.router.session.client_token,
            state=self.__class__,
            subject=wanted,
            choice=self._session(),
            topics=self._topics,
            pause_seconds=SECONDS_BETWEEN_PUSHES,
        )

    @staticmethod
    def _read(wanted: Any) -> Any:
        """What the page shows. Blocks."""
        raise NotImplementedError

    def _show(self, token: str, view: Any) -> None:
        """Show it: the variables are those of the view."""
        self._copy(view)

    @classmethod
    def _read_live(cls, wanted: Any, sessions: Collection[str]) -> dict[str, AdminView | Problem]:
        """Check each session afresh, and read for those that still stand."""
        admins: dict[str, SignedIn] = {}
        views: dict[str, AdminView | Problem] = {}
        for session in sessions:
            try:
                admins[session] = find_signed_in(session)
            except NotSignedIn as problem:
                views[session] = problem
        if admins:
            view = cls._read(wanted)
            views |= {session: AdminView(admin, view) for session, admin in admins.items()}
        return views

    async def _show_live(self, page: OpenPage, shown: AdminView) -> None:
        self.phase, self.me = AdminPhase.SHOWN, me_of(shown.admin, str(page.choice))
        self._show(page.token, shown.view)

    async def _show_problem(self, page: OpenPage, problem: Problem) -> None:
        """Say what is so instead of the page; one that is shown stays while the database is away."""
        if isinstance(problem, NotSignedIn):
            open_pages.forget(page.token)
            await clear(self, AdminPhase.SIGNED_OUT)
        elif isinstance(problem, NotFound):
            self.phase = AdminPhase.UNKNOWN
        elif self.phase == AdminPhase.LOADING:
            self.phase = AdminPhase.UNAVAILABLE

    async def _who(self, *, patient: bool) -> SignedIn | None:
        """Who calls, as the database says now; None for nobody, whose pages are emptied.

        While the database is away a page that opens waits for it; anything else that was asked for is not done.
        """
        for _ in range(TRIES):
            try:
                return await read_in_thread(find_signed_in, self._session())
            except NotSignedIn:
                open_pages.forget(self.router.session.client_token, AdminState)
                async with self:
                    await clear(self, AdminPhase.SIGNED_OUT)
                return None
            except Unavailable as error:
                if not patient:
                    await self._say(error.message, bad=True)
                    return None
            async with self:
                if self.phase == AdminPhase.LOADING:
                    self.phase = AdminPhase.UNAVAILABLE
            await asyncio.sleep(SECONDS_BETWEEN_TRIES)
        return None

    async def _say(self, text: str, *, bad: bool = False) -> None:
        """Tell the admin something."""
        async with self:
            self.notice, self.notice_bad = text, bad

    async def _try(self, action: Callable[[], object], done: str) -> bool:
        """Run something that blocks, and say how it went; False when it was refused."""
        try:
            await call_in_thread(action)
        except Problem as error:
            await self._say(next(iter(error.fields.values()), error.message), bad=True)
            return False
        await self._say(done)
        return True


def guarded(function: Handler) -> Handler:
    """A background handler that runs ``function`` for a signed-in admin only.

    Raises:
        TypeError: ``function`` is not asynchronous, or does not take the admin first.
    """
    signature = inspect.signature(function)
    parameters = list(signature.parameters.values())
    if not inspect.iscoroutinefunction(function) or len(parameters) < 2 or parameters[1].name != "admin":
        raise TypeError(f"{function.__qualname__}: a handler of an admin state is `async def name(self, admin, …)`")

    @functools.wraps(function)
    async def handler(self: AdminState, *args: Any, **given: Any) -> Any:
        admin = await self._who(patient=function.__name__.startswith(OPENS))
        if admin is None:
            return None
        return await function(self, admin, *args, **given)

    # What Reflex, and through it the browser, may pass: everything but the admin.
    passed: Any = handler
    passed.__signature__ = signature.replace(parameters=[parameters[0], *parameters[2:]])
    passed.__annotations__ = {name: each for name, each in function.__annotations__.items() if name != "admin"}
    return rx.event(background=True)(handler)


def _take_away_setvar(cls: type[rx.State]) -> None:
    """Reflex gives each state a handler that sets variables (where there are setters); ours need none."""
    handler = cls.event_handlers.pop("setvar")
    RegistrationContext.ensure_context().event_handlers.pop(format_event_handler(handler), None)


async def clear(state: BaseState, phase: str) -> None:
    """Empty all admin states of a visitor, whose lock is held."""
    base = await state.get_state(AdminState)
    for each in AdminState.get_substates():
        (await state.get_state(each)).reset()  # type: ignore[no-untyped-call]
    base.phase, base.me, base.notice, base.notice_bad = phase, Me(), "", False
    base._opened, base._filled = "", False


def me_of(admin: SignedIn, session: str) -> Me:
    """What the header shows."""
    return Me(admin.name, csrf_token(session))


_take_away_setvar(AdminState)
