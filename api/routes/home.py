"""The pages: what is here, and how to ask for it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api import pages

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
async def home() -> HTMLResponse:
    """What this is, with examples to click."""
    return HTMLResponse(pages.render("home.html"))


@router.get("/docs", response_class=HTMLResponse)
async def docs(request: Request) -> HTMLResponse:
    """All paths with their parameters, made from the OpenAPI description."""
    schema = request.app.openapi()
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return HTMLResponse(pages.render("docs.html", info=schema["info"], operations=operations))
