"""The API's documentation page, served from this machine (no CDN) and without inline scripts, as the CSP demands."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

router = APIRouter(include_in_schema=False)

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Blog Order API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/api/docs/files/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/api/docs/files/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script></body></html>"""
START = 'SwaggerUIBundle({url: "/api/openapi.json", dom_id: "#swagger-ui", deepLinking: true});'


def static_files() -> Mount:
    """Swagger UI's own files, as the package fastapi-offline carries them."""
    spec = importlib.util.find_spec("fastapi_offline")
    assert spec is not None and spec.origin is not None
    return Mount("/api/docs/files", StaticFiles(directory=Path(spec.origin).parent / "static"))


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description: as FastAPI makes it, without the answer 422 of its own that no address of ours gives."""
    description = FastAPI.openapi(app)
    for operations in description["paths"].values():
        for operation in operations.values():
            if "HTTPValidationError" in str(operation["responses"].get("422")):
                del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        description["components"]["schemas"].pop(name, None)
    return description


@router.get("/api/docs")
async def page() -> HTMLResponse:
    """The page."""
    return HTMLResponse(PAGE)


@router.get("/api/docs/start.js")
async def start() -> Response:
    """What the page runs."""
    return Response(START, media_type="text/javascript")
