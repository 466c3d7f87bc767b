"""The built front end that this process serves: the hashes of its inline scripts, for the CSP."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from reflex.utils import prerequisites
from reflex_base import constants

# The src attribute marks a script that is no inline one; JSON-LD and the like are data and need no hash.
INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def built_folder() -> Path:
    """The folder whose files Reflex serves."""
    return Path(prerequisites.get_web_dir()) / constants.Dirs.STATIC


def hash_inline_scripts(html: bytes) -> set[str]:
    """CSP source expressions (sha256-…) of all inline scripts in a page."""
    return {
        "sha256-" + base64.b64encode(hashlib.sha256(script).digest()).decode()
        for script in INLINE_SCRIPT.findall(html)
        if script
    }


def read_script_hashes() -> tuple[str, ...]:
    """The hashes of every built page, sorted; none when there is no build (tests of the API alone)."""
    found: set[str] = set()
    for page in built_folder().rglob("*.html"):
        found |= hash_inline_scripts(page.read_bytes())
    return tuple(sorted(found))
