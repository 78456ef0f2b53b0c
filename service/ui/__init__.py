"""The scheduler's page: server-rendered, a small script, nothing from anywhere else."""

from __future__ import annotations

from fastapi import APIRouter

from . import assets, data, doors, maps, pages, signing_in, synthetic
from .session import CookieSession

__all__ = ["CookieSession", "router"]

router = APIRouter(include_in_schema=False)
for part in (doors, signing_in, assets, data, maps, synthetic, pages):
    router.include_router(part.router)
