"""A new edition of the law from the Commission's workbook, without a line of code."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from frictionless import Package

from cbam import tables
from cbam.cli import main
from cbam.findings.editions import difference, money
from cbam.law import register
from cbam.law.origins import Origins
from cbam.law.vintages import Law
from cbam.law.workbook import read_benchmarks, read_defaults
from cbam.present.rules import edition_words
from cbam.prices import Prices
from cbam.reasons import InputError
from tests.workbooks import benchmarks_workbook, defaults_workbook

ROOT = Path(__file__).resolve().parents[2]
ACT = ["--act", "Implementing Regulation (EU) 2027/123", "--applies-from", "2027-01-01"]


@pytest.fixture(scope="module")
def current():
    return tables.read("default_values_2026-08")


@pytest.fixture(scope="module")
def origins():
    return Origins(tables.read("origins"))


def few(table):
    """Three countries and the others: enough to see a rule."""
    return table[table["origin"].isin(["CN", "TR", "KR", "OTHER"])].reset_index(drop=True)


@pytest.mark.parametrize("with_markup", [False, True], ids=["three columns", "six columns"])
def test_a_workbook_gives_back_the_table_it_was_made_from(tmp_path, current, origins, with_markup):
    path = defaults_workbook(tmp_path / "all.xlsx", current, with_markup)
    found, notes = read_defaults(path, origins)
    assert [note.code for note in notes if note.code != "total_differs"] == ["sheet_without_table"]
    key = ["origin", "cn_code"]
    pd.testing.assert_frame_equal(
        found.sort_values(key, ignore_index=True),
        current.sort_values(key, ignore_index=True),
        check_dtype=False,
    )


def test_the_highest_values_are_annex_iv_of_the_law(current):
    ours = register.highest(current).set_index("cn_code")
    theirs = tables.read("annex_iv_2026-08").set_index("cn_code")
    assert set(ours.index) == set(theirs.index)
    ours = ours.loc[theirs.index]
    np.testing.assert_allclose(ours["total"], theirs["total"], atol=0.0051)  # printed rounded


def test_the_benchmarks_come_back_too(tmp_path):
    table = tables.read("benchmarks_2025-12")
    found, _ = read_benchmarks(benchmarks_workbook(tmp_path / "bm.xlsx", table))
    key = ["cn_code", "column", "route", "year_from"]
    columns = [*key, "year_to", "benchmark"]
    pd.testing.assert_frame_equal(
        found[columns].sort_values(key, ignore_index=True),
        table[columns].sort_values(key, ignore_index=True),
        check_dtype=False,
    )


def planted(table):
    """One change of each kind, and where it stands."""
    new = table.copy()
    at = {name: new.index[(new["origin"] == o) & (new["cn_code"] == cn)][0] for name, o, cn in (
        ("value", "CN", "7208"), ("route", "TR", "7213"), ("removed", "KR", "7210"),
    )}  # fmt: skip
    new.loc[at["value"], ["direct", "total"]] = 2.9
    new.loc[at["route"], "route"] = "E"
    return new.drop(index=at["removed"]).reset_index(drop=True)


def test_each_change_is_found_once_and_nothing_else(current):
    before = few(current)
    found = difference("default_values", before, planted(before))
    assert found.counts == {"added": 0, "removed": 1, "value": 1, "route": 1, "status": 0}
    rows = found.rows.set_index("change")
    assert rows.loc["value", ["origin", "cn_code"]].tolist() == ["CN", "7208"]
    assert rows.loc["value", "move"] == pytest.approx(2.9 - 3.187)
    assert rows.loc["route", ["route_before", "route_after"]].tolist() == ["C", "E"]
    back = difference("default_values", planted(before), before)
    assert back.counts["added"] == 1
    for lang in ("en", "zh"):
        assert len(edition_words.lines(found, Law.load(), lang)) == 3
        assert "3" in edition_words.summary(found, lang)


def test_the_money_effect_is_two_bills(current):
    later = Law.build(
        pd.Series({"vintage": "x", "status": "adopted", "acts": "R1"}),
        planted(current),
        None,
        tables.read("benchmarks_2025-12"),
        "",
    )
    found = money(Law.load(), later, Prices.load(), "CN", 2026, "Q1").set_index("cn_code")
    # 7208 39 00: (3.187 - 2.9) x 1.1 x 75.36
    assert found.loc["72083900", "move"] == pytest.approx(-0.287 * 1.1 * 75.36)
    assert found.index[0] == "72083900"
    assert found["move"].drop("72083900").abs().max() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t: t.assign(total=t["total"].astype(object).mask(t.index == 2, "12,3,4")), "workbook_cell"),
        (lambda t: t.assign(total=t["total"].mask(t.index == 2, 187.0)), "workbook_cell"),
        (lambda t: pd.concat([t, t.iloc[[2]]]), "workbook_twice"),
        (lambda t: t[t["origin"] != "OTHER"], "workbook_no_other"),
        (lambda t: t.iloc[:0], "workbook_empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named(tmp_path, current, origins, change, code):
    path = defaults_workbook(tmp_path / "bad.xlsx", change(few(current)), False)
    with pytest.raises(InputError) as error:
        read_defaults(path, origins)
    assert error.value.code == code


def test_an_unknown_country_and_a_file_that_is_no_workbook_are_named(tmp_path, current, origins):
    path = defaults_workbook(tmp_path / "moon.xlsx", few(current), False, KR="Moon")
    with pytest.raises(InputError) as error:
        read_defaults(path, origins)
    assert (error.value.code, error.value.value) == ("workbook_country", "Moon")
    (tmp_path / "text.xlsx").write_text("not a workbook")
    with pytest.raises(InputError) as error:
        read_defaults(tmp_path / "text.xlsx", origins)
    assert error.value.code == "workbook_unreadable"


def test_a_total_that_is_not_its_parts_is_noted_and_counts(tmp_path, current, origins):
    table = few(current)
    at = table.index[(table["origin"] == "CN") & (table["cn_code"] == "25232900")][0]
    table.loc[at, "total"] = 2.0
    found, notes = read_defaults(defaults_workbook(tmp_path / "t.xlsx", table, True), origins)
    assert (
        found.loc[(found["origin"] == "CN") & (found["cn_code"] == "25232900"), "total"].item() == 2
    )
    assert "total_differs" in [note.code for note in notes]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (["--vintage", "2026-08"], "edition_known"),
        (["--vintage", "soon"], "edition_invalid"),
        (["--act", "a new act"], "act_unknown"),
        (["--applies-from", "1.1.2027"], "date_invalid"),
    ],
)
def test_the_command_names_a_bad_option(tmp_path, current, capsys, change, code):
    path = defaults_workbook(tmp_path / "all.xlsx", few(current), False)
    options = dict(zip(ACT[::2], ACT[1::2], strict=True)) | {"--vintage": "2027-01"}
    options |= dict([change])
    arguments = [part for pair in options.items() for part in pair]
    assert main(["import-defaults", str(path), *arguments]) == 2
    said = capsys.readouterr().err
    assert options[change[0]] in said, code


def test_a_whole_import_puts_an_edition_on_board(tmp_path, current):
    """In a data folder of its own, and in processes of their own: tables are read once."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    book = defaults_workbook(tmp_path / "new.xlsx", planted(current), False)
    environment = {**os.environ, "CBAM_DATA_DIR": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)}

    def cbam(*arguments):
        command = [sys.executable, "-m", "cbam", *arguments]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)

    done = cbam("import-defaults", str(book), "--vintage", "2027-01", *ACT, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "data/law/default_values_2027-01.csv").exists()
    done = cbam("import-defaults", str(book), "--vintage", "2027-01", *ACT)
    assert done.returncode == 0, done.stderr
    assert "3 lines differ" in done.stdout
    line = ["cost", "--cn", "72083900", "--origin", "CN", "--tonnes", "1", "--year", "2026",
            "--quarter", "Q1", "--json"]  # fmt: skip
    old, new = cbam(*line), cbam(*line, "--law", "2027-01")
    assert "163.527" in old.stdout  # the edition in force is still the one that is asked first
    expected = (2.9 * 1.1 - 0.975 * 1.370) * 75.36
    assert f"{expected:.4f}"[:-1] in new.stdout, new.stderr
    assert cbam("import-defaults", str(book), "--vintage", "2027-01", *ACT).returncode == 2
    report = Package(str(tmp_path / "data/datapackage.json")).validate()
    assert report.valid, report.flatten(["path", "message"])[:5]
    done = cbam("import-defaults", str(book), "--vintage", "2027-02", *ACT, "--in-force")
    assert done.returncode == 0, done.stderr
    assert f"{expected:.4f}"[:-1] in cbam(*line).stdout
