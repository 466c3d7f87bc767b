"""The bodies of API requests: what every product's body has, and how a field is described."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from blog_order.orders import form


def asked(description: str, **facts: Any) -> Any:
    """A field that must be given. What is wrong with it is said by the domain, in the same words as on the forms:
    so it may be missing here, and ``facts`` (JSON Schema) describe it without being checked."""

    def describe(schema: dict[str, Any]) -> None:
        schema.pop("default", None)
        schema.update(facts)

    return Field(default="", description=description, json_schema_extra=describe)


class Body(BaseModel):
    """A body whose unknown fields are refused: a misspelt ``notes`` would else be lost without a word."""

    model_config = ConfigDict(extra="forbid")


class LinkBody(Body):
    """What every product asks for. A product adds its own fields, and ``product`` as the Literal of its name."""

    targetUrl: str = asked(
        "Where the link leads: a public http or https address", format="uri", minLength=1, maxLength=form.URL_MAX
    )
    anchorText: str = asked("Plain text, without markup", minLength=1, maxLength=form.ANCHOR_MAX)
    keyword: str = asked("What readers search for", minLength=2, maxLength=form.KEYWORD_MAX)
    notes: str = asked("For the writer; may be left out", maxLength=form.NOTES_MAX)
    email: str = asked("Where the order's link is sent", format="email", minLength=1)
