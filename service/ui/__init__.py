"""The scheduler's page: server-rendered, a small script, nothing from anywhere else."""

from __future__ import annotations

from fastapi import APIRouter

from . import assets, data, demo, maps, pages, sign_in_key, sign_in_oidc
from .session import CookieSession

__all__ = ["CookieSession", "router"]

router = APIRouter(include_in_schema=False)
for part in (sign_in_key, sign_in_oidc, assets, data, maps, demo, pages):
    router.include_router(part.router)
