"""Writes docs/reference/ from models, column table, rule pack and commands themselves: make reference."""

from .pages import FOLDER, list_pages

__all__ = ["FOLDER", "list_pages"]
