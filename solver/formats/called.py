"""Ids that people write otherwise: by name where only one has it, and with letters that look alike but are not.

What stands for an id is never guessed: the whole name, case and blanks apart, and one object alone that has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from solver.rules.vocabulary.wording import list_some

from ..domain.references import REFERENCES
from ..domain.shown import fold_order


class Called:
    """Which object of a collection is meant by a text. plain: the fields of a problem document as they were read."""

    def __init__(self, plain: Mapping[str, Any]):
        self.plain = plain
        self._ids: dict[str, set[str]] = {}
        self._by_text: dict[str, dict[str, list[str]]] = {}

    def find(self, collection: str, said: str) -> str | None:
        """The id that is meant; None where there is none, or more than one."""
        if said in self._known(collection):
            return said
        found = self._by_text[collection].get(fold_order(said), [])
        return found[0] if len(found) == 1 else None

    def hint(self, collection: str, said: str) -> str:
        """What to add to "want the id of one of ...": who has the name, or which id or name is nearest."""
        self._known(collection)
        texts = self._by_text[collection]
        found = texts.get(fold_order(said), [])
        if len(found) > 1:
            return f", for {len(found)} are called so: {list_some(sorted(found), 4)}"
        near = get_close_matches(fold_order(said), texts, 1, 0.75)
        return f", the nearest is {self._shown(collection, texts[near[0]][0])}" if near else ""

    def _shown(self, collection: str, own: str) -> str:
        """An id with the name of who has it."""
        items = (item for item in self.plain.get(collection, []) if isinstance(item, dict))
        name = next((item.get("name") for item in items if item.get("id") == own), None)
        return f"{own} ({name})" if isinstance(name, str) and name and fold_order(name) != fold_order(own) else own

    def _known(self, collection: str) -> set[str]:
        if collection not in self._ids:
            items = [item for item in self.plain.get(collection, []) if isinstance(item, dict)]
            ids = [item["id"] for item in items if isinstance(item.get("id"), str)]
            texts: dict[str, list[str]] = {}
            for one in ids:
                texts.setdefault(fold_order(one), []).append(one)
            by_id = set(texts)
            for item in items:
                name, own = item.get("name"), item.get("id")
                text = fold_order(name) if isinstance(name, str) else ""
                if text and isinstance(own, str) and text not in by_id:
                    texts.setdefault(text, []).append(own)
            self._ids[collection] = set(ids)
            self._by_text[collection] = {text: list(dict.fromkeys(found)) for text, found in texts.items()}
        return self._ids[collection]


def put_ids(plain: Mapping[str, Any]) -> None:
    """Put the id in place of a name that stands for one, wherever an object names another; plain is changed.

    What is no name, or the name of several, stays as it is: the schema then tells it as a fault.
    """
    called = Called(plain)
    for collection, references in REFERENCES.items():
        for item in plain.get(collection, []):
            for field, target in references:
                for holder, key in _places(item, field.split(".")):
                    said = holder[key]
                    found = called.find(target, said) if isinstance(said, str) else None
                    if found is not None:
                        holder[key] = found


def _places(item: Any, steps: list[str]) -> Iterator[tuple[Any, Any]]:
    """Where the names stand that a field leads to: the object or list, and the key in it."""
    if not isinstance(item, dict) or steps[0] not in item:
        return
    value = item[steps[0]]
    if len(steps) > 1:
        for inner in value if isinstance(value, list) else [value]:
            yield from _places(inner, steps[1:])
    elif isinstance(value, list):
        yield from ((value, number) for number in range(len(value)))
    else:
        yield item, steps[0]
