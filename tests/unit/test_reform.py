"""A reform is a variation on the law: it changes what it says, names itself, and edits nothing."""

import numpy as np
import pytest

from cbam.actual import Process, evaluate
from cbam.analysis import Analysis, import_line
from cbam.findings.provenance import sources
from cbam.law import reform as reforms
from cbam.law.reform import Reform
from cbam.law.vintages import Law
from cbam.present.explain import explain
from cbam.prices import Prices
from cbam.reasons import InputError
from cbam.rows import assess_rows

PRICE = 82.32  # latest published price, held by the flat path


def per_tonne(reform: Reform, year: int, **changes) -> tuple[float, set[str]]:
    law = reforms.load("", reform)
    line = import_line(Analysis(**changes), year=year, quarter="Q3" if year == 2026 else "")
    row = assess_rows([line], law, Prices.load())[0]
    return float(row["cost_eur_per_t"]), set(row["reasons"].split(";"))


# Hot-rolled coil, China: default 3.187, benchmark B(C) 1.370.
@pytest.mark.parametrize(
    ("reform", "year", "change", "reason"),
    [
        # factor 0.515 -> 0.59: 0.075 x 1.370 x 82.32
        (Reform("p616"), 2030, -8.45838, "proposal_factor_path"),
        # factor 0 -> 0.15: 0.15 x 1.370 x 82.32
        (Reform("p616"), 2034, -16.91676, "proposal_factor_path"),
        # same factor until 2027
        (Reform("p616"), 2027, 0.0, None),
        # 0.39 x 1.370 x 0.1 x 82.32
        (Reform(cscf_after_2030=0.9), 2031, 4.3983576, "what_if_cscf"),
        (Reform(cscf_after_2030=0.9), 2030, 0.0, None),
        # 0.95 x 1.370 x 0.03 x 82.32
        (Reform(benchmark_multiplier=0.97), 2027, 3.2141844, "what_if_benchmark"),
        (Reform(benchmark_multiplier=0.97), 2026, 0.0, None),
        # no mark-up: 0.3 x 3.187 x 82.32
        (Reform(without_markup=True), 2028, -78.706152, "what_if_no_markup"),
        # all of the benchmark: 0.1 x 1.370 x 82.32
        (Reform("p616_new_goods"), 2028, -11.27784, "proposal_factor_path"),
    ],
)
def test_what_a_reform_costs(reform, year, change, reason) -> None:
    before, _ = per_tonne(Reform(), year)
    after, reasons = per_tonne(reform, year)
    assert after - before == pytest.approx(change, abs=1e-6)
    named = {code for code in reasons if code.startswith(("proposal_", "what_if_"))}
    assert named == ({reason} if reason else set())


def test_nothing_passes_as_law() -> None:
    law = Law.load()
    varied = reforms.load("", Reform("p616", 0.9, 0.97, True))
    assert varied.vintage == "2026-08+p616+cscf0.9+bm0.97+p989-no-markup"
    assert varied.edition == law.vintage
    assert varied.status == "what_if"
    assert reforms.load("", Reform("p616")).status == "proposal"
    assert len({law.digest, varied.digest, reforms.load("", Reform("p616")).digest}) == 3


def test_the_law_itself_is_not_edited() -> None:
    law = Law.load()
    before = law.schedule.table.copy()
    shape = law.benchmarks.b.shape
    reforms.load("", Reform("p616_new_goods", 0.83, 1.17, True))
    assert law.schedule.table.equals(before)
    assert law.benchmarks.b.shape == shape
    assert per_tonne(Reform(), 2034)[0] == pytest.approx(3.187 * 1.3 * PRICE)
    assert reforms.apply(law, Reform()) is law


def test_sources_cite_the_proposal_not_the_directive() -> None:
    law, prices = reforms.load("", Reform("p616", 0.9, 0.97)), Prices.load()
    line = import_line(Analysis(), year=2031)
    row = assess_rows([line], law, prices)[0]
    found = {source.step: source for source in sources(row, law, prices)}
    assert "COM(2026) 616" in str(found["cbam_factor"])
    assert "not law" in found["cbam_factor"].article
    assert {found[step].mark for step in ("cbam_factor", "cscf", "benchmark")} == {"U"}
    assert found["benchmark"].detail["period"] == "2"
    for lang in ("en", "zh"):
        assert all(item.assumed for item in explain(row, law, prices, lang) if item.step == "cscf")


def test_chain_and_declared_benchmarks_are_scaled_too() -> None:
    law, scaled = Law.load(), reforms.load("", Reform(benchmark_multiplier=0.9))
    step = Process("72083900", 1.9, "C")
    assert evaluate(step, scaled, 2026).benchmark == evaluate(step, law, 2026).benchmark
    for year in (2027, 2028, 2034):
        ratio = evaluate(step, scaled, year).benchmark / evaluate(step, law, year).benchmark
        assert ratio == pytest.approx(0.9)
    actual = {"basis": "actual", "see": 1.9, "route": "C"}
    gap = per_tonne(Reform(benchmark_multiplier=0.9), 2027, **actual)[0]
    gap -= per_tonne(Reform(), 2027, **actual)[0]
    assert gap == pytest.approx(0.1 * 0.95 * 1.37 * PRICE)


@pytest.mark.parametrize(
    "reform",
    [Reform("p999"), Reform(cscf_after_2030=0.79), Reform(benchmark_multiplier=1.6)],
)
def test_out_of_bounds_is_named(reform: Reform) -> None:
    with pytest.raises(InputError) as error:
        reforms.apply(Law.load(), reform)
    assert error.value.code in ("factor_path_unknown", "reform_invalid")


def test_carried_over_look_ups_equal_compiled_ones() -> None:
    varied = reforms.load("2026-02", Reform(benchmark_multiplier=0.9))
    pairs, cells = varied.pairs, varied.declared_benchmarks
    for name in ("pairs", "declared_benchmarks"):
        del varied.__dict__[name]
    np.testing.assert_array_equal(pairs.benchmark, varied.pairs.benchmark)
    np.testing.assert_array_equal(pairs.total, varied.pairs.total)
    np.testing.assert_array_equal(cells, varied.declared_benchmarks)
