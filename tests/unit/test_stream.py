"""Files of any size: the same bills and totals to the last bit, however they are cut and run."""

from __future__ import annotations

import json
import math
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cbam import bill
from cbam.law.vintages import Law
from cbam.portfolio.streams import cluster, stream, stream_read
from cbam.portfolio.streams.stream import Terms
from cbam.portfolio.streams.stream_tally import Tally, Totals
from cbam.prices import Prices
from cbam.reasons import InputError
from tests.conftest import Run
from tests.lines import random_lines

TERMS = Terms.of(path="central")
LAW, PRICES = TERMS.load()
TEXTS = ["cn_code", "origin", "quarter", "basis", "route"]


def quiet(_lines: int, _share: float) -> None:
    """Nobody looks."""


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    lines = random_lines(3000, 5, junk=0.2)
    rng = np.random.default_rng(5)
    lines["reduction_certificates"] = np.where(rng.random(3000) < 0.05, 2.5, np.nan)
    lines["reduction_evidence"] = True
    lines["note"] = [f"第 {i} 行" for i in range(3000)]
    return lines


@pytest.fixture(scope="module")
def files(frame: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same lines as Parquet of several shapes and as CSV."""
    folder = tmp_path_factory.mktemp("files")
    table = pa.Table.from_pandas(frame, preserve_index=False)
    paths = {}
    for name, size in (("many", 170), ("one", 10_000), ("uneven", 999)):
        paths[name] = folder / f"{name}.parquet"
        pq.write_table(table, paths[name], row_group_size=size)
    paths["codes"] = folder / "codes.parquet"
    pq.write_table(
        pa.Table.from_pandas(frame.astype(dict.fromkeys(TEXTS, "category")), preserve_index=False),
        paths["codes"], row_group_size=500,
    )  # fmt: skip
    paths["csv"] = folder / "lines.csv"
    frame.to_csv(paths["csv"], index=False)
    return paths


def totals(path: Path, run: Any = None) -> Totals:
    return stream.totals(path, TERMS, quiet, run).totals(LAW, PRICES)


def test_totals_are_those_of_every_line(frame: pd.DataFrame, files: dict[str, Path]) -> None:
    found = totals(files["many"])
    each = bill.assess(frame, LAW, PRICES)
    due, failed = each[each["status"] == "assessed"], each["status"] == "error"
    assert (found.lines, found.failed) == (len(frame), failed.sum())
    assert found.cost_eur == pytest.approx(math.fsum(due["cost_eur"]), rel=1e-12)
    assert found.cost_cny == pytest.approx(found.cost_eur * PRICES.rate.cny_per_eur)
    for key in ("year", "good", "origin", "sector"):
        column = due["good"].astype(str) if key == "good" else due[key].astype(str)
        if key == "origin":  # as the law groups it
            continue
        if key == "year":
            column = due["year"].astype(int)
        expected = due["cost_eur"].groupby(column).sum()
        table = found.by[key].set_index(key)["cost_eur"]
        assert set(table.index) == set(expected.index)
        np.testing.assert_allclose(table, expected[table.index], rtol=1e-12)
        assert table.sum() == pytest.approx(found.cost_eur, rel=1e-12)
    listed = each["reasons"][failed].astype(str).str.split(";").explode().value_counts()
    assert found.errors == listed.to_dict()
    assert len(listed) > 8
    for status, count in found.nothing_due.items():
        assert count == (each["status"] == status).sum()
    power = due[due["sector"] == "electricity"]["tonnes"].sum()
    assert found.by["year"]["mwh"].sum() == pytest.approx(power)


def test_no_cut_order_or_format_changes_a_bit(
    files: dict[str, Path], frame: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = json.dumps(totals(files["many"]).plain())
    for name in ("one", "uneven", "codes", "csv"):
        assert json.dumps(totals(files[name]).plain()) == expected, name
    shuffled = tmp_path / "shuffled.parquet"
    frame.sample(frac=1, random_state=1).to_parquet(shuffled, index=False)
    assert json.dumps(totals(shuffled).plain()) == expected
    monkeypatch.setattr(stream, "LINES", 250)
    monkeypatch.setattr(stream_read, "_LARGE", 400)
    monkeypatch.setattr(stream_read, "_BLOCK", 30_000)
    for name in ("many", "one", "csv"):
        assert json.dumps(totals(files[name]).plain()) == expected, name


def test_tallies_merge_in_any_order(frame: pd.DataFrame) -> None:
    parts = [frame.iloc[a:b] for a, b in ((0, 10), (10, 900), (900, 900), (900, 3000))]

    def tally(*lines: pd.DataFrame) -> Tally:
        made = Tally(LAW)
        for part in lines:
            table = pa.Table.from_pandas(part, preserve_index=False)
            made.add(stream.inputs_of(table, LAW), LAW, PRICES)
        return made

    expected = tally(frame).totals(LAW, PRICES).plain()
    for order in ((0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2)):
        whole = Tally(LAW)
        for at in order:
            whole.merge(tally(parts[at]).summary())
        assert json.dumps(whole.totals(LAW, PRICES).plain()) == json.dumps(expected)


@pytest.mark.parametrize("name", ["many", "one", "codes"])
@pytest.mark.parametrize("size", [100, 1 << 18])
def test_bills_are_those_of_assess(
    name: str, size: int, files: dict[str, Path], frame: pd.DataFrame, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(stream, "BILLS", size)
    monkeypatch.setattr(stream_read, "_LARGE", 4 * size)
    out = tmp_path / "bill.parquet"
    lines, failed = stream.bills(files[name], out, TERMS, quiet)
    expected = bill.assess(frame, LAW, PRICES)
    assert (lines, failed) == (len(frame), (expected["status"] == "error").sum())
    found = pd.read_parquet(out)
    assert list(found.columns) == [*expected.columns, "sources"]
    for column in expected.columns:
        if pd.api.types.is_float_dtype(expected[column].dtype):
            np.testing.assert_array_equal(found[column].to_numpy(), expected[column].to_numpy())
        else:
            missing = expected[column].isna()
            assert (found[column].isna() == missing).all(), column
            assert (found[column][~missing].astype(str) == expected[column][~missing].astype(str)).all(), column  # fmt: skip
    priced = found["status"] == "assessed"
    assert found["sources"][priced].str.contains("2023/956").all()
    assert sorted(os.listdir(tmp_path)) == ["bill.parquet"]


def test_csv_and_parquet_give_the_same_bills(files: dict[str, Path], tmp_path: Path) -> None:
    outs = []
    for name in ("many", "csv"):
        for kind in ("parquet", "csv"):
            out = tmp_path / f"{name}.{kind}"
            stream.bills(files[name], out, TERMS, quiet)
            read = pd.read_parquet(out) if kind == "parquet" else pd.read_csv(out)
            outs.append(read["cost_eur"].to_numpy())
    for other in outs[1:]:
        np.testing.assert_array_equal(outs[0], other)


def test_a_file_without_lines(tmp_path: Path, frame: pd.DataFrame) -> None:
    empty, out = tmp_path / "empty.parquet", tmp_path / "out.parquet"
    frame.iloc[:0].to_parquet(empty, index=False)
    assert totals(empty).lines == 0
    assert totals(empty).cost_eur == 0
    assert stream.bills(empty, out, TERMS, quiet) == (0, 0)
    assert set(bill.STEPS) <= set(pd.read_parquet(out).columns)


def test_a_broken_run_leaves_nothing_behind(files: dict[str, Path], tmp_path: Path,
                                            monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(stream, "BILLS", 100)
    (tmp_path / "old.parquet").write_bytes(b"kept")

    def stop(_lines: int, share: float) -> None:
        if share > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stream.bills(files["many"], tmp_path / "old.parquet", TERMS, stop)
    assert (tmp_path / "old.parquet").read_bytes() == b"kept"
    assert os.listdir(tmp_path) == ["old.parquet"]


def test_progress_adds_up(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LINES", 500)
    monkeypatch.setattr(stream_read, "_BLOCK", 20_000)
    for name in ("many", "csv"):
        told: list[tuple[int, float]] = []
        stream.totals(files[name], TERMS, lambda n, share, told=told: told.append((n, share)))
        assert sum(lines for lines, _ in told) == 3000
        shares = [share for _, share in told]
        assert shares == sorted(shares)
        assert shares[-1] == 1
        assert len(told) > 2


def test_unusable_files_are_named(tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    random_lines(5000, 1).to_parquet(whole, index=False)
    content = whole.read_bytes()
    cases = {
        "missing.parquet": (None, "file_missing"),
        "text.parquet": (b"cn_code,origin,tonnes,year\n", "parquet_unreadable"),
        "cut.parquet": (content[: len(content) // 2], "parquet_unreadable"),
        "empty.parquet": (b"", "parquet_unreadable"),
        "damaged.parquet": (content[:100] + bytes(20_000) + content[20_100:], "parquet_unreadable"),
        "missing.csv": (None, "file_missing"),
        "empty.csv": (b"", "file_unreadable"),
        "columns.csv": (b"cn_code,origin,tonnes\n1,2,3\n", "column_missing"),
        "late.csv": (b"cn_code,origin,tonnes,year\n72083900,CN,1,2026\n1,2\n", "file_unreadable"),
    }
    for name, (data, code) in cases.items():
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        for work in (
            lambda p: totals(p),
            lambda p: stream.bills(p, tmp_path / "o.csv", TERMS, quiet),
        ):
            with pytest.raises(InputError) as caught:
                work(path)
            assert caught.value.code == code, name
            assert not (tmp_path / "o.csv").exists()


def test_column_types_people_use(tmp_path: Path) -> None:
    path = tmp_path / "typed.parquet"
    table = pa.table({
        "cn_code": pa.array([72083900, 7208390, None], pa.int64()),
        "origin": pa.array(["CN", "CN", "CN"]).dictionary_encode(),
        "tonnes": pa.array([1, 2, None], pa.int32()),
        "year": pa.array([2026, 2026, 2026], pa.int16()),
        "quarter": pa.array(["Q1", None, "Q1"], pa.large_string()),
        "returned": pa.array([True, False, None]),
    })  # fmt: skip
    pq.write_table(table, path)
    out = tmp_path / "out.parquet"
    assert stream.bills(path, out, TERMS, quiet) == (3, 2)
    found = pd.read_parquet(out)
    assert found["status"].tolist() == ["returned_goods", "error", "error"]
    assert totals(path).errors == {"cn_empty": 1, "cn_length": 1, "tonnes_invalid": 1}


def test_headers_as_spreadsheets_write_them(tmp_path: Path, run: Run) -> None:
    path, out = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text('cn_code,origin,tonnes,year,note,note,\n72083900,CN,1,2026,a,"b\nc",\n')
    assert run("assess", path, "--out", out).code == 0
    found = pd.read_csv(out)
    assert found.loc[0, ["note", "note.1"]].tolist() == ["a", "b\nc"]
    assert "Unnamed: 6" in found


def test_the_command_prints_totals(files: dict[str, Path], run: Run, tmp_path: Path) -> None:
    expected = totals(files["many"])
    answer = run("assess", files["many"], "--totals", "--json", "--path", "central")
    assert answer.code == 0, answer.err
    assert answer.json == json.loads(json.dumps(expected.plain()))
    for lang, word in (("en", "not assessable"), ("zh", "无法计算")):
        text = run("assess", files["csv"], "--totals", "--path", "central", "--lang", lang).out
        assert word in text
        assert f"{expected.cost_eur:,.2f}" in text
    assert run("assess", files["many"]).code == 2
    assert run("assess", files["many"], "--totals", "--scheduler", "tcp://x:1").code == 2
    same = run("assess", files["many"], "--out", files["many"])
    assert same.code == 2
    assert str(files["many"]) in same.err


# -- Dask --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    # A new process runs the main module again; an AppTest in this one leaves a page there.
    plain = pytest.MonkeyPatch()
    plain.setitem(sys.modules, "__main__", ModuleType("__main__"))
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,
                                 silence_logs=50) as made,
        distributed.Client(made) as found,
    ):  # fmt: skip
        yield found
    plain.undo()


def test_a_cluster_gives_the_same_to_the_last_bit(
    client: Any, files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = json.dumps(totals(files["many"]).plain())
    run = cluster.run_on(client)
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    stream.bills(files["csv"], here, TERMS, quiet)
    monkeypatch.setattr(stream, "LINES", 700)
    monkeypatch.setattr(stream, "BILLS", 1100)
    monkeypatch.setattr(stream, "_TASKS", 2)
    for name in ("many", "csv"):
        assert json.dumps(totals(files[name], run).plain()) == expected
    assert stream.bills(files["csv"], there, TERMS, quiet, run)[0] == 3000
    left, right = pd.read_parquet(here), pd.read_parquet(there)
    pd.testing.assert_frame_equal(left.astype(dict.fromkeys(left.select_dtypes("category"), str)),
                                  right.astype(dict.fromkeys(right.select_dtypes("category"), str)),
                                  check_exact=True)  # fmt: skip


def test_a_worker_killed_midway_costs_nothing_but_time(
    client: Any, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = json.dumps(totals(files["many"]).plain())
    monkeypatch.setattr(stream, "LINES", 340)
    killed: list[int] = []

    def kill(_lines: int, share: float) -> None:
        if not killed and share > 0.2:
            workers = client.run(os.getpid)
            killed.append(next(iter(workers.values())))
            os.kill(killed[0], signal.SIGKILL)

    tally = stream.totals(files["many"], TERMS, kill, cluster.run_on(client))
    assert killed
    assert json.dumps(tally.totals(LAW, PRICES).plain()) == expected


def test_errors_of_a_worker_keep_their_name(client: Any, tmp_path: Path) -> None:
    path = tmp_path / "damaged.parquet"
    random_lines(5000, 1).to_parquet(path, index=False)
    content = path.read_bytes()
    path.write_bytes(content[:100] + bytes(20_000) + content[20_100:])
    with pytest.raises(InputError) as caught:
        totals(path, cluster.run_on(client))
    assert (caught.value.code, caught.value.field) == ("parquet_unreadable", "input")
    other = Terms(TERMS.law, TERMS.path, None, ("other", "tables"))
    with pytest.raises(InputError) as caught:
        other.load()
    assert caught.value.code == "cluster_other_data"


def test_a_scheduler_that_does_not_answer_and_a_missing_package_are_named(
    files: dict[str, Path], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_TIMEOUT", 1)
    for address in ("tcp://127.0.0.1:1", "nonsense://x", "tcp://"):
        answer = run(
            "assess", files["many"], "--totals", "--engine", "dask", "--scheduler", address
        )
        assert answer.code == 2, answer.err
        assert address in answer.err
    monkeypatch.setitem(sys.modules, "distributed", None)
    answer = run("assess", files["many"], "--totals", "--engine", "dask")
    assert answer.code == 2
    assert "requirements-server.txt" in answer.err


def test_the_command_uses_a_cluster_that_runs(
    client: Any, files: dict[str, Path], run: Run
) -> None:
    address = client.scheduler.address
    found = run("assess", files["many"], "--totals", "--json", "--path", "central",
                "--engine", "dask", "--scheduler", address)  # fmt: skip
    assert found.code == 0, found.err
    assert found.json == json.loads(json.dumps(totals(files["many"]).plain()))


def test_law_and_prices_travel_by_name() -> None:
    law, prices = Terms.of().load()
    assert (law.vintage, law.digest) == (Law.load().vintage, Law.load().digest)
    assert prices == Prices.load()
