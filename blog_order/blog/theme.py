"""The blog's style sheet, and the app's fonts, at addresses with a hash of their content: they may be kept for ever."""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from blog_order.settings import PROJECT_ROOT

THEME_PATH = "/blog-theme/"
STYLE_SHEET = Path(__file__).parent / "theme.css"
FONTS_FOLDER = PROJECT_ROOT / "assets" / "fonts"
PRELOADED_FONTS = ("source-serif-4-latin-400-normal.woff2", "source-serif-4-latin-600-normal.woff2")
"""Used above the fold of every page."""

_HASHED_NAME = re.compile(r"(?P<stem>[\w-]+)\.[0-9a-f]{12}\.(?P<suffix>css|woff2)")


@dataclass(frozen=True)
class ThemeFile:
    """A file of the theme; ``name`` holds the hash of its content."""

    name: str
    content: bytes
    media_type: str

    @property
    def path(self) -> str:
        """Path at which it is served."""
        return THEME_PATH + self.name


@functools.cache
def theme() -> dict[str, ThemeFile]:
    """The theme's files by their plain names (``theme.css``), read once a process.

    Raises:
        OSError: a file of the theme is missing.
    """
    fonts = {
        path.name: _file(path.name, path.read_bytes(), "font/woff2")
        for path in FONTS_FOLDER.glob("source-serif-4-*.woff2")
    }
    style = re.sub(
        r'url\("([^"]+)"\)',
        lambda found: f'url("{fonts[found[1]].name}")',  # relative to the style sheet, which lies beside the fonts
        STYLE_SHEET.read_text(encoding="utf-8"),
    )
    return {**fonts, STYLE_SHEET.name: _file(STYLE_SHEET.name, style.encode(), "text/css; charset=utf-8")}


def find_theme_file(name: str) -> tuple[ThemeFile, bool] | None:
    """The file of this hashed name, and whether the hash is that of its present content; None for a strange name.

    A page kept from before an update still asks for the old style sheet: it gets the present one.
    """
    if not (parts := _HASHED_NAME.fullmatch(name)):
        return None
    found = theme().get(f"{parts['stem']}.{parts['suffix']}")
    return (found, found.name == name) if found else None


def _file(name: str, content: bytes, media_type: str) -> ThemeFile:
    stem, _, suffix = name.rpartition(".")
    return ThemeFile(f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}", content, media_type)
