"""The keeper of a store that is opened at the first need, behind rows already painted."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from client.store.errors import StoreDamaged

if TYPE_CHECKING:
    from client.store.keeper import Keeper


def late(opening: "Callable[[], Awaitable[Keeper]]") -> "Keeper":
    """A keeper whose every call first waits until `opening()` gave the real one."""
    return cast("Keeper", _Late(opening))


class _Late:
    """A file found damaged only then is new and empty, while memory holds the old leads: every
    call fails with StoreDamaged until the desk has mended that (`rescue`)."""

    def __init__(self, opening: "Callable[[], Awaitable[Keeper]]") -> None:
        self._opening = opening
        self._task: asyncio.Task[Keeper] | None = None
        self._damage_told = False

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def call(*values: Any) -> Any:
            keeper = await self._opened()
            if keeper.rescued is not None and not self._damage_told:
                raise StoreDamaged("found when it was opened")
            return await getattr(keeper, name)(*values)

        return call

    async def rescue(self, now: int) -> Any:
        """The desk starts over."""
        self._damage_told = True
        return await (await self._opened()).rescue(now)

    async def close(self) -> None:
        """Nothing was opened: nothing is to close."""
        if self._task is not None:
            await (await self._opened()).close()

    async def erase(self) -> None:
        """Leave nothing of it on disk, damaged or not."""
        await (await self._opened()).erase()

    async def _opened(self) -> "Keeper":
        if self._task is None or (self._task.done() and self._task.exception() is not None):
            self._task = asyncio.create_task(self._open(), name="open-store")
        return await asyncio.shield(self._task)

    async def _open(self) -> "Keeper":
        return await self._opening()
