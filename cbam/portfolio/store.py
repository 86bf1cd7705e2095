"""Where a saved analysis is kept: its inputs as bytes, under a name nobody can guess.

SQLite under ``var/`` unless ``CBAM_DATABASE_URL`` names a PostgreSQL; set but empty, nothing is
kept at all. What is stored is opaque here: the study's file (``cbam.link.saved``) or a table,
with its media type. A stored analysis is found by its identifier only, ends on the day its
owner chose, and can be deleted before by whoever has the key that came with it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from cbam.reasons import InputError
from cbam.tables import VAR_DIR

VARIABLE = "CBAM_DATABASE_URL"
FILE = VAR_DIR / "saved.sqlite"
CONTENT_LIMIT = 20_000_000  # bytes of one analysis
STORE_LIMIT = 5_000_000_000  # bytes of all together, so that visitors cannot fill a disk
DAYS = (1, 7, 30, 90, 365)  # how long an analysis may be kept, for a page to offer
INSTALL = "pip install -r requirements-server.txt"
_ADDRESSES = ("sqlite:///path", "postgresql://user@host/name")
_DAY = 86_400
_WAIT = 10  # seconds for a lock or a connection
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{32}")  # 24 random bytes
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")
_LOG = logging.getLogger(__name__)

_META = sa.MetaData()
_SAVED = sa.Table(
    "saved_analysis",
    _META,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("key_digest", sa.LargeBinary, nullable=False),
    sa.Column("media_type", sa.String(121), nullable=False),
    sa.Column("created", sa.BigInteger, nullable=False),  # seconds since 1970, UTC
    sa.Column("expires", sa.BigInteger, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
_BY_EXPIRY = sa.Index("saved_analysis_expires", _SAVED.c.expires)


@dataclass(frozen=True)
class Saved:
    """What a user gets for an analysis: where it is, how to delete it, when it ends.

    Attributes:
        id: identifier for the link. delete_key: for the private link that deletes it; it is
            stored nowhere and cannot be given out again.
        expires: seconds since 1970, UTC.
    """

    id: str
    delete_key: str
    expires: int


@dataclass(frozen=True)
class Stored:
    """A stored analysis as it was saved."""

    content: bytes
    media_type: str
    created: int
    expires: int


@dataclass(frozen=True)
class Store:
    """The store at one address; opened by ``configured`` or ``at``."""

    engine: sa.Engine

    def save(self, content: bytes, media_type: str, days: int) -> Saved:
        """Keep an analysis for a number of days; all or nothing.

        Raises:
            InputError: ``content_too_large``, ``content_empty``, ``media_type_invalid``,
                ``expiry_invalid``; ``store_full``, ``store_readonly``, ``store_unavailable``.
        """
        if not content:
            raise InputError("content_empty", "content")
        if len(content) > CONTENT_LIMIT:
            raise InputError("content_too_large", "content", len(content), limit=CONTENT_LIMIT)
        if not _MEDIA_TYPE.fullmatch(media_type):
            raise InputError("media_type_invalid", "media_type", media_type)
        if not (isinstance(days, int) and 1 <= days <= DAYS[-1]):
            raise InputError("expiry_invalid", "days", days, limit=DAYS[-1])
        saved = Saved(
            secrets.token_urlsafe(24), secrets.token_urlsafe(24), int(time.time()) + days * _DAY
        )
        self.purge()
        with self._write() as connection:
            used = connection.execute(sa.select(sa.func.sum(_SAVED.c.size))).scalar() or 0
            if used + len(content) > STORE_LIMIT:
                raise InputError("store_full", "store")
            connection.execute(
                sa.insert(_SAVED).values(
                    id=saved.id,
                    key_digest=_digest(saved.delete_key),
                    media_type=media_type,
                    created=int(time.time()),
                    expires=saved.expires,
                    size=len(content),
                    content=content,
                )
            )
        return saved

    def load(self, identifier: str) -> Stored:
        """The analysis of an identifier.

        Raises:
            InputError: ``saved_unknown``: never stored, expired or deleted, which nobody can
                tell apart; ``store_unavailable``.
        """
        if not _IDENTIFIER.fullmatch(identifier):
            raise InputError("saved_unknown", "saved", identifier)
        columns = (_SAVED.c.content, _SAVED.c.media_type, _SAVED.c.created, _SAVED.c.expires)
        query = sa.select(*columns).where(
            _SAVED.c.id == identifier, _SAVED.c.expires > int(time.time())
        )
        with _named_failures(), self.engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise InputError("saved_unknown", "saved", identifier)
        return Stored(bytes(row.content), row.media_type, row.created, row.expires)

    def delete(self, identifier: str, key: str) -> None:
        """Delete an analysis for good.

        Raises:
            InputError: ``saved_unknown``, ``delete_key_wrong``; as for ``save``.
        """
        self.load(identifier)
        rows = (_SAVED.c.id == identifier) & (_SAVED.c.key_digest == _digest(key))
        with self._write() as connection:
            gone = connection.execute(sa.delete(_SAVED).where(rows)).rowcount
        if not gone:
            raise InputError("delete_key_wrong", "key")
        self._wipe()

    def purge(self) -> int:
        """Delete what has expired; returns how many (InputError as for ``save``)."""
        with self._write() as connection:
            rows = _SAVED.c.expires <= int(time.time())
            gone = int(connection.execute(sa.delete(_SAVED).where(rows)).rowcount)
        if gone:
            self._wipe()
        return gone

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        with _named_failures(), self.engine.begin() as connection:
            yield connection

    def _wipe(self) -> None:
        """Take deleted content out of SQLite's log as well."""
        if self.engine.dialect.name == "sqlite":
            with _named_failures(), self.engine.connect() as connection:
                connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))


def configured() -> Store:
    """The store of this installation.

    Raises:
        InputError: ``store_off``, if ``CBAM_DATABASE_URL`` is set but empty; as for ``at``.
    """
    address = os.environ.get(VARIABLE)
    if address is None:
        return at(f"sqlite:///{FILE}")
    if not address.strip():
        raise InputError("store_off", "store")
    return at(address.strip())


@lru_cache(maxsize=4)
def at(address: str) -> Store:
    """The store at a database address, its table made where there is none.

    Raises:
        InputError: ``store_address_invalid``; ``store_unavailable``, ``store_readonly``.
    """
    try:
        url = sa.make_url(address)
    except (SQLAlchemyError, ValueError):
        raise _bad_address() from None  # without it: it may hold a password
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername == "postgresql+psycopg":
        options: dict[str, Any] = {
            "pool_pre_ping": True, "connect_args": {"connect_timeout": _WAIT},
        }  # fmt: skip
    elif url.drivername == "sqlite" and (url.database or ":memory:") != ":memory:":
        options = {"connect_args": {"timeout": _WAIT}}
    else:
        raise _bad_address()
    with _named_failures():
        file = str(url.database)
        if url.drivername == "sqlite" and not file.startswith("file:"):
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(url, **options)
        if url.drivername == "sqlite":
            sa.event.listen(engine, "connect", _prepare)
        _make_table(engine)
    return Store(engine)


def _bad_address() -> InputError:
    return InputError("store_address_invalid", VARIABLE, allowed=_ADDRESSES)


def _make_table(engine: sa.Engine) -> None:
    if sa.inspect(engine).has_table(_SAVED.name):
        return
    try:
        with engine.begin() as connection:
            connection.execute(CreateTable(_SAVED, if_not_exists=True))
            connection.execute(CreateIndex(_BY_EXPIRY, if_not_exists=True))
    except SQLAlchemyError:  # another replica was faster
        if not sa.inspect(engine).has_table(_SAVED.name):
            raise


def _prepare(connection: Any, _record: object) -> None:
    """SQLite: readers beside a writer, nothing lost with a killed process, deleted is gone."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _digest(key: str) -> bytes:
    """A key of 24 random bytes needs no slow hash: it cannot be guessed from its digest."""
    return hashlib.sha256(key.encode()).digest()


@contextmanager
def _named_failures() -> Iterator[None]:
    """Failures of the database by name; the details go to the log, not to visitors."""
    try:
        yield
    except (SQLAlchemyError, OSError, ModuleNotFoundError) as error:
        _LOG.warning("store: %s", _details(error))
        raise InputError(_code(error), "store", command=INSTALL) from None


def _details(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).strip().partition("\n")[0]


def _code(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError):
        return "store_driver_missing"
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    text = _details(error).lower()
    if state == "53100" or "disk is full" in text or "no space" in text:
        return "store_full"
    if state == "25006" or "readonly" in text or "read-only" in text:
        return "store_readonly"
    return "store_unavailable"
