"""Fills any JSON schema from an answer: known names get the writer's text, others a plausible value of their type."""

from __future__ import annotations

import re
from typing import Any

from .answer import Answer

# A caller's property name (without punctuation) → the writer's own name for it.
_NAMES = {
    "title": "title", "headline": "title", "seotitle": "title", "slug": "slug", "metadescription": "meta",
    "meta": "meta", "description": "meta", "excerpt": "meta", "seodescription": "meta",
    "tags": "tags", "keywords": "tags", "labels": "tags", "keyword": "keyword",
    "body": "body", "bodymarkdown": "body", "bodymd": "body", "content": "body", "contentmarkdown": "body",
    "markdown": "body", "article": "body", "articlemarkdown": "body", "text": "body", "html": "body",
    "intro": "introduction", "introduction": "introduction", "conclusion": "conclusion", "sections": "sections",
    "headings": "headings", "outline": "headings", "wordcount": "words", "words": "words",
    "notesfollowed": "followed", "followed": "followed", "followednotes": "followed", "changes": "followed",
    "notesnotfollowed": "not_followed", "notfollowed": "not_followed", "unfollowednotes": "not_followed",
    "notesignored": "not_followed", "summary": "summary", "changesummary": "summary", "comment": "summary",
    "explanation": "summary", "reason": "summary", "reasoning": "summary", "rationale": "summary",
    "feedback": "summary", "reasons": "reasons", "strengths": "reasons", "problems": "problems", "issues": "problems",
    "errors": "problems", "weaknesses": "problems", "violations": "problems", "concerns": "problems",
    "passage": "passage", "originalpassage": "passage", "original": "passage", "sentence": "passage",
    "replacement": "replacement", "newpassage": "replacement", "rewritten": "replacement", "rewrite": "replacement",
    "anchor": "anchor", "anchortext": "anchor", "url": "url", "targeturl": "url",
}  # fmt: skip
_LONG = {"body", "sections", "replacement"}
_BAD = re.compile(
    r"off.?topic|spam|harm|unsafe|problem|issue|violat|flag|refus|dupl|error|reject|missing|plagiar|fail|risk", re.I
)
_NEGATIVE = re.compile(r"^(fail(ed)?|reject(ed)?|no|bad|poor|false|revise|needs.*|low|weak|block|unacceptable)$", re.I)
_POSITIVE = re.compile(
    r"^(pass(ed)?|approved?|accept(ed)?|yes|ok|good|great|excellent|publish|true|high|strong)$", re.I
)


def fill(schema: dict[str, Any], answer: Answer) -> Any:
    """A value that matches ``schema``. Long texts come last in each object, so that a stream shows them arriving."""
    return _value(schema, "", answer, schema, 0)


def _value(schema: dict[str, Any], name: str, answer: Answer, root: dict[str, Any], depth: int) -> Any:
    schema = _resolve(schema, root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return _choose(schema["enum"], name, answer)
    known = answer.values.get(_NAMES.get(re.sub(r"[^a-z]", "", name.lower()), ""))
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return _one_of(options, name, answer, root, depth, known)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        return _one_of([{**schema, "type": one} for one in kind], name, answer, root, depth, known)
    if kind == "object":
        part = answer.parts.get(name)
        return _object(schema, Answer(answer.brief, answer.values | part) if part else answer, root, depth)
    if kind == "array":
        return _array(schema, name, answer, root, depth, known)
    if kind == "string":
        return _string(schema, name, answer, known)
    if kind in ("integer", "number"):
        return _number(schema, kind, answer, known)
    if kind == "boolean":
        good = bool(answer.values.get("good", True))
        return not good if _BAD.search(name) else good
    return None


def _object(schema: dict[str, Any], answer: Answer, root: dict[str, Any], depth: int) -> dict[str, Any]:
    # Recursive schemas end at depth 8 by leaving out what is not required.
    names = list(schema.get("properties", {})) if depth < 8 else list(schema.get("required", []))
    names.sort(key=lambda name: _NAMES.get(re.sub(r"[^a-z]", "", name.lower())) in _LONG)
    properties = schema.get("properties", {})
    return {name: _value(properties[name], name, answer, root, depth + 1) for name in names if name in properties}


def _array(
    schema: dict[str, Any], name: str, answer: Answer, root: dict[str, Any], depth: int, known: Any
) -> list[Any]:
    items = _resolve(schema.get("items", {}), root)
    least, most = int(schema.get("minItems", 0)), int(schema.get("maxItems", 50))
    if isinstance(known, str):
        known = [known]
    if known is None and depth < 8:
        known = [f"{answer.brief.topic}"] * max(1, least) if not _BAD.search(name) else []
    made = [_item(items, name, one, answer, root, depth) for one in (known or [])]
    while len(made) < least:
        made.append(_item(items, name, f"{answer.brief.topic} {len(made) + 1}", answer, root, depth))
    return made[:most]


def _item(schema: dict[str, Any], name: str, one: Any, answer: Answer, root: dict[str, Any], depth: int) -> Any:
    """One element of a list: a plain text as it is, or an object whose first text property carries it."""
    if schema.get("type") != "object" and "properties" not in schema:
        if schema.get("type", "string") == "string" and "enum" not in schema:
            text = one.get("heading") or one.get("note") if isinstance(one, dict) else one
            return str(text)[: schema.get("maxLength", 10_000)]
        return _value(schema, name, answer, root, depth + 1)
    values = dict(answer.values)
    if isinstance(one, dict) and "reason" in one:  # a wish that was declined
        values["summary"], one = one["reason"], one["note"]
    if isinstance(one, dict):  # a section
        values |= {"title": one["heading"], "body": one["body"], "summary": one["body"]}
        inner = Answer(answer.brief, values)
        made = _object(schema, inner, root, depth + 1)
        named = {key for key in made if re.search("head|title|name", key, re.I)}
        return {key: one["heading"] if key in named else value for key, value in made.items()}
    made = _object(schema, Answer(answer.brief, values), root, depth + 1)
    for key, inner_schema in schema.get("properties", {}).items():
        resolved = _resolve(inner_schema, root)
        if resolved.get("type") == "string" and "enum" not in resolved:
            made[key] = str(one)
            break
    return made


def _string(schema: dict[str, Any], name: str, answer: Answer, known: Any) -> str:
    if isinstance(known, list):
        known = "; ".join(str(one) for one in known)
    if known is None:
        fallback = {"date": "2026-01-15", "date-time": "2026-01-15T09:00:00Z", "email": "reader@example.com"}
        known = fallback.get(str(schema.get("format")), "") or answer.values.get("summary") or answer.text[:400]
    text = str(known)[: schema.get("maxLength", 1_000_000)]
    return text.ljust(int(schema.get("minLength", 0)), ".")


def _number(schema: dict[str, Any], kind: str, answer: Answer, known: Any) -> float | int:
    low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    high = schema.get("maximum", schema.get("exclusiveMaximum", 1 if kind == "number" else 10))
    if isinstance(known, (int, float)) and not isinstance(known, bool) and "maximum" not in schema:
        return int(known) if kind == "integer" else known
    share = float(answer.values.get("share", 0.88))
    value: float = low + (high - low) * share
    return round(value) if kind == "integer" else round(value, 2)


def _choose(options: list[Any], name: str, answer: Answer) -> Any:
    good = bool(answer.values.get("good", True))
    wanted = _POSITIVE if good else _NEGATIVE
    return next((option for option in options if wanted.match(str(option))), options[0 if good else -1])


def _one_of(
    options: list[dict[str, Any]], name: str, answer: Answer, root: dict[str, Any], depth: int, known: Any
) -> Any:
    solid = [option for option in options if _resolve(option, root).get("type") != "null"]
    nothing = known in (None, "", []) and (depth >= 8 or bool(_BAD.search(name)))
    if len(solid) < len(options) and (nothing or not solid):
        return None
    return _value(solid[0], name, answer, root, depth)


def _resolve(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        target: Any = root
        for part in str(schema["$ref"]).removeprefix("#").strip("/").split("/"):
            target = target[part] if part else target
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    if len(schema.get("allOf", [])) == 1:
        return _resolve({**schema["allOf"][0], **{k: v for k, v in schema.items() if k != "allOf"}}, root)
    return schema
