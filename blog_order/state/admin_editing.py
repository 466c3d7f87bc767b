"""The state of the page on which an editor edits a text. What is typed stays the browser's own until it is saved."""

from __future__ import annotations

from functools import partial
from typing import Any

import reflex as rx

from blog_order.accounts.sessions import SignedIn
from blog_order.errors import Problem
from blog_order.orders.desk_search import number_in
from blog_order.orders.edit_saving import save_edited
from blog_order.orders.editing import EditedText
from blog_order.state import admin_pages
from blog_order.state.admin_access import AdminPhase, AdminState
from blog_order.state.admin_desk import whole
from blog_order.state.admin_editing_view import EditForm, EditPreview, EditView, EditWanted, read_editing, read_preview
from blog_order.state.paths import last_parts
from blog_order.state.threads import read_in_thread

FIELDS = ("title", "meta_description", "tags", "body", "passage")
OTHER_VERSION = "Another version lies there meanwhile. Copy what you need of your text, and open the page again."


class AdminEditingState(AdminState):
    """What one open editing page shows. The form is never filled anew under the hands of who types."""

    form: EditForm = EditForm()
    preview: EditPreview = EditPreview()
    refusal: str = ""
    """Why it cannot be saved now, whatever is typed."""

    _typed: dict[str, str] = {}
    _turn: int = 0
    _checking: bool = False

    async def open_editing(self, admin: SignedIn):
        """The page loads: the order's number is in its address."""
        number = number_in(last_parts(self.router.url.path)[0])
        if number is None:
            async with self:
                self.phase = AdminPhase.UNKNOWN
            return
        if self._opened != f"{self.__class__.__name__} {EditWanted(number)}":
            async with self:
                self.form, self._typed = EditForm(), {}
        async with self:
            self._checking = False  # of a process that is gone
        await self._open(EditWanted(number))

    async def begin_typing(self, admin: SignedIn):
        """What was typed is discarded: the text is what the form was filled with."""
        async with self:
            self._typed = {}
            self._turn += 1
            if self._checking or not self.form.number:
                return
            self._checking = True
        await self._preview_all()

    async def type_text(self, admin: SignedIn, field: Any = "", value: Any = ""):
        """Something was typed: show what the text would be. Of several at once the last one counts."""
        if field not in FIELDS or not isinstance(value, str) or not self.form.number:
            return
        async with self:
            self._typed = {**self._typed, str(field): value}
            self._turn += 1
            if self._checking:
                return  # whoever is at it goes on with this
            self._checking = True
        await self._preview_all()

    async def _preview_all(self) -> None:
        """Show what the typed text would be, until nothing was typed meanwhile."""
        try:
            while True:
                turn, form, typed = self._turn, self.form, dict(self._typed)
                preview = await read_in_thread(read_preview, form, text_in(typed, form))
                async with self:
                    self.preview = preview
                    if turn == self._turn:
                        self._checking = False
                        return
        except Problem:  # it is shown with the next letter; saving says what is wrong
            async with self:
                self._checking = False

    async def save(self, admin: SignedIn, form_data: Any = None):
        """Keep the text as a version, and go back to where it lies."""
        given = form_data if isinstance(form_data, dict) else {}
        number, base_num = whole(given.get("number")), whole(given.get("base"))
        text = text_in({name: str(given[name]) for name in FIELDS if name in given}, self.form)
        save = partial(save_edited, number, base_num, text, editor=admin.name, note=str(given.get("note", "")))
        if await self._try(save, ""):
            return rx.redirect(self.form.back_path)
        admin_pages.refresh(self.router.session.client_token)
        return None

    @staticmethod
    def _read(wanted: EditWanted) -> EditView:
        return read_editing(wanted)

    def _show(self, token: str, view: EditView) -> None:
        """Fill the page once; afterwards only say what has become of the order."""
        if self.form.number != view.form.number:
            self.form, self.preview, self._typed = view.form, view.preview, {}
        moved = "" if view.form.base_num == self.form.base_num else OTHER_VERSION
        self.refusal = view.refusal or moved
        self._filled = True


def text_in(given: dict[str, str], form: EditForm) -> EditedText:
    """What was typed, and where nothing was, what stood there."""
    title, description, tags, body, passage = (given.get(name, getattr(form, name)) for name in FIELDS)
    description = " ".join(description.split())
    return EditedText(title, description, tuple(tag.strip() for tag in tags.split(",") if tag.strip()), body, passage)
