"""The demonstration writer: readable articles from templates, in place of a language model.

:func:`compose` turns the text of a prompt into an answer. The same prompt gives the same answer; another topic gives
another article. It claims to be no more than a demonstration: the prose is sound English, its knowledge is nil.
"""

from __future__ import annotations

from .answer import Answer, compose
from .schema import fill

__all__ = ["Answer", "compose", "fill"]
