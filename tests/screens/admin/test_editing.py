"""The page on which an editor edits a text: preview and check as it is typed, saved as a version."""

from __future__ import annotations

from blog_order.accounts.sessions import COOKIE
from blog_order.models import DecisionKind
from blog_order.orders.deciding.decision import decide
from blog_order.orders.desk.edit_saving import save_edited
from blog_order.orders.desk.editing import read_editable
from blog_order.orders.products.editing import EditedText
from blog_order.orders.reading.order_view import read_order
from blog_order.orders.reading.versions import read_version
from blog_order.screens.editing.state import AdminEditingState, edited_text
from blog_order.screens.editing.view.model import EditForm, EditWanted
from blog_order.screens.editing.view.reading import paragraph_with, read_editing, read_preview
from blog_order.screens.frame.admin.access import AdminState
from blog_order.screens.frame.admin.paths import edit_path
from blog_order.screens.order.view.looks import Visit
from blog_order.screens.order.view.reading import read_page
from blog_order.screens.orders.detail.view.model import OrderWanted
from blog_order.screens.orders.detail.view.reading import read_order_page
from tests.support.desk import id_of, waiting_order
from tests.support.orders import versions
from tests.support.shop import Shop
from tests.support.sockets import PageSocket

ADMIN = AdminState.get_full_name()
HANDLERS = AdminEditingState.get_full_name()


def test_the_page_shows_what_the_text_would_be_and_keeps_it(shop: Shop, web: str, session_token: str) -> None:
    number = waiting_order(shop)
    body = versions(id_of(number))[0].content
    page = PageSocket(web, cookie=f"{COOKIE}={session_token}", path=edit_path(number))
    page.hydrate()
    page.wait_for('"base_num":1')
    form = {"number": str(number), "base": "1", "note": "A calmer end.", "body": body[:200]}
    page.send(f"{HANDLERS}.check_typed", {"form_data": form, "typed_at": 5})
    page.wait_for("The text has")
    page.wait_for("it needs at least")
    page.forget()
    for nonsense in (7, {}, {"body": body}, {**form, "number": number + 1}, {**form, "base": [1]}, {**form, "body": 7}):
        page.send(f"{HANDLERS}.check_typed", {"form_data": nonsense, "typed_at": 6})
    page.send(f"{HANDLERS}.check_typed", {"form_data": form, "typed_at": "later"})
    page.send(f"{HANDLERS}.check_typed", {"form_data": {**form, "body": ""}, "typed_at": 7})
    page.wait_for("The article is empty")
    page.send(f"{HANDLERS}.save", {"form_data": form})
    page.wait_for("This cannot be saved")
    assert len(versions(id_of(number))) == 1
    page.forget()
    form["body"] = f"{body.rstrip()}\n\nAll of it can wait until the morning after."
    page.send(f"{HANDLERS}.check_typed", {"form_data": form, "typed_at": 8})
    page.wait_for('"notice_rx_state_":""')  # what was refused is mended
    page.send(f"{HANDLERS}.save", {"form_data": form})
    page.wait_for(f"/admin?order=BO-{number}")
    page.close()
    assert [version.author for version in versions(id_of(number))] == ["model", "editor"]


def test_who_still_types_is_told_and_keeps_what_was_typed(shop: Shop, web: str, session_token: str) -> None:
    number = waiting_order(shop)
    page = PageSocket(web, cookie=f"{COOKIE}={session_token}", path=edit_path(number))
    page.hydrate()
    page.wait_for('"base_num":1')
    page.forget()
    text = read_editable(number).text
    save_edited(
        number, 1, EditedText(f"{text.title} indeed", text.meta_description, text.tags, text.body), editor="bob"
    )
    heard = page.wait_for("Another version lies there meanwhile")
    assert "form_rx_state_" not in heard  # or the entries would be filled anew
    page.forget()
    page.send(f"{HANDLERS}.open_newest", {})
    page.wait_for('"base_num":2')
    page.wait_for('"another_rx_state_":false')
    decide(id_of(number), DecisionKind.APPROVE, editor="bob")
    page.wait_for("bob has decided this order")
    page.close()


def test_the_customer_sees_who_edited_and_never_a_name(shop: Shop) -> None:
    number = waiting_order(shop)
    order = id_of(number)
    text = read_editable(number).text
    edited = EditedText(f"{text.title} indeed", text.meta_description, text.tags, text.body)
    save_edited(number, 1, edited, editor="ada-the-editor", note="A word in the title.")
    page = read_page(order, Visit())
    assert [tab.mark for tab in page.versions] == ["", "edited by the editor"]
    assert page.origin.edited.endswith("edited this version, starting from version 1.")
    assert page.origin.edited_note == "A word in the title."
    assert page.history[0].title == "The editor edited the text: version 2"
    assert page.history[0].text == "A word in the title."
    assert "ada-the-editor" not in repr((page, read_order(order).versions, read_version(order, 2)))
    admin = read_order_page(OrderWanted(number))
    assert (admin.timeline[0].text, admin.timeline[0].who) == ("Text edited (version 2)", "ada-the-editor")
    assert [notes.edited for notes in admin.versions] == [False, True]
    assert admin.facts.edit_path == edit_path(number)
    assert order not in repr(read_editing(EditWanted(number)))


def test_what_was_not_typed_is_as_it_stood() -> None:
    form = EditForm(number=1, title="T", meta_description="D", tags="a, b", body="B", passage="P")
    assert edited_text({}, form) == EditedText("T", "D", ("a", "b"), "B", "P")
    assert edited_text({"tags": " x ,, y ", "body": ""}, form) == EditedText("T", "D", ("x", "y"), "", "P")


def test_a_backlinks_preview_shows_what_is_around_its_passage() -> None:
    markdown = "# One\n\nFirst here. The [link](https://a.example).\nAnd so on.\n \nAnother paragraph."
    part = "The [link](https://a.example)."
    assert paragraph_with(part, markdown) == "First here. The [link](https://a.example).\nAnd so on."
    assert paragraph_with(part, markdown.replace("\n", "\r\n")).strip().startswith("First here. The [link]")
    assert paragraph_with(part, part) == part
    assert paragraph_with("Not there.", markdown) == "Not there."


def test_a_preview_is_as_safe_as_the_blog(shop: Shop) -> None:
    number = waiting_order(shop)
    form = read_editing(EditWanted(number)).form
    preview = read_preview(form, edited_text({"body": "<script>x</script> [a](javascript:b) \0\ud800 é"}, form))
    shown = "".join(preview.blocks)
    assert "<script" not in shown and "href" not in shown
    assert "No HTML or scripts in it" in [line.title for line in preview.required]
