"""What colors mean on pages (assets/styles sets them, by tone)."""

from __future__ import annotations


class Tone:
    """What a colour means; it always comes with a word and an icon."""

    WAITING = "waiting"
    WRITING = "writing"
    YOUR_TURN = "your-turn"
    EDITOR = "editor"
    PUBLISHED = "published"
    STOPPED = "stopped"
