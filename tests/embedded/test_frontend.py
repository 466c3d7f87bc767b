"""The stored build gets its real address, and its inline scripts their hashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from blog_order.embedded import frontend
from blog_order.embedded.errors import StackError
from blog_order.embedded.frontend_origin import PLACEHOLDER, PLACEHOLDER_HOST, place, with_origin
from blog_order.settings import Settings


@pytest.mark.parametrize(
    ("before", "origin", "after"),
    [
        (f"`{PLACEHOLDER}/ping`", "http://localhost:8000", "`http://localhost:8000/ping`"),
        (f"wss://{PLACEHOLDER_HOST}/_event", "http://localhost:8000", "ws://localhost:8000/_event"),
        (f"wss://{PLACEHOLDER_HOST}/_event", "https://shop.example", "wss://shop.example/_event"),
        (rf"https:\/\/{PLACEHOLDER_HOST}\/x", "http://localhost:1", r"http:\/\/localhost:1\/x"),
        (rf"https:\u002F\u002F{PLACEHOLDER_HOST}", "https://shop.example", r"https:\u002F\u002Fshop.example"),
    ],
)
def test_addresses_are_replaced_as_they_are_written(before: str, origin: str, after: str) -> None:
    assert with_origin(before, origin) == after


@pytest.fixture
def build(tmp_path: Path) -> Path:
    client = tmp_path / "build" / "build" / "client"
    (client / "assets").mkdir(parents=True)
    (client / "assets" / "env-AbCd_123.js").write_text(f"export const e=`wss://{PLACEHOLDER_HOST}/_event`")
    (client / "assets" / "page-ZZZZ9999.js").write_text('import "./env-AbCd_123.js"' + " " * 400)
    (client / "index.html").write_text(f'<script>go("{PLACEHOLDER}")</script><script src="/assets/page-ZZZZ9999.js">')
    return tmp_path / "build"


def test_a_copy_has_its_address_in_contents_and_names(build: Path, tmp_path: Path) -> None:
    place(build, tmp_path / "one", "http://localhost:8000")
    place(build, tmp_path / "two", "https://shop.example")
    one, two = (tmp_path / name / "build" / "client" for name in ("one", "two"))
    (name_one,) = (path.name for path in one.glob("assets/env-*.js"))
    (name_two,) = (path.name for path in two.glob("assets/env-*.js"))
    assert name_one != name_two
    assert f'import "./{name_one}"' in next(one.glob("assets/page-*.js")).read_text()
    assert "wss://shop.example/_event" in (two / "assets" / name_two).read_text()
    assert 'go("https://shop.example")' in (two / "index.html").read_text()
    assert list(two.glob("assets/page-*.js.br"))
    assert list(two.glob("assets/page-*.js.gz"))
    assert PLACEHOLDER_HOST in (build / "build" / "client" / "index.html").read_text()


def test_an_address_written_in_a_new_way_is_an_error(build: Path, tmp_path: Path) -> None:
    (build / "build" / "client" / "new.js").write_text(f'host="{PLACEHOLDER_HOST}"')
    with pytest.raises(StackError, match=r"new\.js"):
        place(build, tmp_path / "out", "http://localhost:8000")
    assert not (tmp_path / "out").exists()


def test_a_build_is_named_by_what_is_in_it(tmp_path: Path) -> None:
    for name, text in {
        "blog_order/screens/a.py": "1",
        "rxconfig.py": "",
        "requirements.txt": "reflex==1\nredis==1",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    settings = Settings(data_dir=tmp_path / "data", port=8000)
    first = frontend.inputs_hash(settings, tmp_path)

    assert frontend.inputs_hash(Settings(port=9000, public_url="https://shop.example"), tmp_path) == first
    (tmp_path / "requirements.txt").write_text("reflex==1\nredis==2")
    assert frontend.inputs_hash(settings, tmp_path) == first
    (tmp_path / "requirements.txt").write_text("reflex==2\nredis==2")
    assert (second := frontend.inputs_hash(settings, tmp_path)) != first
    (tmp_path / "blog_order/screens/a.py").write_text("2")
    assert (third := frontend.inputs_hash(settings, tmp_path)) not in (first, second)
    assert frontend.inputs_hash(Settings(currency="eur"), tmp_path) != third
