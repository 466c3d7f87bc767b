"""The state of the page on which an editor edits a text. What is typed stays the browser's own until it is saved."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from blog_order.accounts.sessions import SignedIn
from blog_order.errors import Problem
from blog_order.models import number_in
from blog_order.orders.desk.edit_saving import NOT_PASSED, save_edited
from blog_order.orders.products.editing import EditedText
from blog_order.screens.editing.view.model import EditForm, EditPreview, EditView, EditWanted
from blog_order.screens.editing.view.reading import read_editing, read_preview
from blog_order.screens.frame.admin.access import AdminPhase, AdminState
from blog_order.screens.frame.arguments import entries_in, whole_number
from blog_order.screens.frame.paths import last_parts
from blog_order.screens.live.registry import open_pages
from blog_order.screens.live.threads import read_in_thread

FIELDS = ("title", "meta_description", "tags", "body", "passage")
OTHER_VERSION = "Another version lies there meanwhile. Copy what you need of your text, and go on with the newest."


@dataclass(frozen=True)
class Typed:
    """What stood in a form at a moment of the browser's clock (ms)."""

    at: float
    form_data: dict[str, Any]


_newest: dict[str, Typed] = {}
"""By page, what is to be checked next, while something is checked for it."""


class AdminEditingState(AdminState):
    """What one open editing page shows. The form is never filled anew under the hands of who types."""

    form: EditForm = EditForm()
    preview: EditPreview = EditPreview()
    refusal: str = ""
    """Why it cannot be saved now, whatever is typed."""
    another: bool = False
    """It was made from a version that is no longer the one in use."""

    async def open_editing(self, admin: SignedIn) -> None:
        """The page loads: the order's number is in its address."""
        number = self._number()
        if number is None:
            async with self:
                self.phase = AdminPhase.UNKNOWN
            return
        async with self:
            self.notice = ""
            if self._opened != f"{self.__class__.__name__} {EditWanted(number)}":
                self.form = EditForm()
        await self._open(EditWanted(number))

    async def open_newest(self, admin: SignedIn) -> None:
        """Another version lies there meanwhile: fill the form from it."""
        number = self._number()
        if number is None:
            return
        async with self:
            self.form, self.preview, self.notice, self.another = EditForm(), EditPreview(), "", False
        await self._open(EditWanted(number))

    async def check_typed(self, admin: SignedIn, form_data: Any = None, typed_at: Any = 0) -> None:
        """Show what the whole form would be, as it stood at ``typed_at`` (ms). Of several at once the last one counts.

        The form is told as a whole and kept nowhere here, so that the check is of what stands in the browser, whatever
        was restored, discarded or lost on the way.
        """
        if not isinstance(form_data, dict) or not isinstance(typed_at, int | float):
            return
        page, typed = self.router.session.client_token, Typed(float(typed_at), form_data)
        busy = _newest.get(page)
        if busy and busy.at > typed.at:
            return  # told before, and slower
        _newest[page] = typed
        if busy:
            return  # whoever is at it goes on with this
        try:
            shown = None
            while shown is not _newest[page]:
                shown = _newest[page]
                await self._show_typed(shown.form_data)
        finally:
            del _newest[page]

    async def _show_typed(self, form_data: dict[str, Any]) -> None:
        """Show what was typed, if it was typed into the text that this page shows now."""
        form = self.form
        if (whole_number(form_data.get("number")), whole_number(form_data.get("base"))) != (form.number, form.base_num):
            return
        with suppress(Problem):  # it is shown with the next letter; saving says what is wrong
            preview = await read_in_thread(read_preview, form, edited_text(given_in(form_data), form))
            async with self:
                self.preview = preview
                if self.notice.startswith(NOT_PASSED) and not preview.required:
                    self.notice = ""  # what it named is mended

    async def save(self, admin: SignedIn, form_data: Any = None) -> EventSpec | None:
        """Keep the text as a version, and go back to where it lies."""
        given = entries_in(form_data)
        number, base_num = whole_number(given.get("number")), whole_number(given.get("base"))
        text = edited_text(given_in(given), self.form)
        save = partial(save_edited, number, base_num, text, editor=admin.name, note=str(given.get("note", "")))
        if await self._try(save, ""):
            return rx.redirect(self.form.back_path)
        open_pages.refresh(self.router.session.client_token)
        return None

    def _number(self) -> int | None:
        return number_in(last_parts(self.router.url.path)[0])

    @staticmethod
    def _read(wanted: EditWanted) -> EditView:
        return read_editing(wanted)

    def _show(self, token: str, view: EditView) -> None:
        """Fill the page once; afterwards only say what has become of the order."""
        if self.form.number != view.form.number:
            self.form, self.preview = view.form, view.preview
        self.another = not view.refusal and view.form.base_num != self.form.base_num
        self.refusal = view.refusal or (OTHER_VERSION if self.another else "")
        self._filled = True


def given_in(form_data: dict[str, Any]) -> dict[str, str]:
    """The entries of the form; a browser may send anything."""
    return {name: value for name in FIELDS if isinstance(value := form_data.get(name), str)}


def edited_text(given: dict[str, str], form: EditForm) -> EditedText:
    """What was typed, and where nothing was, what stood there."""
    title, description, tags, body, passage = (given.get(name, getattr(form, name)) for name in FIELDS)
    description = " ".join(description.split())
    return EditedText(title, description, tuple(tag.strip() for tag in tags.split(",") if tag.strip()), body, passage)
