"""Asking the processor for memory ahead of its use, so that the waits overlap.

An exposure touches rows that lie anywhere in memory; reading them one after the other, the processor would wait for
each.
"""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic, overload


def fetch(array, place):
    """Ask for ``array[place]``, to be read or written soon. It changes nothing, and as plain Python it does nothing."""


@overload(fetch, inline="always")
def _fetch(array, place):
    if isinstance(place, types.Integer):
        return lambda array, place: _prefetch(array, (place,))
    return lambda array, place: _prefetch(array, place)


def _as_instruction(_typing: Any, array: Any, place: Any) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        table = context.make_array(array)(context, builder, arguments[0])
        numbers = cgutils.unpack_tuple(builder, arguments[1], len(place))
        numbers = [context.cast(builder, n, t, types.intp) for n, t in zip(numbers, place, strict=True)]
        item = cgutils.get_item_pointer(context, builder, array, table, numbers, wraparound=False)
        address = builder.bitcast(item, cgutils.voidptr_t)
        flag = ir.IntType(32)
        function = builder.module.declare_intrinsic(
            "llvm.prefetch", [cgutils.voidptr_t], ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, flag, flag, flag])
        )
        for_writing, keep_in_all_caches, data = flag(1), flag(3), flag(1)
        builder.call(function, [address, for_writing, keep_in_all_caches, data])
        return context.get_dummy_value()

    return types.void(array, place), generate


_prefetch: Any = intrinsic(_as_instruction)
