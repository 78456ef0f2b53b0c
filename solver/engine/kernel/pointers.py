"""The bundles of layout.py as the kernel holds them: one pointer each, and nothing counted.

Passing fifty arrays as a tuple costs more than the work done on them, in running and in compiling (measured: 20 times
slower moves, 180 s of compilation). A numba structref is one pointer too, but each look at one of its arrays counts a
reference up and down again, atomically: that took 45 % of all time. Here a box is an address, where the arrays'
addresses and shapes lie behind one another; they never change, so the compiler may keep them in registers. Whoever
calls the kernel holds the box, and the box its arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import typeof, types
from numba.core import cgutils
from numba.core.extending import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, models, register_model, typeof_impl, unbox
from numba.np.arrayobj import make_array, populate_array
from numpy.typing import NDArray

from .array_type import FieldType
from .layout import Data, State

_WORD = ir.IntType(64)


class BoxType(types.Type):
    """Numba's type of a box. fields: name, type and first word of each array."""

    def __init__(self, kind: str, arrays: tuple[tuple[str, Any], ...]) -> None:
        self.fields: dict[str, tuple[Any, int]] = {}
        word = 0
        for name, array in arrays:
            self.fields[name] = (array, word)
            word += 1 + array.ndim
        super().__init__(f"{kind}({', '.join(f'{name}: {array}' for name, array in arrays)})")


class Box:
    """The arrays of a bundle, shared, behind one address."""

    def __init__(self, bundle: Data | State) -> None:
        self.arrays = bundle
        words: list[int] = []
        arrays: dict[str, NDArray[Any]] = bundle._asdict()
        for name, array in arrays.items():
            if not array.flags.c_contiguous:
                raise ValueError(f"{name} must lie in one piece, row by row")
            words += [array.ctypes.data, *array.shape]
        self.words: NDArray[np.int64] = np.array(words, np.int64)
        self.address = self.words.ctypes.data
        fields = tuple((name, FieldType(typeof(array))) for name, array in arrays.items())
        self.type = BoxType(type(bundle).__name__, fields)


def box_data(given: Data) -> Box:
    """Data arrays behind one pointer; the arrays stay shared."""
    return Box(given)


def box_state(given: State) -> Box:
    """State arrays behind one pointer; the arrays stay shared."""
    return Box(given)


register_model(BoxType)(models.OpaqueModel)


@typeof_impl.register(Box)
def _type_of(box: Box, context: Any) -> BoxType:
    return box.type


@unbox(BoxType)
def _unbox(kind: BoxType, box: Any, c: Any) -> NativeValue:
    address = c.pyapi.object_getattr_string(box, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(pointer, is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()))


@infer_getattr
class _Fields(AttributeTemplate):
    key = BoxType

    def generic_resolve(self, kind: BoxType, name: str) -> Any:
        return kind.fields[name][0] if name in kind.fields else None


@lower_getattr_generic(BoxType)
def _field(context: Any, builder: Any, kind: BoxType, value: Any, name: str) -> Any:
    """An array of the box, without an owner: numba counts no references to it."""
    array_type, first = kind.fields[name]
    words = builder.bitcast(value, _WORD.as_pointer())
    constant = builder.module.add_metadata([])

    def word(number: int) -> Any:
        loaded = builder.load(builder.gep(words, [_WORD(number)]))
        loaded.set_metadata("invariant.load", constant)
        return loaded

    array = make_array(array_type)(context, builder)
    size = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
    shape = [word(first + 1 + axis) for axis in range(array_type.ndim)]
    strides = [_WORD(size)]
    for extent in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], extent))
    data = builder.inttoptr(word(first), context.get_data_type(array_type.dtype).as_pointer())
    populate_array(array, data, shape, strides, _WORD(size), None)
    return array._getvalue()
