"""The few words around an article, in the languages we have them in; elsewhere in English.

An article's page speaks the language of the article, an index that of its site.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True)
class Phrases:
    """What the templates say in one language."""

    language: str
    by: str
    minutes: str
    updated: str
    tags: str
    contents: str
    related: str
    all_articles: str
    all_blogs: str
    feed: str
    feed_title: str
    skip: str
    newer: str
    older: str
    pages: str
    page_of: str
    nothing_yet: str


ENGLISH = Phrases(
    language="en",
    by="By",
    minutes="{} min read",
    updated="Updated",
    tags="Tags",
    contents="Contents",
    related="Read next",
    all_articles="All articles",
    all_blogs="All blogs",
    feed="Feed",
    feed_title="{}: new articles",
    skip="Skip to the text",
    newer="Newer articles",
    older="Older articles",
    pages="Pages",
    page_of="Page {} of {}",
    nothing_yet="Nothing has been published here yet.",
)
GERMAN = Phrases(
    language="de",
    by="Von",
    minutes="{} Min. Lesezeit",
    updated="Aktualisiert am",
    tags="Schlagwörter",
    contents="Inhalt",
    related="Weiterlesen",
    all_articles="Alle Artikel",
    all_blogs="Alle Blogs",
    feed="Feed",
    feed_title="{}: neue Artikel",
    skip="Zum Text springen",
    newer="Neuere Artikel",
    older="Ältere Artikel",
    pages="Seiten",
    page_of="Seite {} von {}",
    nothing_yet="Hier wurde noch nichts veröffentlicht.",
)
FRENCH = Phrases(
    language="fr",
    by="Par",
    minutes="{} min de lecture",
    updated="Mis à jour le",
    tags="Mots-clés",
    contents="Sommaire",
    related="À lire ensuite",
    all_articles="Tous les articles",
    all_blogs="Tous les blogs",
    feed="Flux",
    feed_title="{} : nouveaux articles",
    skip="Aller au texte",
    newer="Articles plus récents",
    older="Articles plus anciens",
    pages="Pages",
    page_of="Page {} sur {}",
    nothing_yet="Rien n’a encore été publié ici.",
)
SPANISH = Phrases(
    language="es",
    by="Por",
    minutes="{} min de lectura",
    updated="Actualizado el",
    tags="Etiquetas",
    contents="Contenido",
    related="Seguir leyendo",
    all_articles="Todos los artículos",
    all_blogs="Todos los blogs",
    feed="Fuente",
    feed_title="{}: artículos nuevos",
    skip="Ir al texto",
    newer="Artículos más recientes",
    older="Artículos anteriores",
    pages="Páginas",
    page_of="Página {} de {}",
    nothing_yet="Aquí aún no se ha publicado nada.",
)
_BY_LANGUAGE = {phrases.language: phrases for phrases in (ENGLISH, GERMAN, FRENCH, SPANISH)}


def phrases_for(language: str) -> Phrases:
    """The phrases of a language tag such as ``de`` or ``de-AT``; English when we have none."""
    return _BY_LANGUAGE.get(_primary(language), ENGLISH)


def direction_of(language: str) -> str:
    """``rtl`` for a language written from right to left, else ``ltr``."""
    return "rtl" if _primary(language) in RIGHT_TO_LEFT else "ltr"


def long_date(moment: dt.datetime, language: str) -> str:
    """The day of a moment in UTC, as ``phrases_for(language)`` would say it: 6 October 2026."""
    name = phrases_for(language).language
    try:
        locale = Locale.parse("en_GB" if name == "en" else name)
    except (UnknownLocaleError, ValueError):  # pragma: no cover  (Babel knows all of ours)
        locale = Locale("en")
    return format_date(moment.astimezone(dt.UTC).date(), format="long", locale=locale)


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()
