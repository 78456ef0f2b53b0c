"""Puts a mutant's functions in the place of those that are loaded: nothing is imported anew."""

from __future__ import annotations

import gc
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

Place = tuple[str, str, int]  # file, qualified name, first line


class Loaded:
    """The functions of some files, once they are in memory. called: those that note_call has seen."""

    def __init__(self, files: set[str]):
        self._files, self.called = files, set[Place]()
        self._functions: dict[Place, list[FunctionType]] = {}

    def note_call(self, frame: FrameType, event: str, argument: object) -> None:
        """For ``sys.settrace``, while the files are imported."""
        if frame.f_code.co_filename in self._files:
            self.called.add(_place(frame.f_code))

    def find_functions(self) -> None:
        """Look through the memory."""
        for found in gc.get_objects():
            if type(found) is FunctionType and found.__code__.co_filename in self._files:
                self._functions.setdefault(_place(found.__code__), []).append(found)

    def exchange(self, file: Path, text: str) -> set[Place] | None:
        """Give the functions of a file the code of another text of it. Returns which; None, and nothing done: more than
        the insides of loaded functions differs, so the file must be imported anew.
        """
        old = compile(file.read_text("utf-8"), str(file), "exec", dont_inherit=True)
        changed = _changed(old, compile(text, str(file), "exec", dont_inherit=True))
        if changed is None or any(_place(before) not in self._functions for before, _ in changed):
            return None
        for before, after in changed:
            for function in self._functions[_place(before)]:
                function.__code__ = after
        return {_place(before) for before, _ in changed}


def _place(code: CodeType) -> Place:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _changed(old: CodeType, new: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    """Functions of a module or class that differ; None: something else does."""
    if _outside(old) != _outside(new):
        return None
    found = []
    for before, after in zip(_inner(old), _inner(new), strict=True):
        if _whole(before) == _whole(after):
            continue
        if not before.co_flags & inspect.CO_OPTIMIZED:  # the body of a class
            inside = _changed(before, after)
            if inside is None:
                return None
            found += inside
        elif before.co_name.startswith("<") or before.co_freevars != after.co_freevars:
            return None
        else:
            found.append((before, after))
    return found


def _inner(code: CodeType) -> Iterator[CodeType]:
    return (one for one in code.co_consts if isinstance(one, CodeType))


def _outside(code: CodeType) -> tuple[Any, ...]:
    """What a piece of code does, without what it holds of functions and classes, and without where it is written."""
    constants = [(type(one), None if isinstance(one, CodeType) else repr(one)) for one in code.co_consts]
    names = (code.co_name, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    numbers = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags, code.co_exceptiontable)
    return (code.co_code, constants, names, numbers)


def _whole(code: CodeType) -> tuple[Any, ...]:
    return (_outside(code), *map(_whole, _inner(code)))
