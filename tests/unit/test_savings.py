"""What a lower label saves, year by year, and the command that prints it."""

import argparse
import json
from datetime import date

import numpy as np
import pytest

from cbam import bill
from cbam.analysis import Analysis
from cbam.cli import main
from cbam.commands import label as command
from cbam.export.cases import cases as file_cases
from cbam.findings import savings as module
from cbam.findings.levers import levers, levers_of, without_target
from cbam.findings.projection import years
from cbam.findings.savings import Target, savings, savings_of
from cbam.label import Label, Precursor, Stages, translate
from cbam.law.vintages import Law
from cbam.present.label import label_tables
from cbam.prices import Prices
from cbam.reasons import InputError
from cbam.study import Study

PRICE = 75.36
STRIP = Label(
    cn_code="72083900", value=2.31, unit="kg", per="kg", boundary="cradle-to-gate", family="bf-bof"
)
PROFILE = Label(
    cn_code="76042990", value=18.0, unit="t", per="t", boundary="cradle-to-gate",
    family="al-semis", recycled=0.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


@pytest.fixture(scope="module")
def prices() -> Prices:
    return Prices.load()


def of(label, law, prices, target=None, **options):
    return savings(translate(label, law), law, prices, target, **{"price": PRICE, **options})


def test_one_call_of_the_formula(law, prices, monkeypatch):
    calls = []

    def counted(*args):
        calls.append(args)
        return bill.assess(*args)

    monkeypatch.setattr(module, "assess", counted)
    of(STRIP, law, prices, Target(cut=0.1))
    assert len(calls) == 1


def test_units_of_an_amount(law, prices):
    window = Label(cn_code="76101000", value=254, unit="kg", per="m2", mass_kg=14.0,
                   boundary="cradle-to-gate", family="al-semis", recycled=0.0)  # fmt: skip
    amount = of(window, law, prices, tonnes=200).amount(2026, "today_mid")
    rate = prices.rate.cny_per_eur
    assert amount.eur_per_year == pytest.approx(amount.eur_per_t * 200)
    assert amount.eur_per_unit == pytest.approx(amount.eur_per_t * 0.014)
    assert amount.cny_per_t == pytest.approx(amount.eur_per_t * rate)


def test_floor_falls_every_year_and_saves_nothing_below(law, prices):
    result = of(STRIP, law, prices)
    floors = result.table["floor_label"].to_numpy()
    assert (np.diff(floors) < 0).all()
    assert floors[0] == pytest.approx(1.33575 / 0.85)
    below = of(Label(**{**fields(STRIP), "value": 1.5}), law, prices, Target(cut=0.1))
    assert below.figure(2026, "saving_mid") == 0.0
    assert below.figure(2034, "saving_mid") > 0


def fields(label):
    return {name: getattr(label, name) for name in label.__dataclass_fields__}


def test_curve_meets_the_bill_and_the_floor(law, prices):
    result = of(STRIP, law, prices)
    points = result.curve(2026)
    assert np.interp(2.31, points["label"], points["mid"]) == pytest.approx(
        result.figure(2026, "today_mid")
    )
    floor = result.figure(2026, "floor_label_per_t")
    assert np.interp(floor, points["label"], points["mid"]) == pytest.approx(0, abs=1e-9)
    assert (points["low"] <= points["mid"] + 1e-9).all()
    assert (points["mid"] <= points["high"] + 1e-9).all()


def test_verification_value_and_break_even(law, prices):
    result = of(STRIP, law, prices, fee=20000)
    gain = result.figure(2026, "verified_mid")
    assert gain == pytest.approx(163.527 - 47.307, abs=0.01)
    assert result.break_even_tonnes(2026)[1] == pytest.approx(20000 / gain)
    assert result.best_option(2026) == "actual"


def test_default_can_be_the_best_lawful_option(law, prices):
    dirty = Label(**{**fields(STRIP), "value": 4.5, "verified": True})
    result = of(dirty, law, prices, fee=1000)
    assert result.best_option(2026) == "default"
    assert result.break_even_tonnes(2026)[1] is None


def test_unknown_boundary_has_costs_but_no_saving(law, prices):
    unknown = Label(**{**fields(STRIP), "boundary": "unknown"})
    result = of(unknown, law, prices, Target(cut=0.1))
    assert result.figure(2026, "today_low") < result.figure(2026, "today_high")
    assert result.figure(2026, "today_mid") is None
    for band in ("low", "mid", "high"):
        assert result.figure(2026, f"saving_{band}") is None


def test_refused_label_has_no_figures(law, prices):
    result = of(Label(**{**fields(STRIP), "per": "piece"}), law, prices, Target(cut=0.1))
    assert result.table.empty
    assert result.figure(2026, "default") is None
    assert result.curve(2026).empty


def test_out_of_scope_is_zero_with_its_reason(law, prices):
    result = of(Label(cn_code="841510", value=3505, per="piece"), law, prices, Target(cut=0.1))
    assert result.figure(2026, "default") == result.figure(2030, "saving_high") == 0.0


def test_cement_electricity_may_count(law, prices):
    cement = Label(
        cn_code="25232900", value=0.9, unit="t", boundary="cradle-to-gate", family="cement"
    )
    result = of(cement, law, prices, Target(cut=0.05, source="electricity"))
    assert result.figure(2026, "saving_low") == 0.0
    assert result.figure(2026, "saving_mid") > 0
    assert "electricity_needs_ppa" in [note.code for note in result.notes]


def test_more_recycled_metal_can_cost_more(law, prices):
    result = of(PROFILE, law, prices, Target(recycled=0.6))
    assert result.figure(2026, "saving_mid") < 0
    assert result.route_target == "L"
    assert "route_switch" in [note.code for note in result.notes]
    assert of(PROFILE, law, prices, Target(recycled=0.4)).figure(2026, "saving_mid") > 0


def test_route_table_names_the_lost_allocation(law, prices):
    routes = of(STRIP, law, prices).routes
    row = routes[(routes["route"] == "E") & (routes["year"] == 2026)].iloc[0]
    assert row["allocation_lost_eur_per_t"] == pytest.approx((1.370 - 0.072) * 0.975 * PRICE)
    assert row["see_break_even"] == pytest.approx(1.9635 - 1.298 * 0.975)


def test_chain_is_used_for_the_free_allocation(law, prices):
    bolt = Label(cn_code="73181595", unit="t", direct=0.25, family="fastener",
                 precursors=(Precursor("72139149", 1.05, 2.0),))  # fmt: skip
    result = of(bolt, law, prices)
    assert result.figure(2026, "sefa") == pytest.approx(0.975 * (0.038 + 1.05 * 1.364))
    assert "stand_in_benchmark" not in dict(result.assumptions)[2026]


@pytest.mark.parametrize(
    ("target", "code"),
    [
        (Target(cut=0.1, source="magic"), "choice_unknown"),
        (Target(cut=1.1), "share_out_of_range"),
        (Target(cut=float("nan")), "share_out_of_range"),
        (Target(value=3.0), "target_above_value"),
        (Target(value=1.0, cut=0.1), "target_twice"),
        (Target(value=-1.0), "number_invalid"),
        (Target(recycled=0.3), "recycled_not_aluminium"),
        (Target(cut=0.1, route="K"), "route_not_listed"),
    ],
)
def test_bad_targets(target, code, law, prices):
    with pytest.raises(InputError) as caught:
        of(STRIP, law, prices, target)
    assert caught.value.code == code


def test_bad_numbers(law, prices):
    for options, code in (
        ({"price": -1}, "price_invalid"),
        ({"tonnes": -1}, "number_invalid"),
        ({"fee": float("nan")}, "number_invalid"),
        ({"quarter": "Q9"}, "quarter_invalid"),
    ):
        with pytest.raises(InputError) as caught:
            of(STRIP, law, prices, **options)
        assert caught.value.code == code
    with pytest.raises(InputError):
        of(STRIP, law, prices).figure(2040, "default")


# The same link on two pages ------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"price": 100.0, "year": 2028, "quarter": ""},
        {"price": 100.0, "quarter": "Q2", "path": "central"},
        {"year": 2030, "quarter": "Q1"},
        {"price": 100.0, "returned": True},
        {"tonnes": 10.0, "importer_tonnes": 40.0},
        {"price": 100.0, "year": 2027, "tonnes": 0.5, "importer_tonnes": 60.0},
    ],
)
def test_label_savings_and_border_cost_say_the_same(changes):
    chosen = Analysis(
        basis="actual", see=1.9635, route="C", label=STRIP, target=Target(cut=0.1)
    ).with_(**changes)
    result = savings_of(chosen, translate(chosen.labelled(), chosen.law_object()))
    rows = years(chosen).set_index(["basis", "year"])
    cases = {case.code: case for case in file_cases(Study(chosen), "en", "2026-11-22").of("label")}
    for year in chosen.law_object().years:
        for basis, kind in (("default", "default"), ("actual", "today_mid")):
            cost = rows.loc[(basis, year), "cost_eur_per_t"]
            assert result.figure(year, kind) == pytest.approx(cost)
            assert cases[f"label_{kind}"].total(year, "cost_eur_per_t") == pytest.approx(cost)


def test_the_own_price_holds_for_the_chosen_year(law, prices):
    chosen = Analysis(year=2028, price=100.0, label=STRIP, target=Target(cut=0.1))
    result = savings_of(chosen, translate(chosen.labelled(), law))
    # 2.31 x 0.85 = 1.9635; less 0.9 x 1.370; x 100. In 2030 the flat path: 0.515, 82.32.
    assert result.figure(2028, "today_mid") == pytest.approx((1.9635 - 0.9 * 1.370) * 100)
    assert result.figure(2030, "today_mid") == pytest.approx((1.9635 - 0.515 * 1.370) * 82.32)
    assert "EUR 100.00 holds in 2028 only" in label_tables.price_note(chosen, "en")
    assert "只适用于 2028 年" in label_tables.price_note(chosen, "zh")
    assert label_tables.price_note(chosen.with_(price=None), "en") == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"returned": True}, "returned_goods"), ({"importer_tonnes": 40.0}, "below_threshold")],
)
def test_where_nothing_is_due_nothing_is_saved(law, changes, code):
    chosen = Analysis(tonnes=10.0, label=STRIP, target=Target(cut=0.1), **changes)
    result = savings_of(chosen, translate(chosen.labelled(), law))
    assert result.figure(2026, "default") == result.figure(2034, "today_high") == 0
    assert result.figure(2030, "saving_high") == 0
    assert code in [note.code for note in result.notes]
    table = levers_of(without_target(chosen), date(2026, 11, 22))
    assert (table["border_gain_high"].dropna() == 0).all()
    sold = levers_of(
        without_target(chosen.with_(returned=False, importer_tonnes=None)), date(2026, 11, 22)
    )
    assert (sold["border_gain_high"] > 0).any()


# Levers ------------------------------------------------------------------------------------


def test_levers_mark_what_the_border_ignores(law, prices):
    table = levers(translate(STRIP, law), law, prices, 2026, price=PRICE).set_index("lever")
    assert table.loc["L02", "label_only"]
    assert table.loc["L02", "border_gain_high"] == 0.0
    assert table.loc["L02", "label_gain_high"] == pytest.approx(0.06 * 2.31)
    assert not table.loc["L01", "label_only"]
    assert (
        table.loc["L01", "border_gain_mid" if "border_gain_mid" in table else "border_gain_low"] > 0
    )
    assert table.loc["L06", "route"] == "E"
    assert "L14" not in table.index
    assert np.isnan(table.loc["L10", "border_gain_low"])


def test_levers_of_other_goods(law, prices):
    metal = levers(translate(PROFILE, law), law, prices, 2026).set_index("lever")
    assert metal.loc["L12", "route"] == "L"
    assert metal.loc["L14", "label_only"]
    unit = Label(cn_code="841510", value=3505, per="piece", boundary="cradle-to-grave",
                 stages=Stages(138, 23, 7, 3333, 5))  # fmt: skip
    cooler = levers(translate(unit, law), law, prices, 2026).set_index("lever")
    assert {"L28", "L30"} <= set(cooler.index)
    assert (cooler["border_gain_high"] == 0).all()


# Command -----------------------------------------------------------------------------------


def ask(capsys, *arguments):
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    command.add(commands)
    commands.choices["label"].add_argument("--lang", default="en")
    options = parser.parse_args(["label", *arguments, "--json"])
    assert options.run(options) == 0
    return json.loads(capsys.readouterr().out)


STRIP_ARGUMENTS = ("--cn", "72083900", "--origin", "CN", "--value", "2.31", "--unit", "kg", "--per",
                   "kg", "--boundary", "cradle-to-gate", "--family", "bf-bof")  # fmt: skip
FIGURES = ("see_low", "see_mid", "see_high", "cost_eur_per_t_low", "cost_eur_per_t_mid",
           "cost_eur_per_t_high", "default_cost_eur_per_t", "saving_eur_per_t_low",
           "saving_eur_per_t_mid", "saving_eur_per_t_high")  # fmt: skip


def test_command_of_the_specification(capsys):
    answer = ask(capsys, *STRIP_ARGUMENTS, "--cut", "10%", "--from", "unknown", "--year", "2026",
                 "--price", "75.36")  # fmt: skip
    assert set(FIGURES) | {"refused", "reasons", "warnings", "grade", "sefa_basis", "trail"} <= set(
        answer
    )
    saving = [answer[f"saving_eur_per_t_{band}"] for band in ("low", "mid", "high")]
    assert saving == pytest.approx([0, 14.797, 17.408], abs=0.001)
    assert answer["headline"] == (
        "Lowering the label from 2.31 to 2.08 tCO2e/t saves EUR 14.8 (0–17.4) a tonne in 2026."
    )
    assert len(answer["years"]) == 9


def test_command_refusal_has_null_figures(capsys):
    answer = ask(capsys, *STRIP_ARGUMENTS[:-4], "--per", "piece", "--family", "bf-bof")
    assert answer["refused"] is True
    assert answer["reasons"] == ["mass_missing"]
    assert answer["missing"] == ["mass_kg"]
    assert all(answer[name] is None for name in FIGURES)
    assert answer["years"] == []


def test_command_reads_every_option(capsys):
    answer = ask(
        capsys, "--cn", "73181595", "--value", "2.9", "--unit", "t", "--per", "t", "--boundary",
        "cradle-to-gate", "--family", "fastener", "--direct", "0.25", "--precursor",
        "72139149:1.05:2.0:C", "--electricity", "0.2", "--target", "2.6", "--from", "precursor",
        "--tonnes", "100", "--fee", "5000", "--route", "c", "--stages",
        "raw=70%,manufacturing=25%,distribution=5%", "--scheme", "guangdong", "--expires",
        "2020-01-01", "--today", "2026-11-22",
    )  # fmt: skip
    assert answer["grade"] == "B"
    assert answer["sefa_basis"] == "chain"
    assert "label_expired" in answer["warnings"]
    assert answer["amounts"]["saving_mid"]["eur_per_year"] > 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--value", "much"), "not_a_number"),
        (("--value", "inf"), "not_a_number"),
        (("--cut", "10"), "share_out_of_range"),
        (("--stages", "raw=1,magic=2"), "stages_invalid"),
        (("--stages", "raw=1,use=2%"), "stages_invalid"),
        (("--precursor", "7213"), "precursor_invalid"),
        (("--assume", "share=1,2"), "assumption_invalid"),
        (("--year", "1999"), "year_invalid"),
        (("--today", "now"), "date_invalid"),
        (("--per", "box"), "choice_unknown"),
    ],
)
def test_command_names_bad_input(arguments, code, capsys):
    with pytest.raises(InputError) as caught:
        ask(capsys, *STRIP_ARGUMENTS, *arguments)
    assert caught.value.code == code


def test_frame_names_field_value_and_remedy(capsys):
    assert main(["label", *STRIP_ARGUMENTS, "--cut", "10%"]) == 0
    assert "saves EUR" in capsys.readouterr().out
    assert main(["label", *STRIP_ARGUMENTS, "--unit", "lb"]) == 2
    message = capsys.readouterr().err
    assert all(part in message for part in ("Unit", "lb", "g, kg, t"))
    with pytest.raises(SystemExit) as done:
        main(["label", "--help"])
    assert done.value.code == 0
