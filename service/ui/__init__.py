"""The scheduler's page: server-rendered, a small script, nothing from anywhere else."""

from __future__ import annotations

from fastapi import APIRouter

from . import api_docs, assets, data, demo, maps, pages, partners, sign_in_key, sign_in_oidc, workbooks
from .error_pages import ErrorPages
from .session import CookieSession

__all__ = ["CookieSession", "ErrorPages", "router"]

router = APIRouter(include_in_schema=False)
for part in (api_docs, sign_in_key, sign_in_oidc, assets, data, maps, demo, workbooks, partners, pages):
    router.include_router(part.router)
