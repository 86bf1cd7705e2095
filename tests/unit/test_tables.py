"""The tables of facts and their data package."""

from __future__ import annotations

import json
import re
import shutil
import warnings
from pathlib import Path

import pandas as pd
import pytest

from cbam import tables
from cbam.law.origins import OTHER
from cbam.law.vintages import Law
from cbam.prices import latest_rate

PACKAGE = tables.package()
NAMES = [entry["name"] for entry in PACKAGE["resources"]]
ENTRIES = pytest.mark.parametrize("entry", PACKAGE["resources"], ids=NAMES)
LAW_MARKS = {"L", "S", "U"}
LABEL_MARKS = {"H", "M", "L", "J", "D"}  # as in the method note; J = our judgement, D = computed
OPTIONAL = {"note", "article"}  # a row may have none, but then in neither language


def test_every_table_keeps_its_schema() -> None:
    """Frictionless, the reference tool for data packages, finds no fault in any table."""
    from frictionless import Package

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = Package(str(tables.DATA_DIR / "datapackage.json")).validate()
    faults = report.flatten(["name", "rowNumber", "fieldName", "type", "message"])
    assert not faults, faults[:10]
    assert {task.name for task in report.tasks} == set(NAMES)


def test_every_file_is_a_listed_table_and_every_table_a_file() -> None:
    listed = {entry["path"] for entry in PACKAGE["resources"]}
    found = {
        path.relative_to(tables.DATA_DIR).as_posix()
        for path in tables.DATA_DIR.rglob("*")
        if path.is_file() and path.name not in ("datapackage.json", "README.md")
    }
    assert listed == found
    assert len(NAMES) == len(set(NAMES))


@ENTRIES
def test_a_table_says_what_it_is_whose_and_how_old(entry: dict) -> None:
    assert entry["title"]
    assert entry["description"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", entry["as_of"])
    assert entry["as_of"] <= PACKAGE["retrieved"]
    assert entry["licenses"]
    for licence in entry["licenses"]:
        assert licence["name"]
        assert licence["title"]
    assert entry["sources"]
    for source in entry["sources"]:
        assert source["title"]
        assert source.get("path", "https://").startswith("https://")
    assert entry["schema"]["fields"]


@ENTRIES
def test_measured_columns_have_a_unit_and_columns_are_as_described(entry: dict) -> None:
    names = {field["name"] for field in entry["schema"]["fields"]}
    beside = names & {"unit", "currency"}  # a column that names the unit of each row
    for field in entry["schema"]["fields"]:
        if field["type"] == "number" and field["name"] != "cover_ratio":
            assert field.get("unit") or beside, field["name"]
    frame = tables.read(entry["name"])
    assert list(frame.columns) == [field["name"] for field in entry["schema"]["fields"]]
    assert len(frame) > 0


@ENTRIES
def test_both_languages_are_filled(entry: dict) -> None:
    frame = tables.read(entry["name"])
    stems = {name[:-3] for name in frame.columns if name.endswith(("_en", "_zh"))} - {"words"}
    alone = {stem for stem in stems if f"{stem}_zh" not in frame.columns}
    assert alone <= {"description"}  # the wording of the law, as printed in English
    for stem in stems - alone:
        english, chinese = (frame[f"{stem}_{lang}"].str.strip() for lang in ("en", "zh"))
        assert ((english == "") == (chinese == "")).all(), stem
        assert stem in OPTIONAL or (english != "").all(), stem
        has_chinese = chinese.str.contains("[\u4e00-\u9fff]") | (chinese == "")
        assert has_chinese.all(), chinese[~has_chinese].tolist()[:5]


@pytest.mark.parametrize("name", ["label_life_cycle", "steps"])
def test_tables_shown_row_by_row_have_no_gaps(name: str) -> None:
    """A life-cycle item without its remark, or a step of law without its article, is a hole."""
    frame = tables.read(name)
    if "acts" in frame.columns:
        frame = frame[frame["acts"] != ""]
    stem = "note" if "note_en" in frame.columns else "article"
    assert (frame[f"{stem}_en"] != "").all()


def test_every_scheme_says_what_to_look_for() -> None:
    assert (tables.read("label_schemes")["note_zh"] != "").all()


@ENTRIES
def test_acts_and_marks_are_known(entry: dict) -> None:
    acts = set(tables.read("acts")["act"])
    frame = tables.read(entry["name"])
    for name in ("act", "acts"):
        if name in frame.columns:
            used = {act for text in frame[name] for act in text.split(";") if act}
            assert used <= acts
    if "mark" in frame.columns:
        marks = LABEL_MARKS if entry["path"].startswith("label/") else LAW_MARKS
        assert set(frame["mark"]) <= marks
        named = "acts" if "acts" in frame.columns else "act"
        if named in frame.columns:  # what is law names its act and article
            firm = frame[frame["mark"] != "U"]
            assert (firm[named] != "").all()
            for article in {"article", "article_en", "article_zh"} & set(frame.columns):
                assert (firm[article] != "").all()


def test_dates_are_dates() -> None:
    for entry in PACKAGE["resources"]:
        for field in entry["schema"]["fields"]:
            if field["type"] == "date":
                texts = tables.read(entry["name"])[field["name"]]
                pd.to_datetime(texts[texts != ""], format="%Y-%m-%d")


def test_vintages_name_tables_and_one_is_in_force() -> None:
    editions = tables.read("vintages")
    assert (editions["status"] == "in_force").sum() == 1
    for part in ("default_values", "annex_iv", "benchmarks"):
        assert {name for name in editions[part] if name} <= set(NAMES)
    assert Law.load().vintage == editions.loc[editions["status"] == "in_force", "vintage"].iloc[0]


@pytest.mark.parametrize("vintage", ["2026-08", "2026-02"])
def test_territories_are_countries_and_not_names_of_sheets(vintage: str) -> None:
    """Checklist 12 and 22: a truncated or misspelt sheet name must not pass for a country."""
    known = set(tables.read("origins")["origin"])
    territories = set(tables.read(f"default_values_{vintage}")["origin"])
    assert territories - {OTHER} <= known
    assert OTHER in territories
    assert len(territories) == {"2026-08": 122, "2026-02": 120}[vintage]


def test_totals_of_annex_two_goods_are_their_direct_emissions() -> None:
    """Checklist 9: steel, aluminium and hydrogen carry no indirect emissions."""
    law = Law.load()
    frame = tables.read("default_values_2026-08")
    values = frame[frame["status"] == "value"]
    direct_only = values["cn_code"].str.match("7(?!9)|2804")
    steel = values[direct_only]
    assert (steel["total"] == steel["direct"]).all()
    assert steel["indirect"].fillna(0).eq(0).all()
    assert law.direct_only.any()


def test_proposals_are_never_law() -> None:
    assert set(tables.read("acts").set_index("act").loc[["P989", "P616"], "status"]) == {"proposal"}
    in_force = tables.read("schedule")
    assert not set(in_force["act"]) & {"P989", "P616"}


def test_search_words_point_at_goods() -> None:
    words = tables.read("search_words")
    codes = Law.load().goods.codes
    for prefix in set(words["code_prefix"]):
        assert any(code.startswith(prefix) for code in codes), prefix
    assert set(words["lang"]) == {"en", "zh"}
    assert not words.duplicated().any()


def test_rates_and_prices_are_sound() -> None:
    rates = tables.read("exchange_rates")
    assert (rates["units_per_eur"] > 0).all()
    assert rates["date"].max() == latest_rate().date
    paths = tables.read("price_paths")
    assert set(paths["basis"]) <= {"source", "interpolated", "assumption"}
    assert (paths[["source_en", "source_zh"]] != "").all(axis=None)
    for _, path in paths.groupby("path"):
        assert path["year"].tolist() == list(range(2027, 2035))


# Faults: each is a DataError that names the table or file, never a silent default.


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A data folder of our own that may be spoilt."""
    folder = tmp_path / "data"
    shutil.copytree(tables.DATA_DIR, folder)
    monkeypatch.setattr(tables, "DATA_DIR", folder)
    for cached in (tables.package, tables._read):
        cached.cache_clear()
    yield folder
    monkeypatch.undo()
    for cached in (tables.package, tables._read):
        cached.cache_clear()


def test_a_missing_table_is_named(copy: Path) -> None:
    (copy / "law/schedule.csv").unlink()
    with pytest.raises(tables.DataError, match=r"schedule\.csv"):
        tables.read("schedule")
    with pytest.raises(tables.DataError, match=r"schedule\.csv"):
        tables.digest("schedule")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("parameter,", "param,"), "columns"),
        (("parameter,sector,", "sector,parameter,"), "columns"),
        (("0.975", "most"), "not readable"),
        (("value,unit", "value,unit,extra"), "columns"),
    ],
)
def test_a_table_of_another_shape_is_named(copy: Path, change: tuple[str, str], text: str) -> None:
    path = copy / "law/schedule.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(tables.DataError, match=f"schedule.*{text}"):
        tables.read("schedule")


def test_an_unknown_table_is_named(copy: Path) -> None:
    with pytest.raises(tables.DataError, match="no table named 'luck'"):
        tables.read("luck")


@pytest.mark.parametrize("content", [None, "", "{", "[1"])
def test_a_broken_data_package_is_named(copy: Path, content: str | None) -> None:
    path = copy / "datapackage.json"
    path.unlink() if content is None else path.write_text(content)
    with pytest.raises(tables.DataError, match="datapackage"):
        tables.read("schedule")


def test_reading_gives_a_table_of_ones_own() -> None:
    first = tables.read("schedule")
    first.loc[0, "value"] = -1
    assert tables.read("schedule").loc[0, "value"] != -1


def test_the_descriptor_is_plain_json() -> None:
    text = (tables.DATA_DIR / "datapackage.json").read_text(encoding="utf-8")
    assert json.loads(text) == PACKAGE
