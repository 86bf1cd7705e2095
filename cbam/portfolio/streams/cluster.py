"""The same assessment on a Dask cluster: the one at an address, or one made here.

The only module that knows Dask. Pieces and results travel; law and prices are loaded by each
worker from its own tables, which must be the same. A worker that is lost costs time, not lines:
its pieces are done again elsewhere.
"""

from __future__ import annotations

import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cbam.portfolio.streams.stream import Result, Run
from cbam.reasons import InputError

INSTALL = "pip install -r requirements-server.txt"
_EXAMPLE = "tcp://host:8786"
_LOCAL_WORKERS = 2
_TIMEOUT = 10  # seconds for the scheduler to answer
_AHEAD = 2  # pieces held per thread of the cluster


@contextlib.contextmanager
def engine(scheduler: str = "", workers: int = _LOCAL_WORKERS) -> Iterator[Run]:
    """Who runs pieces on a cluster, for ``stream.totals`` and ``stream.bills``.

    Args:
        scheduler: address such as ``tcp://host:8786``; empty: a cluster of processes here.
        workers: of the cluster made here.

    Raises:
        InputError: ``dask_missing``, ``scheduler_unavailable``; while it runs
            ``cluster_failed``, and what the pieces raise.
    """
    try:
        from distributed import Client, LocalCluster
    except ModuleNotFoundError:
        raise InputError("dask_missing", "engine", "dask", command=INSTALL) from None
    logging.getLogger("distributed").setLevel(logging.ERROR)
    with contextlib.ExitStack() as stack:
        if scheduler:
            try:
                client = Client(scheduler, timeout=_TIMEOUT)
            except (OSError, ValueError, TypeError, ImportError) as error:
                raise InputError(
                    "scheduler_unavailable", "scheduler", scheduler, allowed=_EXAMPLE
                ) from error
            stack.enter_context(client)
        else:
            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR
                )
            )  # fmt: skip
            client = stack.enter_context(Client(cluster))
        yield run_on(client)


def run_on(client: Any) -> Run:
    """``engine`` for a client that exists already."""
    from distributed import CancelledError, KilledWorker
    from distributed.client import FutureCancelledError

    def run(
        function: Callable[[Any], Result], pieces: Iterable[Any]
    ) -> Iterator[tuple[Any, Result]]:
        room = _AHEAD * max(1, sum(client.nthreads().values()))
        waiting: deque[tuple[Any, Any]] = deque()
        try:
            for piece in pieces:
                waiting.append((piece, client.submit(function, piece, pure=False)))
                if len(waiting) >= room:
                    yield _result(*waiting.popleft())
            while waiting:
                yield _result(*waiting.popleft())
        finally:
            client.cancel([future for _, future in waiting])

    def _result(piece: Any, future: Any) -> tuple[Any, Any]:
        try:
            return piece, future.result()
        except (KilledWorker, CancelledError, FutureCancelledError, TimeoutError, OSError) as error:
            text = str(error).strip().partition("\n")[0]
            raise InputError("cluster_failed", "engine", why=text) from error

    return run
