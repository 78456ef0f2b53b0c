"""The arrays of a box: as any of numpy's, but that no index is ever negative.

Python counts a negative index from the end, and numba has each look at an array ask for that: a comparison, a sum and a
choice before every load, which nothing in the kernel needs. Here an index is taken as it is. With NUMBA_BOUNDSCHECK=1
a negative one is out of bounds, as any other.
"""

from __future__ import annotations

import operator
from typing import Any

from numba import types
from numba.core import cgutils
from numba.core.typing import signature
from numba.extending import lower_builtin, models, register_model
from numba.np.arrayobj import getitem_array_tuple, getitem_arraynd_intp, setitem_array


class FieldType(types.Array):
    """Numba's type of such an array, made of the type of a usual one."""

    def __init__(self, usual: Any) -> None:
        name = f"field({usual.dtype}, {usual.ndim}d)"
        super().__init__(usual.dtype, usual.ndim, usual.layout, name=name, aligned=usual.aligned)


register_model(FieldType)(models.ArrayModel)


def _counted(context: Any, builder: Any, kind: Any, index: Any) -> tuple[Any, Any]:
    """An index, or a tuple of them, without a sign: its type and value."""
    if isinstance(kind, types.BaseTuple):
        indices = [
            context.cast(builder, one, type_, types.uint64)
            for one, type_ in zip(cgutils.unpack_tuple(builder, index, len(kind)), kind, strict=True)
        ]
        kind = types.UniTuple(types.uint64, len(kind))
        return kind, context.make_tuple(builder, kind, indices)
    return types.uint64, context.cast(builder, index, kind, types.uint64)


@lower_builtin(operator.getitem, FieldType, types.Integer)
def _get(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, index = _counted(context, builder, sig.args[1], args[1])
    return getitem_arraynd_intp(context, builder, signature(sig.return_type, sig.args[0], kind), (args[0], index))


@lower_builtin(operator.getitem, FieldType, types.BaseTuple)
def _get_tuple(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, indices = _counted(context, builder, sig.args[1], args[1])
    return getitem_array_tuple(context, builder, signature(sig.return_type, sig.args[0], kind), (args[0], indices))


@lower_builtin(operator.setitem, FieldType, types.Any, types.Any)
def _set(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    kind, index = _counted(context, builder, sig.args[1], args[1])
    to = signature(sig.return_type, sig.args[0], kind, sig.args[2])
    return setitem_array(context, builder, to, (args[0], index, args[2]))
