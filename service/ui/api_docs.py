"""/docs: every operation of the API, to read and to try, by Swagger UI as packaged. It loads nothing from elsewhere."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from .render import render_page

router = APIRouter()


@router.get("/docs")
def docs(request: Request) -> Response:
    """For everybody: the document that it shows tells of nobody."""
    return render_page(request, "docs.html", None)
