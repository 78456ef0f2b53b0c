"""The workbook to fill in, as the start page offers it: what ``onevisit template`` writes."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from starlette.responses import Response

from service.access import Action, Principal, require
from service.reading.body import XLSX
from solver.formats.template import template_bytes

from .render import visitor

router = APIRouter()


@router.get("/ui/template")
def download_template(
    principal: Annotated[Principal, Depends(visitor)], form: Literal["flat", "full"] = "flat"
) -> Response:
    """The workbook of a form: clients, visits and staff, or every sheet."""
    require(principal, Action.SUBMIT)
    name = "my-day.xlsx" if form == "flat" else "my-day-full.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(template_bytes(form, name), headers=headers, media_type=XLSX)
