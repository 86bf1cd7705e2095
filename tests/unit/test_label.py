"""From label to SEE: the steps, what is caught, what is refused."""

import csv
import dataclasses
from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import cbam
from cbam import actual, i18n, tables
from cbam.label import Assumption, Bridge, Label, Precursor, Stages, facts, problems, translate
from cbam.label.record import PER, UNITS
from cbam.law.benchmarks import same_kind
from cbam.law.vintages import Law
from cbam.present.label import label_sentences, label_words
from cbam.reasons import InputError

STRIP = Label(
    cn_code="72083900", value=2.31, unit="kg", per="kg", boundary="cradle-to-gate", family="bf-bof"
)
PROFILE = Label(
    cn_code="76042990", value=18.0, unit="t", per="t", boundary="cradle-to-gate", family="al-semis"
)
ROD = Precursor("72139149", 1.05, 2.0)


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def but(label: Label, **changes: object) -> Label:
    return dataclasses.replace(label, **changes)


def assert_no_figures(bridge: Bridge) -> None:
    for name in ("printed", "to_gate", "to_gate_kg_per_unit", "share", "chain", "sefa_basis",
                 "see_low", "see_mid", "see_high"):  # fmt: skip
        assert getattr(bridge, name) is None, name
    assert bridge.mode == bridge.grade == ""
    assert all(step.before is None and step.after is None for step in bridge.trail)


REFUSALS = [
    (but(STRIP, per="piece"), "mass_missing", "mass_kg"),
    (but(STRIP, per="m2"), "mass_missing", "mass_kg"),
    (but(STRIP, value=2310.0), "slip_kg_t", "unit"),
    (but(STRIP, value=0.00231), "slip_kg_t", "unit"),
    (but(STRIP, value=0.63), "slip_carbon", "unit"),
    (but(STRIP, value=77.0), "implausible", "value"),
    (but(STRIP, family=""), "family_missing", "family"),
    (but(STRIP, family="cement"), "family_wrong_sector", "family"),
    (but(STRIP, boundary="gate-to-gate"), "gate_to_gate", "direct"),
    (but(STRIP, boundary="cradle-to-grave", stages=Stages(1.0, 0.5, 0.1, 0, 0)),
     "stages_do_not_add_up", "stages"),
    (but(STRIP, boundary="cradle-to-grave", stages=Stages(60, 30, 5, 0, 0, percent=True)),
     "stages_do_not_add_up", "stages"),
    (but(STRIP, claims=("offsets",)), "credits_not_stated", "credits"),
    (but(STRIP, claims=("recycling_credit",)), "credits_not_stated", "credits"),
    (but(STRIP, route="K"), "route_not_listed", "route"),
    (but(STRIP, precursors=(ROD,)), "direct_missing", "direct"),
    (but(PROFILE, cn_code="76101000", boundary="cradle-to-grave"), "stages_missing", "stages"),
    (but(STRIP, cn_code="73181595", family="fastener", direct=0.2), "precursors_missing",
     "precursors"),
    (Label(cn_code="25232900", direct=0.5, unit="t", family="cement"), "electricity_missing",
     "electricity"),
    (but(STRIP, direct=0.1, precursors=(Precursor("84151010", 1, 2),)), "precursor_not_cbam",
     "precursors"),
    (but(STRIP, verified=True, value=2100.0), "slip_kg_t", "unit"),
    (Label(cn_code="72083900", verified=True, value=2.1, unit="t"), "route_missing", "route"),
    (Label(cn_code="27160000", value=0.5, unit="t"), "good_without_label", "cn_code"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "code", "missing"), REFUSALS, ids=[r[1] for r in REFUSALS])
def test_refusal_names_reason_and_field_and_has_no_figure(
    label: Label, code: str, missing: str, law: Law
) -> None:
    bridge = translate(label, law)
    assert bridge.refused
    assert bridge.reason_codes == (code,)
    assert missing in bridge.missing
    assert_no_figures(bridge)


def test_slip_suggests_the_right_value(law: Law) -> None:
    reason = translate(but(STRIP, value=2310.0), law).reasons[0]
    assert reason.params["suggested"] == pytest.approx(2.31)
    assert translate(but(STRIP, value=0.63), law).reasons[0].params["suggested"] == pytest.approx(
        2.31, abs=0.001
    )


def test_user_may_insist_on_the_unit(law: Law) -> None:
    bridge = translate(but(STRIP, value=0.63, unit_confirmed=True), law)
    assert bridge.status == "estimated"
    assert "outside_family_range" in bridge.warning_codes


def test_strip_has_grade_and_full_trail(law: Law) -> None:
    bridge = translate(STRIP, law)
    assert (bridge.mode, bridge.grade, bridge.route) == ("C", "D", "C")
    assert bridge.sefa_basis == "column_b_stand_in"
    codes = [step.code for step in bridge.trail]
    assert codes == ["scope", "normalise", "boundary", "convert_C", "route", "allocation", "range"]
    convert = bridge.trail[3]
    assert (convert.before, convert.after) == (2.31, pytest.approx(1.9635))
    assert convert.mark == "J"


@pytest.mark.parametrize(("unit", "value"), [("g", 2310.0), ("kg", 2.31), ("t", 0.00231)])
@pytest.mark.parametrize("per", ["kg", "piece"])
def test_units(unit: str, value: float, per: str, law: Law) -> None:
    mass = None if per == "kg" else 1.0
    bridge = translate(but(STRIP, unit=unit, value=value, per=per, mass_kg=mass), law)
    assert bridge.see_mid == pytest.approx(1.9635)


def test_units_and_functional_units_are_the_ones_of_the_command() -> None:
    assert tuple(UNITS) == ("g", "kg", "t")
    assert PER[:6] == ("kg", "t", "piece", "m", "m2", "m3")


def test_cradle_to_grave_with_stages(law: Law) -> None:
    stages = Stages(2.0, 0.31, 0.1, 0.0, -0.1)
    bridge = translate(but(STRIP, boundary="cradle-to-grave", stages=stages), law)
    assert bridge.to_gate == pytest.approx(2.31)
    assert bridge.grade == "C"
    assert bridge.see_low >= 0.75 * 2.31 - 1e-12  # not wider than the family's range
    percent = Stages(80, 10, 5, 0, 5, percent=True)
    bridge = translate(but(STRIP, boundary="cradle-to-grave", stages=percent), law)
    assert bridge.to_gate == pytest.approx(2.31 * 0.9)


def test_intermediate_without_stages_is_kept_whole(law: Law) -> None:
    bridge = translate(but(STRIP, boundary="cradle-to-grave"), law)
    assert bridge.see_mid == pytest.approx(1.9635)
    assert "boundary_kept_whole" in bridge.warning_codes


def test_unknown_boundary_gives_a_range_only(law: Law) -> None:
    bridge = translate(but(STRIP, boundary="unknown"), law)
    assert (bridge.status, bridge.grade, bridge.see_mid) == ("range_only", "E", None)
    assert bridge.see_low == pytest.approx(0.75 * 2.31)
    assert bridge.see_high == pytest.approx(2.31)
    assert bridge.missing == ("boundary",)
    assert not any(step.code.startswith("convert") for step in bridge.trail)


def test_stages_tell_the_boundary(law: Law) -> None:
    stages = Stages(2.0, 0.31, 0, 0, 0)
    assert translate(but(STRIP, boundary="unknown", stages=stages), law).status == "estimated"


def test_nothing_usable_is_the_default(law: Law) -> None:
    bridge = translate(Label(cn_code="72083900"), law)
    assert (bridge.status, bridge.mode) == ("default_only", "E")
    assert "regulatory_charge" in bridge.warning_codes
    assert bridge.see_high is None


def test_credits_are_added_back(law: Law) -> None:
    bridge = translate(but(STRIP, value=2.0, credits=0.31, claims=("offsets",)), law)
    assert bridge.see_mid == pytest.approx(1.9635)
    assert bridge.printed == pytest.approx(2.0)
    assert "credits_added_back" in bridge.warning_codes


def test_green_power_is_warned(law: Law) -> None:
    assert "green_power_claim" in translate(but(STRIP, claims=("green_power",)), law).warning_codes


def test_validity(law: Law) -> None:
    today = date(2026, 11, 22)
    dated = but(STRIP, issued="2023-01-01", expires="2025-12-31")
    assert "label_expired" in translate(dated, law, today).warning_codes
    assert (
        "label_expired" not in translate(but(dated, expires="2026-11-22"), law, today).warning_codes
    )
    assert (
        "issued_in_future" in translate(but(STRIP, issued="2027-01-01"), law, today).warning_codes
    )


def test_verified_passes_through(law: Law) -> None:
    bridge = translate(but(STRIP, value=2.1, verified=True, boundary="unknown"), law)
    assert (bridge.mode, bridge.grade) == ("A", "A")
    assert (bridge.see_low, bridge.see_mid, bridge.see_high) == pytest.approx((1.995, 2.1, 2.205))


def test_split_with_precursors_takes_the_chain(law: Law) -> None:
    bolt = but(STRIP, cn_code="73181595", family="fastener", value=2.9, direct=0.25)
    bridge = translate(but(bolt, precursors=(ROD,), electricity=0.3), law)
    assert (bridge.mode, bridge.grade) == ("B", "B")
    assert bridge.see_mid == pytest.approx(0.25 + 1.05 * 2.0)
    assert "electricity_left_out" in bridge.warning_codes
    assert bridge.sefa_basis == "chain"
    # Column A of the bolt 0.038 plus 1.05 t wire rod at its column B, route C, 1.364.
    assert bridge.chain[0] == pytest.approx(0.038 + 1.05 * 1.364)
    assert len(bridge.chain) == len(law.years)


def test_split_above_the_footprint_is_cut_back(law: Law) -> None:
    label = but(STRIP, cn_code="73181595", family="fastener", value=2.0, direct=0.9)
    bridge = translate(but(label, precursors=(ROD,)), law)
    assert bridge.see_mid == pytest.approx(2.0)
    assert "see_above_cradle_to_gate" in bridge.warning_codes


def test_electricity_counts_for_cement(law: Law) -> None:
    label = Label(cn_code="25232900", unit="t", family="cement", direct=0.6, electricity=0.06)
    bridge = translate(label, law)
    assert bridge.see_mid == pytest.approx(0.66)
    assert "electricity_grid_factor" in bridge.warning_codes


def test_hot_metal_mixes_the_two_rows(law: Law) -> None:
    eaf = but(STRIP, family="scrap-eaf", value=1.4)
    plain, mixed = translate(eaf, law), translate(but(eaf, hot_metal=0.4), law)
    assert "hot_metal_not_stated" in plain.warning_codes
    assert plain.see_mid == pytest.approx(0.25 * 1.4)
    assert mixed.see_mid == pytest.approx((0.4 * 0.85 + 0.6 * 0.25) * 1.4)
    assert (plain.route, mixed.route) == ("E", "E")
    assert translate(but(eaf, hot_metal=0.6), law).route == "C"


def test_aluminium_mass_balance_and_the_half_scrap_rule(law: Law) -> None:
    half = translate(but(PROFILE, recycled=0.5), law)
    more = translate(but(PROFILE, recycled=0.51), law)
    assert half.mode == more.mode == "D"
    p, r = facts.parameters()["P"], facts.parameters()["R"]
    assert half.see_mid == pytest.approx(0.5 * p.mid + 0.5 * r.mid)
    assert half.see_low == pytest.approx(0.5 * p.low + 0.5 * r.low)
    assert (half.route, more.route) == ("K", "L")
    assert "secondary_route" in more.warning_codes
    double = translate(but(PROFILE, recycled=0.5, value=27.0), law)
    assert double.see_mid == half.see_mid  # never a share of the footprint


def test_unwrought_aluminium_by_share_unless_recycled(law: Law) -> None:
    ingot = but(PROFILE, cn_code="76011090", family="primary-al", value=20.3)
    assert translate(ingot, law).mode == "C"
    assert translate(but(ingot, recycled=0.2), law).mode == "D"


def test_own_assumptions_replace_the_table(law: Law) -> None:
    own = but(STRIP, assumptions=(Assumption("share", 0.8, 0.9, 1.0),))
    bridge = translate(own, law)
    assert bridge.see_mid == pytest.approx(0.9 * 2.31)
    assert "own_assumption" in bridge.warning_codes
    assert next(s for s in bridge.trail if s.code == "convert_C").mark == "U"


def test_scope_gate_comes_first(law: Law) -> None:
    fridge = translate(Label(cn_code="84181020", value=300, per="piece"), law)
    assert (fridge.status, fridge.in_2028_proposal) == ("out_of_scope", True)
    assert fridge.reason_codes == ("out_of_scope", "in_2028_proposal")
    assert translate(but(STRIP, origin="DE", value=2310.0), law).status == "eu_origin"
    assert translate(but(STRIP, origin="NO"), law).status == "excluded_origin"


BAD = [
    ({"cn_code": ""}, "cn_empty"),
    ({"cn_code": "7604"}, "cn_needs_eight"),
    ({"origin": "Atlantis"}, "origin_unknown"),
    ({"value": -1.0}, "number_invalid"),
    ({"value": float("nan")}, "number_invalid"),
    ({"unit": "lb"}, "choice_unknown"),
    ({"per": "box"}, "choice_unknown"),
    ({"family": "gold"}, "choice_unknown"),
    ({"claims": ("halo",)}, "choice_unknown"),
    ({"mass_kg": 0.0}, "number_invalid"),
    ({"recycled": 1.2}, "share_out_of_range"),
    ({"expires": "soon"}, "date_invalid"),
    ({"issued": "2026-01-01", "expires": "2025-01-01"}, "dates_reversed"),
    ({"precursors": (Precursor("72139149", -1, 2),)}, "precursor_invalid"),
    ({"stages": Stages(raw=-1)}, "number_invalid"),
    ({"assumptions": (Assumption("share", 0.9, 0.8, 0.7),)}, "range_order"),
]


@pytest.mark.parametrize(("changes", "code"), BAD)
def test_bad_input_is_named(changes: dict, code: str, law: Law) -> None:
    with pytest.raises(InputError) as caught:
        translate(but(STRIP, **changes), law)
    assert caught.value.code == code


def test_all_problems_at_once() -> None:
    found = problems(but(STRIP, value=-1.0, unit="lb", recycled=2.0))
    assert {p.field for p in found} == {"value", "unit", "recycled"}


def test_label_is_hashable() -> None:
    assert len({STRIP, but(STRIP), but(STRIP, value=2.0)}) == 2


def test_fitting_route_and_its_counterparts(law: Law) -> None:
    good = law.goods.index["72253010"]  # lists the low-alloy letters only
    assert law.benchmarks.fitting_route(good, same_kind("C")) == "F"
    assert law.benchmarks.fitting_route(law.goods.index["72191100"], ("C",)) == ""
    assert same_kind("") == ()


def test_stated_precursor_brings_its_see_and_column_b(law: Law) -> None:
    """Without a letter of its own it takes the route of the good, in its own steel grade."""
    rod = actual.StatedPrecursor("72139149", 2.0)
    step = actual.Process("73181595", 0.1, "F", inputs=(actual.Input(1.05, rod),))
    result = actual.evaluate(step, law, 2026)
    assert result.see == pytest.approx(0.1 + 1.05 * 2.0)
    own, part = law.goods.index["73181595"], law.goods.index["72139149"]
    expected = law.benchmarks.value(own, "", 0, "A") + 1.05 * law.benchmarks.value(part, "C", 0)
    assert result.benchmark == pytest.approx(expected)
    assert [item.column for item in result.parts] == ["B"]


# Tables ------------------------------------------------------------------------------------


def test_tables_are_described_and_complete() -> None:
    names = [r["name"] for r in tables.package()["resources"] if r["name"].startswith("label_")]
    files = sorted(path.stem for path in (tables.DATA_DIR / "label").iterdir())
    assert sorted(names) == [f"label_{stem}" for stem in files]
    for name in names:
        entry, table = tables.resource(name), tables.read(name)
        assert len(table)
        assert not table.duplicated(entry["schema"]["primaryKey"]).any()
        for field in entry["schema"]["fields"]:
            allowed = field.get("constraints", {}).get("enum")
            assert allowed is None or set(table[field["name"]]) <= set(allowed), field["name"]
    assert len(facts.families()) == 12


def test_every_example_is_answered_or_refused_for_a_reason(law: Law) -> None:
    for row in facts.examples().to_dict("records"):
        stages = None
        if row["stages"]:
            parts = dict(p.split("=") for p in row["stages"].split(","))
            stages = Stages(**{k: float(v) for k, v in parts.items()})
        mass = row["mass_kg"]
        label = Label(
            cn_code=row["cn_code"], value=row["value"], unit=row["unit"], per=row["per"],
            mass_kg=None if mass != mass else mass, boundary=row["boundary"],
            family=row["family"], stages=stages,
            claims=tuple(filter(None, row["claims"].split(";"))),
        )  # fmt: skip
        bridge = translate(label, law)
        assert bridge.status
        assert not bridge.refused or bridge.missing


# Words ---------------------------------------------------------------------------------------


def catalogue() -> Path:
    own = Path(i18n.CATALOGUE).with_name("label.po")
    return own if own.exists() else Path(i18n.CATALOGUE)


def test_every_sentence_is_translated() -> None:
    with catalogue().open("rb") as source:
        known = read_po(source, locale="zh_CN")
    marked = {"_": None, "N_": None}
    found = [
        message
        for module in (label_sentences, label_words)
        for _, message, _, _ in extract_from_file("python", module.__file__, keywords=marked)
    ]
    for message in found:
        entry = known.get(message)
        assert entry is not None, message
        assert entry.string, message


def codes_in_source(*names: str) -> set[str]:
    """Reason and warning codes as the engine writes them."""
    import re

    root = Path(cbam.__file__).parent
    files = [path for name in names for path in root.glob(name)]
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    return set(re.findall(r"(?:\bstop|work\.warn|Note)\(\s*\"(\w+)\"", text))


def test_every_code_has_a_sentence() -> None:
    codes = codes_in_source("label/*.py", "findings/savings*.py")
    assert len(codes) > 30
    assert codes <= set(label_sentences.REASONS) | set(label_sentences.WARNINGS)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_reports_leave_no_placeholder(lang: str, law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    from cbam.findings.savings import Target, savings
    from cbam.prices import Prices

    monkeypatch.setattr(i18n, "CATALOGUE", catalogue())
    i18n.translator.cache_clear()
    labels = [r[0] for r in REFUSALS] + [STRIP, but(PROFILE, recycled=0.6), Label(cn_code="72083900"),
              but(STRIP, boundary="unknown"), Label(cn_code="841510", value=3505, per="piece")]  # fmt: skip
    for label in labels:
        bridge = translate(label, law)
        target = Target(cut=0.1) if label.value else None
        result = savings(bridge, law, Prices.load(), target, tonnes=100, fee=1000)
        text = "\n".join(label_words.report(bridge, result, 2026, lang))
        assert "{" not in text
        assert "nan" not in text.lower().split()
    i18n.translator.cache_clear()


def test_golden_table_reads() -> None:
    path = Path(__file__).parents[1] / "golden" / "label_cases.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert all(None not in row and None not in row.values() for row in rows)
