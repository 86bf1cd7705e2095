"""The store: what is acknowledged is kept, what is deleted is gone, failures have names."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from cbam.i18n import LANGS
from cbam.portfolio import store
from cbam.portfolio.store import Store
from cbam.present.wording import problem
from cbam.reasons import InputError

ROOT = Path(__file__).resolve().parents[2]
JSON = "application/json"
BINARIES = sorted(glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"))


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL of its own, from the system's package, run by an unprivileged user."""
    if not BINARIES:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    binaries, folder = Path(BINARIES[-1]).parent, tmp_path_factory.mktemp("postgres")
    # A socket path must be short, and others than root must be able to walk to it.
    home = Path("/tmp") / f"cbam-postgres-{os.getpid()}"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    as_user = {}
    if os.getuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        owner = "postgres" if "postgres" in names else "nobody"
        shutil.chown(home, owner)
        as_user = {"user": owner}

    def call(*command: object) -> None:
        done = subprocess.run([str(part) for part in command], cwd=home, capture_output=True,
                              text=True, timeout=120, **as_user)  # fmt: skip
        assert done.returncode == 0, done.stderr + done.stdout

    data = home / "data"
    try:
        call(binaries / "initdb", "-D", data, "-U", "cbam", "-A", "trust", "-N", "-E", "UTF8")
        call(binaries / "pg_ctl", "-D", data, "-w", "-l", home / "log",
             "-o", f"-k {home} -c listen_addresses='' -c fsync=off", "start")  # fmt: skip
        yield f"postgresql://cbam@/postgres?host={home}"
    finally:
        if (data / "postmaster.pid").exists():
            call(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        found = store.at.__wrapped__(f"sqlite:///{tmp_path}/deep/down/saved.sqlite")
    else:
        found = store.at.__wrapped__(request.getfixturevalue("postgres"))
        with found.engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM saved_analysis"))
    yield found
    found.engine.dispose()


def code_of(call: object, *arguments: object) -> str:
    with pytest.raises(InputError) as caught:
        call(*arguments)  # type: ignore[operator]
    for lang in LANGS:
        assert problem(caught.value, lang)
    return caught.value.code


def test_what_goes_in_comes_out(kept: Store) -> None:
    content = "组合".encode() + bytes(range(256))
    saved = kept.save(content, JSON, 30)
    found = kept.load(saved.id)
    assert (found.content, found.media_type, found.expires) == (content, JSON, saved.expires)
    assert found.expires - found.created == pytest.approx(30 * 86_400, abs=2)
    assert saved.id != kept.save(content, JSON, 30).id


def test_identifiers_cannot_be_guessed_nor_keys_read(kept: Store) -> None:
    saved = kept.save(b"x", JSON, 1)
    assert len(saved.id) == len(saved.delete_key) == 32  # 192 random bits
    with kept.engine.connect() as connection:
        row = connection.execute(sa.text("SELECT * FROM saved_analysis")).one()
    assert saved.delete_key not in repr(row)
    assert saved.delete_key.encode() not in bytes(row.key_digest)
    near = saved.id[:-1] + ("A" if saved.id[-1] != "A" else "B")
    for guess in (near, "", "' OR 1=1 --", "a" * 10_000, "%" * 32, saved.delete_key):
        assert code_of(kept.load, guess) == "saved_unknown"


def test_only_the_key_deletes(kept: Store) -> None:
    saved, other = kept.save(b"mine", JSON, 1), kept.save(b"other", JSON, 1)
    for key in ("", other.delete_key, saved.id):
        assert code_of(kept.delete, saved.id, key) == "delete_key_wrong"
    assert kept.load(saved.id).content == b"mine"
    kept.delete(saved.id, saved.delete_key)
    assert code_of(kept.load, saved.id) == "saved_unknown"
    assert code_of(kept.delete, saved.id, saved.delete_key) == "saved_unknown"
    assert kept.load(other.id).content == b"other"


def test_what_has_expired_is_gone(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    short, long = kept.save(b"short", JSON, 1), kept.save(b"long", JSON, 365)
    now = store.time.time()
    monkeypatch.setattr(store.time, "time", lambda: now + 86_401)
    assert code_of(kept.load, short.id) == "saved_unknown"
    assert code_of(kept.delete, short.id, short.delete_key) == "saved_unknown"
    assert kept.purge() == 1
    assert kept.purge() == 0
    assert kept.load(long.id).content == b"long"
    with kept.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM saved_analysis")).scalar() == 1


def test_limits_have_names(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert code_of(kept.save, b"", JSON, 1) == "content_empty"
    assert code_of(kept.save, bytes(store.CONTENT_LIMIT + 1), JSON, 1) == "content_too_large"
    for days in (0, -1, 366, 1.5):
        assert code_of(kept.save, b"x", JSON, days) == "expiry_invalid"
    for kind in ("", "json", "text/html; x", "A/B", "a/" + "b" * 200):
        assert code_of(kept.save, b"x", kind, 1) == "media_type_invalid"
    monkeypatch.setattr(store, "STORE_LIMIT", 100)
    kept.save(bytes(60), JSON, 1)
    assert code_of(kept.save, bytes(60), JSON, 1) == "store_full"
    kept.save(bytes(40), JSON, 1)


def test_many_threads_save_at_once(kept: Store) -> None:
    found, wrong = [], []

    def work(number: int) -> None:
        try:
            for i in range(5):
                text = f"{number} {i}".encode()
                found.append((kept.save(text, JSON, 1).id, text))
        except InputError as error:  # pragma: no cover
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert all(kept.load(name).content == text for name, text in found)
    assert len(found) == 30


def test_two_replicas_make_the_table_together(tmp_path: Path, postgres: str) -> None:
    for address in (f"sqlite:///{tmp_path}/saved.sqlite", postgres):
        with store.at.__wrapped__(address).engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE saved_analysis"))
        with ThreadPoolExecutor(4) as pool:
            opened = list(pool.map(store.at.__wrapped__, [address] * 4))
        assert len(opened) == 4
        saved = opened[0].save(b"x", JSON, 1)
        assert opened[3].load(saved.id).content == b"x"


SAVER = """
import sys, time
import sqlalchemy as sa
from cbam.portfolio import store
kept = store.at(sys.argv[1])
print(kept.save(b"before" * 100_000, "text/plain", 1).id, flush=True)
@sa.event.listens_for(kept.engine, "commit")
def stop(connection):
    if connection.execute(sa.text("SELECT count(*) FROM saved_analysis")).scalar() > 1:
        print("mid-save", flush=True)
        time.sleep(60)
kept.save(b"after" * 100_000, "text/plain", 1)
"""


def test_a_process_killed_while_saving_leaves_all_or_nothing(tmp_path: Path, postgres: str) -> None:
    file = tmp_path / "saved.sqlite"
    with store.at.__wrapped__(postgres).engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM saved_analysis"))
    for address in (f"sqlite:///{file}", postgres):
        process = subprocess.Popen([sys.executable, "-c", SAVER, address], cwd=ROOT,
                                   stdout=subprocess.PIPE, text=True)  # fmt: skip
        assert process.stdout is not None
        saved = process.stdout.readline().strip()
        assert process.stdout.readline().strip() == "mid-save"
        process.send_signal(signal.SIGKILL)
        process.wait()
        kept = store.at.__wrapped__(address)
        assert kept.load(saved).content == b"before" * 100_000
        with kept.engine.connect() as connection:
            assert connection.execute(sa.text("SELECT count(*) FROM saved_analysis")).scalar() == 1
        assert kept.load(kept.save(b"next", JSON, 1).id).content == b"next"
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_deleted_content_is_not_left_in_the_file(tmp_path: Path) -> None:
    kept = store.at.__wrapped__(f"sqlite:///{tmp_path}/saved.sqlite")
    saved = kept.save(b"confidential tonnage" * 50, JSON, 1)
    kept.delete(saved.id, saved.delete_key)
    for file in tmp_path.iterdir():
        assert b"confidential" not in file.read_bytes()


def test_a_full_disk_and_a_read_only_one_are_named(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/saved.sqlite"
    kept = store.at.__wrapped__(address)
    saved = kept.save(b"here", JSON, 1)
    kept.engine.dispose()

    full = store.at.__wrapped__(address)
    sa.event.listen(full.engine, "connect",
                    lambda c, _: c.execute("PRAGMA max_page_count=10").fetchall())  # fmt: skip
    full.engine.dispose()
    assert code_of(full.save, bytes(10**6), JSON, 1) == "store_full"
    assert full.load(saved.id).content == b"here"

    path = f"sqlite:///file:{tmp_path}/saved.sqlite?mode=ro&uri=true"
    locked = store.at.__wrapped__(path)
    assert locked.load(saved.id).content == b"here"
    assert code_of(locked.save, b"x", JSON, 1) == "store_readonly"


def test_a_place_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "text.sqlite").write_text("not a database, but long enough to look at " * 50)
    for address, code in (
        (f"sqlite:///{tmp_path}/file/saved.sqlite", "store_unavailable"),
        (f"sqlite:///{tmp_path}/text.sqlite", "store_unavailable"),
        ("sqlite://", "store_address_invalid"),
        ("sqlite:///:memory:", "store_address_invalid"),
        ("mysql://root:secret@db/x", "store_address_invalid"),
        ("://", "store_address_invalid"),
        ("postgresql://u:secret@127.0.0.1:1/x", "store_unavailable"),
    ):
        with pytest.raises(InputError) as caught:
            store.at.__wrapped__(address)
        assert caught.value.code == code, address
        assert "secret" not in problem(caught.value, "en") + repr(caught.value)


def test_a_database_that_goes_away_is_named(postgres: str) -> None:
    kept = store.at.__wrapped__(postgres)
    saved = kept.save(b"x", JSON, 1)
    with kept.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE saved_analysis RENAME TO elsewhere"))
    try:
        assert code_of(kept.load, saved.id) == "store_unavailable"
        assert code_of(kept.save, b"x", JSON, 1) == "store_unavailable"
    finally:
        with kept.engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO saved_analysis"))
    with kept.engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                   "WHERE pid <> pg_backend_pid() AND usename = 'cbam'"))  # fmt: skip
    assert kept.load(saved.id).content == b"x"  # a lost connection is replaced


def test_where_it_is_kept_is_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(store.VARIABLE, raising=False)
    assert store.FILE == ROOT / "var" / "saved.sqlite"
    monkeypatch.setattr(store, "FILE", tmp_path / "var" / "saved.sqlite")
    store.configured().save(b"x", JSON, 1)
    assert (tmp_path / "var" / "saved.sqlite").exists()
    monkeypatch.setenv(store.VARIABLE, f"sqlite:///{tmp_path}/own.sqlite")
    store.configured().save(b"x", JSON, 1)
    assert (tmp_path / "own.sqlite").exists()
    for empty in ("", "  "):
        monkeypatch.setenv(store.VARIABLE, empty)
        assert code_of(store.configured) == "store_off"
