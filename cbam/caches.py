"""What the engine keeps in memory of its tables, and how it lets go of it when they change.

A function that rests on tables is cached with ``cached`` instead of ``lru_cache``. When a feed
brings newer prices, or a new edition of the law is imported, by this process or another, the next
run notices the changed files and starts from them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Caches:
    """The caches that rest on tables.

    It holds functions, never results or anything of a visitor's.
    """

    def __init__(self) -> None:
        self._clear: tuple[Callable[[], None], ...] = ()
        self._stamp: object = None
        self._lock = Lock()

    def cached(self, maxsize: int) -> Callable[[F], F]:
        """``lru_cache`` that ``renew`` can empty."""

        def decorate(function: F) -> F:
            kept: Any = lru_cache(maxsize=maxsize)(function)
            with self._lock:
                self._clear = (*self._clear, kept.cache_clear)
            return kept

        return decorate

    def renew(self, stamp: object) -> bool:
        """Empty all caches if the tables are not those of the last call.

        Args:
            stamp: state of the files (``tables.stamp``).

        Returns:
            Whether anything was emptied; never at the first call.
        """
        if stamp == self._stamp:
            return False
        with self._lock:
            first, self._stamp = self._stamp is None, stamp
            if not first:
                self.forget()
        return not first

    def forget(self) -> None:
        """Empty all caches."""
        for clear in self._clear:
            clear()


CACHES = Caches()
cached = CACHES.cached
