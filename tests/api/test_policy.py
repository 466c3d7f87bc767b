"""The hashes that the Content-Security-Policy names, and the queues that the supervisor starts workers for."""

from __future__ import annotations

import base64
import hashlib

from blog_order.api.frontend import hash_inline_scripts
from blog_order.job_kinds import Worker, queue_names, queues_of


def source(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_inline_scripts_are_hashed_exactly_and_linked_ones_are_not() -> None:
    script = "\n  let a = 1 < 2 && '</div>';\n"
    page = f"<script>{script}</script><script src='/a.js'></script><script type=\"module\">b</script><p>x</p>"
    assert hash_inline_scripts(page.encode()) == {source(script), source("b")}


def test_every_queue_has_workers() -> None:
    assert sorted(name for worker in Worker for name in queues_of(worker)) == sorted(queue_names())
