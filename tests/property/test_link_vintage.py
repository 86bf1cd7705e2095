"""Links under later data: then, now and why, or plainly that it cannot be said any more."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cbam import link, tables
from cbam.analysis import Analysis
from cbam.findings.projection import bill_of
from cbam.findings.scenario import Scenario
from cbam.link import vintage
from cbam.link.vintage import Change, Made, Report
from cbam.present.links.changed_words import banner
from cbam.prices import Prices
from cbam.reasons import InputError
from cbam.study import Study, View

ROOT = Path(__file__).resolve().parents[2]
Q4 = Study(Analysis(quarter="Q4"))
Rows = list[dict[str, str]]

# Opens links under the data folder of the environment and says what came of it.
OPEN = """
import json, sys
from cbam import link
from cbam.findings.projection import bill_of
from cbam.link import vintage
from cbam.present.links.changed_words import banner
out = []
for params in json.load(sys.stdin):
    study, problems = link.decode(params)
    made = vintage.opened(study, link.made(params))
    report = vintage.report(study, made)
    then = vintage.as_made(study, made)
    out.append({
        "problems": [error.code for error in problems],
        "now": bill_of(study.analysis)["cost_eur"],
        "missing": report and report.missing,
        "changes": report and [
            [c.scenario, c.then_eur, c.now_eur, c.then_cny, c.now_cny, c.causes]
            for c in report.changes],
        "then": None if report and report.missing else bill_of(then.analysis)["cost_eur"],
        "back": vintage.as_today(then, made) == study,
        "text": report and [banner(report, study, lang) for lang in ("en", "zh")],
        "made": vintage.write(vintage.current(study)),
    })
json.dump(out, sys.stdout)
"""


@dataclass
class Folder:
    """A copy of the data folder in which a table can be changed."""

    path: Path

    def change(self, name: str, edit: Callable[[Rows], None]) -> None:
        file = self.path / tables.resource(name)["path"]
        with file.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle)
            rows, names = list(reader), reader.fieldnames or []
        edit(rows)
        with file.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def open(self, *params: dict[str, str]) -> list[dict[str, Any]]:
        done = subprocess.run(
            [sys.executable, "-c", OPEN],
            input=json.dumps([{k: [v] for k, v in one.items()} for one in params]),
            env={**os.environ, "CBAM_DATA_DIR": str(self.path),
                 "CBAM_VAR_DIR": str(self.path.parent / "var"), "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=False, cwd=ROOT,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return list(json.loads(done.stdout))


@pytest.fixture
def later(tmp_path: Path) -> Folder:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return Folder(tmp_path / "data")


def publish_q4(rows: Rows) -> None:
    row = next(row for row in rows if row["quarter"] == "Q4")
    row.update(price_eur="90.00", published="2027-01-04", status="published")


def newer_rate(date: str, value: str) -> Callable[[Rows], None]:
    return lambda rows: rows.append({"date": date, "currency": "CNY", "units_per_eur": value})


def test_the_same_data_says_nothing() -> None:
    made = vintage.current(Q4)
    assert vintage.report(Q4, made) is None
    assert vintage.read(vintage.write(made)) == made


def test_a_published_price_is_named_with_then_and_now(later: Folder) -> None:
    """Q4 2026 stood at the provisional 82.32; at 90.00 the same coil costs 2.16995 x 90.00."""
    later.change("certificate_prices", publish_q4)
    found, first = later.open(link.encode(Q4), link.encode(Study()))
    assert found["now"] == pytest.approx(195_295.5, abs=0.01)
    assert found["then"] == pytest.approx(bill_of(Q4.analysis)["cost_eur"], abs=1e-6)
    ((scenario, then, now, _, _, causes),) = found["changes"]
    assert (scenario, found["missing"]) == (None, [])
    assert (then, now) == pytest.approx((178_630.28, 195_295.5), abs=0.01)
    assert [cause for cause, *_ in causes] == ["price"]
    assert causes[0][1] == pytest.approx(now - then)
    assert found["back"]
    english, chinese = found["text"]
    assert "EUR 178,630" in english[0]
    assert "EUR 195,295" in english[0]
    assert "30 October 2026" in english[0]
    assert "178,630 欧元" in chinese[0]
    assert first["changes"] is None  # Q1 is as it was: no banner


def test_a_newer_rate_moves_the_yuan_only(later: Folder) -> None:
    later.change("exchange_rates", newer_rate("2026-11-24", "8.0000"))
    (found,) = later.open(link.encode(Study()))
    ((_, then, now, then_cny, now_cny, causes),) = found["changes"]
    assert then == now == pytest.approx(163_527.43, abs=0.01)
    assert (then_cny, now_cny) == pytest.approx((then * 7.4326, now * 8.0))
    assert [cause for cause, *_ in causes] == ["rate"]
    assert causes[0][2] == pytest.approx(now_cny - then_cny)


def test_price_and_rate_together_add_up(later: Folder) -> None:
    later.change("certificate_prices", publish_q4)
    later.change("exchange_rates", newer_rate("2027-01-08", "8.0000"))
    (found,) = later.open(link.encode(Q4))
    ((_, then, now, then_cny, now_cny, causes),) = found["changes"]
    assert [cause for cause, *_ in causes] == ["price", "rate"]
    assert sum(eur for _, eur, _ in causes) == pytest.approx(now - then)
    assert sum(cny for *_, cny in causes) == pytest.approx(now_cny - then_cny)


def test_a_rate_older_than_the_price_can_be_brought_back(later: Folder) -> None:
    """A link made on a day of publication: the price is of that day, the rate of the day before."""
    later.change("certificate_prices", publish_q4)
    (first,) = later.open(link.encode(Q4))
    assert ".2027-01-04~2026-10-30." in first["made"]
    later.change("exchange_rates", newer_rate("2027-01-04", "8.0000"))
    (found,) = later.open({**link.encode(Q4), "d": first["made"]})
    assert found["missing"] == []
    ((_, then, now, then_cny, _, causes),) = found["changes"]
    assert then == now == pytest.approx(195_295.5, abs=0.01)
    assert then_cny == pytest.approx(then * 7.4326)
    assert [cause for cause, *_ in causes] == ["rate"]


def new_edition(later: Folder, factor: float) -> None:
    """A second edition in force whose default values are ``factor`` times those of the first."""
    source = tables.resource("default_values_2026-08")
    package = json.loads((later.path / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"].append(
        {**source, "name": "default_values_2027-01", "path": "law/default_values_2027-01.csv"}
    )
    (later.path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    old, new = (later.path / "law" / f"default_values_{v}.csv" for v in ("2026-08", "2027-01"))
    shutil.copy(old, new)
    with new.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        rows, names = list(reader), reader.fieldnames or []
    for row in rows:
        for name in ("direct", "indirect", "total"):
            if row.get(name):
                row[name] = repr(round(float(row[name]) * factor, 6))
    with new.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

    def add(rows: Rows) -> None:
        rows[0]["status"] = "superseded"
        rows.append({
            **rows[0], "vintage": "2027-01", "status": "in_force",
            "default_values": "default_values_2027-01",
        })  # fmt: skip

    later.change("vintages", add)


def test_a_new_edition_of_the_law_is_named_and_the_old_one_can_be_chosen(later: Folder) -> None:
    new_edition(later, 1.1)
    (found,) = later.open(link.encode(Study()))
    ((_, then, now, _, _, causes),) = found["changes"]
    assert then == found["then"] == pytest.approx(163_527.43, abs=0.01)
    assert now == pytest.approx((3.187 * 1.1 * 1.1 - 1.33575) * 75_360, abs=0.01)
    assert [cause for cause, *_ in causes] == ["law"]
    assert found["back"]


def test_the_selected_scenario_is_looked_at_too(later: Folder) -> None:
    later.change("certificate_prices", publish_q4)
    study = Study(Analysis(), (Scenario("Q1"), Scenario("Q4", Q4.analysis)), View(selected=1))
    (found,) = later.open(link.encode(study))
    assert [change[0] for change in found["changes"]] == [1]
    assert "B · Q4" in found["text"][0][0]


def test_a_note_added_to_a_table_changes_nothing(later: Folder) -> None:
    later.change("schedule", lambda rows: rows[0].update(note_en="explained", article_zh="条款"))
    later.change("price_paths", lambda rows: rows[0].update(source_en="explained"))
    (found,) = later.open(link.encode(Study()))
    assert (found["missing"], found["changes"]) == (None, None)


@pytest.mark.parametrize(("table", "missing"), [("schedule", ["law"]), ("price_paths", ["price"])])
def test_what_is_no_longer_on_board_is_said_plainly(
    later: Folder, table: str, missing: list[str]
) -> None:
    """A correction inside a table: nothing can be recomputed, and no number is made up."""

    def correct(rows: Rows) -> None:
        rows[0]["value" if "value" in rows[0] else "price_eur"] = "0.5"

    later.change(table, correct)
    (found,) = later.open(link.encode(Study()))
    assert (found["missing"], found["changes"]) == (missing, [])
    for text in found["text"]:
        assert len(text) == 1
        assert "163" not in text[0]


def test_a_corrected_price_is_no_longer_on_board(later: Folder) -> None:
    later.change("certificate_prices", lambda rows: rows[0].update(price_eur="75.40"))
    (found,) = later.open(link.encode(Study()))
    assert found["missing"] == ["price"]


def test_an_edition_that_left_is_said_plainly() -> None:
    made = Made("2025-01", "0" * 6, "2026-10-30", Prices.load().digest[:6])
    report = vintage.report(Study(), made)
    assert report == Report(made, ("law",), ())


def test_a_link_as_of_a_date_is_held_against_today() -> None:
    study = Study(Analysis(quarter="Q4", as_of="2026-07-06"))
    made = vintage.opened(study, vintage.current(study))
    assert made is not None
    assert made.as_of == "2026-07-06"
    report = vintage.report(study, made)
    assert report is not None
    assert report.changes[0].then_eur == pytest.approx(163_353.84, abs=0.01)
    assert vintage.as_today(study, made).analysis == Analysis(quarter="Q4")
    for lang in ("en", "zh"):
        assert "163,354" in banner(report, study, lang)[0]


def test_only_what_follows_today_is_set_back() -> None:
    """A scenario under a law or date of its own stays what its maker chose."""
    own = Scenario("own", Analysis(law="2026-02", as_of="2026-07-06"))
    study = Study(Analysis(), (own, Scenario("", Analysis(law="2026-02"))))
    made = Made("2026-02", "0" * 6, "2026-10-05", "0" * 6)
    then = vintage.as_made(study, made)
    assert (then.analysis.law, then.analysis.as_of) == ("2026-02", "2026-10-05")
    assert then.scenarios[0] == own
    assert then.scenarios[1].analysis == Analysis(law="2026-02", as_of="2026-10-05")


def test_prices_as_they_stood() -> None:
    july = Prices.load(as_of="2026-07-06")
    assert july.latest_quarter == (2026, "Q2")
    assert july.pending[2026, "Q3"] == "2026-10-05"
    assert july.find(2026, "Q3")[:2] == (75.28, "provisional")
    assert july.find(2030)[0] == 75.28
    assert july.rate.date == "2026-07-06"
    assert Prices.load(as_of="2026-10-04").rate.date == "2026-10-02"  # a Sunday: Friday's rate
    assert Prices.load(as_of="2026-10-30") == Prices.load()
    assert Prices.load(as_of=Prices.load().as_of).digest == Prices.load().digest
    pair = Prices.load(as_of="2026-10-05~2026-10-02")
    assert (pair.latest, pair.rate.date) == (82.32, "2026-10-02")
    assert pair.as_of == "2026-10-05~2026-10-02"


@pytest.mark.parametrize(
    "value", ["yesterday", "2026-13-01", "2026-4-7", "20260407", "2026-04-06", "1999-01-01", "~",
              "2026-07-06~", "~2026-07-06", "2026-07-06~x", "2026-07-06 "],
)  # fmt: skip
def test_a_date_without_prices_is_named(value: str) -> None:
    with pytest.raises(InputError, match="as_of_invalid"):
        Prices.load(as_of=value)


def test_a_fault_in_the_study_makes_no_banner_and_no_error() -> None:
    made = Made("2026-08", "0" * 6, "2026-07-06", Prices.load(as_of="2026-07-06").digest[:6])
    for analysis in (Analysis(basis="actual"), Analysis(cn="84151010"), Analysis(origin="DE")):
        study = Study(analysis)
        known = Made(made.edition, vintage.current(study).law, made.as_of, made.prices)
        assert vintage.report(study, known) is None


def test_the_change_says_what_adds_up() -> None:
    change = Change(None, 2026, 1.0, 2.0, 7.0, 16.0, (("price", 1.0, 7.0), ("rate", 0.0, 2.0)))
    made = Made("2026-08", "0" * 6, "2026-07-06", "0" * 6)
    (text,) = banner(Report(made, (), (change,)), Study(), "en")
    assert text.endswith("Certificate price: EUR +1 (CNY +7); Exchange rate: CNY +2.")
