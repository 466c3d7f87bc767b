"""Guesses the language of prose from its commonest words, for the languages our sites are likely to use.

A guard against an article in the wrong language, not a linguist: it only speaks up when it is sure.
"""

from __future__ import annotations

from blog_order.content.words import words_of

MIN_WORDS = 12
"""Shorter texts are not judged."""

_COMMON_WORDS = {
    "en": "the and of to a in is that for it with as on are be this was by or an from at not you your they we which",
    "de": "der die das und ist nicht ein eine zu den mit sich auf für von dem des sie es auch wird im bei einen oder",
    "fr": "le la les et des est un une dans pour que qui sur pas avec ce au du en il vous nous sont par plus ou cette",
    "es": "el la los las y de que en un una es por con para no se del su al lo como más pero sus este esta o son",
    "it": "il la le di che e un una è per non con del della in si sono da gli dei nel alla più come anche questo lo",
    "pt": "o a os as de que e um uma é para não com do da em se por mais no na dos das como ao mas são você",
    "nl": "de het een en van is dat niet in op te voor met zijn die aan er om ook je maar bij als of naar uit dan",
    "sv": "och att det som en på är av för med den till inte ett om har de jag var kan från men så du vi eller",
    "da": "og at det en er på af for med den til ikke der et som har de vi kan om fra men så du var eller",
    "no": "og at det en er på av for med den til ikke som et har de vi kan om fra men så du var eller jeg",
    "fi": "ja on ei se että oli hän mutta ovat kun niin kuin tai joka myös sen ole voi sekä ne jos tämä mitä",
    "pl": "i w na nie się z do jest to że o jak ale po od za przez dla są tym co który może tylko oraz",
}
_WORD_SETS = {language: frozenset(words.split()) for language, words in _COMMON_WORDS.items()}
_SURE_MARGIN = 1.6
_ALIKE = {frozenset({"da", "no"}), frozenset({"da", "sv"}), frozenset({"no", "sv"})}


def share_in_other_language(paragraphs: list[str], language: str) -> float | None:
    """The share of words (0 to 1) in paragraphs that are plainly not in ``language``; None if that cannot be told.

    ``language`` is an ISO 639-1 code, with or without a region.
    """
    code = language.lower().split("-")[0]
    if code not in _WORD_SETS:
        return None
    counted = foreign = 0
    for paragraph in paragraphs:
        words = [word.lower() for word in words_of(paragraph)]
        if len(words) < MIN_WORDS:
            continue
        counted += len(words)
        if _is_foreign(words, code):
            foreign += len(words)
    return foreign / counted if counted else None


def _is_foreign(words: list[str], code: str) -> bool:
    if sum(not word[0].isdigit() and ord(word[0]) > 0x24F for word in words) > len(words) / 2:
        return True  # not in Latin letters at all
    counts = {language: sum(word in common for word in words) for language, common in _WORD_SETS.items()}
    best = max(counts, key=counts.__getitem__)
    if frozenset({best, code}) in _ALIKE or counts[best] < len(words) * 0.12:
        return False
    return counts[best] > _SURE_MARGIN * counts[code] and counts[best] - counts[code] >= 3
