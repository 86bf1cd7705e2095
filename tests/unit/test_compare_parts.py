"""Origins, price history, other calculators, cash, downstream, chains, uncertainty, words."""

from datetime import date
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from cbam import i18n, tables
from cbam.actual import DefaultPrecursor, Input, Process
from cbam.analysis import Analysis
from cbam.findings import bridge as bridges
from cbam.findings import cash, price_history, uncertainty
from cbam.findings.downstream import ASSUMPTIONS, Content, Downstream, downstream, listed
from cbam.findings.home_price import HomePrice, reduction
from cbam.findings.origins import origins
from cbam.findings.others import others
from cbam.findings.precursors import REQUEST_ITEMS, chain_bill, request_items
from cbam.findings.projection import bill_of
from cbam.findings.scenario import Scenario
from cbam.label import Label
from cbam.law.reform import FACTOR_PATHS, Reform
from cbam.law.vintages import Law
from cbam.present import wording
from cbam.present.compare import compare_words as words
from cbam.present.compare import request_words
from cbam.prices import Prices
from cbam.reasons import REASONS, InputError

STRIP = Label(
    cn_code="72083900", value=2.31, unit="kg", per="kg", boundary="cradle-to-gate", family="bf-bof"
)
SCREW = Process(
    "73181595", 0.05, "C",
    inputs=(
        Input(1.1, DefaultPrecursor("72139110", "CN")),
        Input(0.02, DefaultPrecursor("72083900", "TR")),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


@pytest.fixture(scope="module")
def prices() -> Prices:
    return Prices.load()


# Origins --------------------------------------------------------------------------------------


def test_all_listed_origins_and_other(law, prices) -> None:
    table = origins("72083900", law, prices, 2026, "Q1")
    assert len(table) == 122
    assert table["origin"].is_unique
    assert "OTHER" in set(table["origin"])
    assert table["cost_eur_per_t"].is_monotonic_increasing
    ranked = table.set_index("origin")["cost_eur_per_t"]
    assert ranked["BR"] < ranked["VN"] < ranked["TR"] < ranked["CN"] < ranked["IN"] < ranked["ID"]
    assert table.set_index("origin").loc["CN", "own"]
    assert not table.set_index("origin").loc["OTHER", "own"]


def test_an_origin_that_falls_back_costs_what_other_costs(law, prices) -> None:
    table = origins("72083900", law, prices, 2026, "Q1").set_index("origin")
    fallen = table[~table["own"]]
    assert len(fallen) > 1
    assert fallen["cost_eur_per_t"].nunique() == 1
    assert fallen["rank"].nunique() == 1


def test_out_of_scope_has_no_ranking(law, prices) -> None:
    table = origins("84151010", law, prices, 2026)
    assert set(table["status"]) == {"out_of_scope"}
    for lang in i18n.LANGS:
        assert words.origins_headline(table, "CN", law, lang)


# Price ----------------------------------------------------------------------------------------


def test_official_prices_come_out_of_the_auctions() -> None:
    table = price_history.quarters().set_index(["year", "quarter"])
    for quarter, price, auctions in (("Q1", 75.36, 54), ("Q2", 75.28, 53)):
        row = table.loc[(2026, quarter)]
        assert round(row["average_eur"], 2) == price == row["official_eur"]
        assert row["auctions"] == auctions
        assert row["agrees"]
        assert row["complete"]
    third = table.loc[(2026, "Q3")]  # the series ends on 7 August
    assert not third["complete"]
    assert third["official_eur"] == 82.32
    assert third["agrees"] is not True
    recorded = tables.read("certificate_prices").set_index("quarter")["recomputed_eur"].dropna()
    for quarter, value in recorded.items():
        assert table.loc[(2026, quarter), "average_eur"] == pytest.approx(value, abs=5e-5)


def test_months_and_paths(prices) -> None:
    months = price_history.monthly()
    assert months["month"].iloc[0] == "2024-01"
    assert ((months["lowest_eur"] <= months["average_eur"])
            & (months["average_eur"] <= months["highest_eur"])).all()  # fmt: skip
    paths = price_history.paths(prices)
    assert paths[paths["locked"]]["price_eur"].tolist() == [75.36, 75.28, 82.32]
    assert set(paths["path"]) == {"", "flat", "low", "central", "high"}
    own = price_history.paths(Prices.load("own", {2028: 99.0}))
    assert own[(own["path"] == "own") & (own["year"] == 2028)]["price_eur"].tolist() == [99.0]


# Other calculators ----------------------------------------------------------------------------


def test_electricity_on_metals_needs_a_figure(law) -> None:
    row = bill_of(Analysis())
    assert "indirect_on_metals" not in {v.code for v in others(row, law)}
    found = {v.code: v for v in others(row, law, indirect=0.5)}
    # 0.5 x 1.1 x 75.36 EUR/t more than ours
    gap = found["indirect_on_metals"].cost_eur_per_t - found["ours"].cost_eur_per_t
    assert gap == pytest.approx(41.448)
    cement = bill_of(Analysis(cn="2523100090"))
    assert "indirect_on_metals" not in {v.code for v in others(cement, law, indirect=0.5)}


def test_only_an_assessed_line_is_compared(law) -> None:
    assert others(bill_of(Analysis(origin="NO")), law) == []
    own_line = bill_of(Analysis(cn="73181290"))  # printed for the eight digits: no heading lost
    assert "heading_lost" not in {v.code for v in others(own_line, law)}


def test_every_mistake_names_its_rule(law) -> None:
    for variant in others(bill_of(Analysis()), law, 0.5):
        for lang in i18n.LANGS:
            assert bool(words.rule_text(variant, lang)) == (variant.code != "ours")
        assert variant.code in words.VARIANTS


# Cash -----------------------------------------------------------------------------------------


def test_half_is_held_from_2027(law, prices) -> None:
    table = cash.holdings(Analysis(tonnes=1000), law, prices, 2027)
    # 0.5 x 1,000 x (3.187 - 0.95 x 1.370) = 942.75 at the end of the year, without mark-up
    assert table["hold"].tolist() == pytest.approx([235.6875, 471.375, 707.0625, 942.75])
    assert table["held_eur"].iloc[-1] == pytest.approx(942.75 * 82.32)
    assert table["day"].tolist() == ["2027-03-31", "2027-06-30", "2027-09-30", "2027-12-31"]
    assert cash.holdings(Analysis(), law, prices, 2026).empty
    assert cash.holdings(Analysis(origin="NO"), law, prices, 2027)["hold"].sum() == 0
    with pytest.raises(InputError, match="shares_invalid"):
        cash.holdings(Analysis(), law, prices, 2027, (0.5, 0.5, 0.5, 0.0))


def test_when_to_buy_and_what_late_costs(law) -> None:
    first = cash.purchase(law, 2026)
    assert (first.first, first.last, first.holding) == (date(2027, 2, 1), date(2027, 9, 30), False)
    later = cash.purchase(law, 2028)
    assert (later.first, later.last, later.holding) == (date(2028, 1, 1), date(2029, 9, 30), True)
    late = cash.late(law, 2026, 10, 75.36)
    assert (late.penalty_eur, late.still_due_eur, late.mark) == (1000, pytest.approx(753.6), "U")
    assert (late.unauthorised_low_eur, late.unauthorised_high_eur) == (3000, 5000)


# Downstream -----------------------------------------------------------------------------------

FRIDGE = Downstream("84181020", "CN", (Content("72083900", 400), Content("76011090", 50)), 1000)


def test_metals_inside_without_markup(prices) -> None:
    found = downstream(FRIDGE, prices)
    row = found.years.set_index("year").loc[2028]
    # 0.4 x 3.187 + 0.05 x 3.0 = 1.4248; free 0.9 x (0.4 x 1.370 + 0.05 x 1.423) = 0.557235
    assert row["emissions"] == pytest.approx(1.4248)
    assert row["sefa"] == pytest.approx(0.557235)
    assert row["cost_eur_per_unit"] == pytest.approx(0.867565 * 82.32)
    assert row["cost_eur"] == pytest.approx(867.565 * 82.32)
    assert found.years["year"].min() == 2028
    assert found.law == "2026-08+p989-no-markup"


def test_newly_added_goods_keep_the_whole_benchmark(prices) -> None:
    good = Downstream(
        "84501111", "CN", (Content("72083900", 30),), 1000, "piece", Reform("p616_new_goods")
    )
    years = downstream(good, prices).years.set_index("year")
    # 30 kg: 0.03 x (3.187 - 1.370) = 0.05451 per piece until 2030; then 97.9 %
    assert years.loc[2030, "cost_eur_per_unit"] == pytest.approx(0.05451 * 82.32)
    assert years.loc[2031, "sefa"] == pytest.approx(0.03 * 0.979 * 1.37)
    assert "downstream_new_goods_path" in downstream(good, prices).assumptions


def test_eu_metal_counts_nothing(prices) -> None:
    good = Downstream("84181020", "CN", (Content("72083900", 400, "DE"),))
    assert downstream(good, prices).years["cost_eur"].tolist() == [0.0] * 7


@pytest.mark.parametrize(
    ("good", "code"),
    [
        (Downstream("84151010", "CN", (Content("72083900", 400),)), "not_in_proposal"),
        (Downstream("72083900", "CN", (Content("72083900", 400),)), "not_in_proposal"),
        (Downstream("84181020", "CN", ()), "content_missing"),
        (Downstream("84181020", "CN", (Content("31021019", 4),)), "content_not_metal"),
        (Downstream("84181020", "CN", (Content("7208", 4),)), "cn_needs_eight"),
        (Downstream("84181020", "CN", (Content("72083900", 1100),)), "number_invalid"),
        (Downstream("84181020", "CN", (Content("72083900", 600),) * 2), "content_too_much"),
        (Downstream("84181020", "CN", (Content("72083900", 4),), unit="kg"), "unit_unknown"),
        (Downstream("84181020", "QQ", (Content("72083900", 4),)), "origin_unknown"),
    ],
)
def test_downstream_fails_by_name(good, code, prices) -> None:
    with pytest.raises(InputError, match=code) as error:
        downstream(good, prices)
    for lang in i18n.LANGS:
        assert wording.problem(error.value, lang)


def test_part_of_a_code(law) -> None:
    assert listed("8544 49 93", law) is True
    assert listed("84181020", law) is False
    assert listed("84182100", law) is None
    assert listed("73239400", law) is False


# Chains ---------------------------------------------------------------------------------------


def test_tree_adds_up_to_the_bill() -> None:
    scenario = Scenario("screws", Analysis(cn="73181595"), chain=SCREW)
    found = chain_bill(scenario, 2026)
    nodes = found.nodes
    assert nodes["node"].tolist() == ["0", "0.0", "0.1"]
    assert nodes["eur_per_t"].sum() == pytest.approx(found.cost_eur_per_t)
    top = nodes.iloc[0]
    # 0.05 + 1.1 x 3.169 x 1.1 + 0.02 x 2.428 x 1.1; free 0.975 x (0.038 + 1.1 x 1.364 + ...)
    assert top["see"] == pytest.approx(0.05 + 1.1 * 3.169 * 1.1 + 0.02 * 2.6708)
    assert top["sefa"] == pytest.approx(0.975 * (0.038 + 1.1 * 1.364 + 0.02 * 1.37))
    assert nodes["see_in_good"].sum() == pytest.approx(top["see"])


def test_the_wire_is_what_moves_the_bill() -> None:
    scenario = Scenario("screws", Analysis(cn="73181595", tonnes=100), chain=SCREW)
    found = chain_bill(scenario, 2026, {"0.0": 2.0})
    assert found.best == "0.0"
    wire = found.levers.iloc[0]
    # 1.1 t x (3.4859 - 2.0) x 75.36
    assert wire["saving_eur_per_t"] == pytest.approx(1.1 * (3.4859 - 2.0) * 75.36)
    assert wire["saving_eur"] == pytest.approx(100 * wire["saving_eur_per_t"])
    # verified, no better: only the mark-up goes, 1.1 x 0.3169 x 75.36
    assert wire["saving_same_eur_per_t"] == pytest.approx(1.1 * 0.3169 * 75.36)
    assert wire["basis"] == "stated"
    assert found.levers["basis"].tolist() == ["stated", "eu_benchmark"]
    with pytest.raises(InputError, match="chain_missing"):
        chain_bill(Scenario("none"), 2026)


def test_request_sheet_is_bilingual(law) -> None:
    steel, clinker = request_items("72139110", law), request_items("2523100090", law)
    assert "electricity" not in steel
    assert "electricity" in clinker
    assert "scrap" in steel
    assert "scrap" not in clinker
    sheet = request_words.request_sheet(steel, "72139110", 2026)
    assert [number for number, _, _ in sheet] == list(range(1, len(steel) + 1))
    assert "7213 91 10" in sheet[2][1]
    assert set(REQUEST_ITEMS) == set(request_words.REQUEST)


# Uncertainty ----------------------------------------------------------------------------------


def test_tornado_is_sorted_and_brackets_the_result() -> None:
    for scenario in (
        Scenario("default"), Scenario("label", label=STRIP),
        Scenario("screws", Analysis(cn="73181595"), chain=SCREW),
        Scenario("stated", Analysis(basis="actual", see=1.9, route="C")),
    ):  # fmt: skip
        for year, currency in ((2026, "EUR"), (2032, "CNY")):
            found = uncertainty.uncertainty(scenario, year, currency)
            spreads = [swing.spread for swing in found.swings]
            assert spreads == sorted(spreads, reverse=True)
            for swing in found.swings:
                assert swing.low <= found.central + 1e-6 <= swing.high + 2e-6
            band = found.band
            assert (band["low"] <= band["central"]).all()
            assert (band["central"] <= band["high"]).all()
            for lang in i18n.LANGS:
                assert "{" not in words.uncertainty_headline(found, lang)


def test_swings_of_hot_rolled_coil_in_2031() -> None:
    found = uncertainty.uncertainty(Scenario("hrc"), 2031)
    swings = {swing.input: swing for swing in found.swings}
    # x = 4.1431 - 0.39 x 1.370 = 3.6088; prices 75 and 151.5; CSCF 0.8: 0.2 x 0.39 x 1.370
    assert found.largest == "price"
    assert swings["price"].low_per_t == pytest.approx(3.6088 * 75)
    assert swings["price"].high_per_t == pytest.approx(3.6088 * 151.5)
    assert swings["cscf"].high_per_t == pytest.approx((3.6088 + 0.10686) * 82.32)
    assert swings["cscf"].low == found.central
    assert set(swings) == {"price", "cscf"}
    band = found.band.set_index("year").loc[2031]
    assert band["low"] == pytest.approx(3.6088 * 75)
    assert band["high"] == pytest.approx((3.6088 + 0.10686) * 151.5)


def test_a_published_price_is_not_uncertain() -> None:
    assert uncertainty.uncertainty(Scenario("q1"), 2026).swings == ()
    pending = uncertainty.uncertainty(Scenario("q4", Analysis(quarter="Q4")), 2026)
    price = pending.swings[0]
    assert (price.input, price.at_low, price.at_high) == ("price", 75.28, 82.32)


# Words ----------------------------------------------------------------------------------------


def test_every_sentence_is_translated() -> None:
    path = Path(i18n.CATALOGUE).with_name("compare.po")
    with (path if path.exists() else Path(i18n.CATALOGUE)).open("rb") as source:
        known = read_po(source, locale="zh_CN")
    marked = {"_": None, "N_": None}
    for _, message, _, _ in extract_from_file("python", words.__file__, keywords=marked):
        entry = known.get(message)
        assert entry is not None, message
        assert entry.string, message
        for name in ("limit", "value", "good", "low", "high", "code", "saving", "gap", "driver"):
            assert (f"{{{name}}}" in message) == (f"{{{name}}}" in entry.string), message


def test_every_code_has_words(prices) -> None:
    assert set(bridges.DRIVERS) == set(words.DRIVERS)
    assert set(uncertainty.INPUTS) == set(words.INPUTS)
    assert set(FACTOR_PATHS) == set(words.FACTOR_PATHS)
    assert set(tables.read("misreadings")["misreading"]) | {"ours"} == set(words.VARIANTS)
    assert set(ASSUMPTIONS) <= set(words.NOTES)
    for reason in REASONS:
        for lang in i18n.LANGS:
            assert wording.sentence(reason.code, lang)
    given = {"basis": "default", "origin": "KR", "sector": "cement", "see": 1.0, "year": 2026}
    for stated in (HomePrice(9.0), HomePrice(9.0, True)):
        for origin in ("KR", "CN", "TR"):
            notes = reduction(stated, **{**given, "origin": origin}, prices=prices).notes
            assert set(notes) <= set(words.NOTES)


def test_headlines_leave_no_placeholder(law, prices) -> None:
    a, b = Scenario("A"), Scenario("B", Analysis(origin="TR", tonnes=900))
    screws = Scenario("screws", Analysis(cn="73181595"), chain=SCREW)
    table = origins("72083900", law, prices, 2026, "Q1")
    for lang in i18n.LANGS:
        texts = [
            words.bridge_headline(bridges.bridge(a, b, 2026), "A", "B", lang),
            words.bridge_headline(bridges.bridge(b, a, 2026, "CNY"), "B", "A", lang),
            words.bridge_headline(bridges.bridge(a, a, 2026), "A", "A", lang),
            words.precursor_headline(chain_bill(screws, 2026), lang),
            words.precursor_headline(chain_bill(screws, 2026, {"0.0": 9.0, "0.1": 9.0}), lang),
            words.origins_headline(table, "CN", law, lang),
            words.origins_headline(table, "ZZ", law, lang),
            words.reform_text(Reform("p616", 0.9, 0.97, True), lang),
            words.reform_text(Reform(), lang),
            *(words.note(code, lang) for code in words.NOTES),
        ]
        for text in texts:
            assert text
            assert "{" not in text
