"""Links: inputs survive the round trip, junk never raises and is always named."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbam.actual import MASS_LIMIT
from cbam.analysis import Analysis
from cbam.bill import SEE_LIMIT, STEPS, TONNES_LIMIT
from cbam.findings.projection import bill_of
from cbam.label import Assumption, Label, Precursor, Stages, Target, facts
from cbam.label import record as record_limits
from cbam.label.facts import EDITABLE
from cbam.label.record import CLAIMS, PER, PRECURSORS_LIMIT, UNITS, VALUE_LIMIT
from cbam.law.vintages import Law
from cbam.link import label_record
from cbam.link import readable as link
from cbam.link.readers import TEXT_LIMIT
from cbam.present.wording import problem
from cbam.prices import PRICE_LIMIT
from tests import lines

settings.register_profile("quick", max_examples=150, deadline=None, derandomize=True)
settings.load_profile("quick")

EMPTY = Label(cn_code="", origin="")
CODES = [*lines.codes(), "84151010", "84181020"]


def numbers(least: float, most: float) -> st.SearchStrategy[float]:
    return st.floats(least, most, allow_nan=False).map(lambda value: value + 0.0)


OF_THE_ANALYSIS = {"cn_code", "origin"}  # the label page takes both from the analysis
ROUTES = Law.load().benchmarks.routes
PRINTABLE = st.characters(categories=["L", "N", "P", "S", "Zs"]).filter(str.isprintable)
texts = (
    st.text(PRINTABLE, max_size=TEXT_LIMIT) | st.text("热轧卷板碳足迹标签（一级）《》、；：%&=+#?", max_size=TEXT_LIMIT)
)  # fmt: skip
shares = numbers(0, 1)
amounts = numbers(0, VALUE_LIMIT)
stages = st.builds(
    Stages,
    *[st.none() | amounts] * 3,
    *[st.none() | numbers(-VALUE_LIMIT, VALUE_LIMIT)] * 2,
    st.booleans(),
)
precursors = st.builds(
    Precursor,
    st.sampled_from(CODES),
    numbers(0, MASS_LIMIT),
    numbers(0, SEE_LIMIT),
    st.sampled_from(ROUTES),
)


@st.composite
def assumptions(draw: st.DrawFn) -> Assumption:
    name = draw(st.sampled_from(EDITABLE))
    top = 1 if name == "share" else 100
    return Assumption(name, *sorted(draw(st.tuples(*[numbers(0, top)] * 3))))


@st.composite
def labels(draw: st.DrawFn) -> Label:
    """A record with any of its fields filled, but not an empty one."""
    issued, expires = sorted(draw(st.tuples(st.dates(), st.dates())))
    record = Label(
        cn_code="",
        origin="",
        value=draw(st.none() | amounts),
        unit=draw(st.sampled_from(list(UNITS))),
        per=draw(st.sampled_from(PER)),
        per_name=draw(texts),
        mass_kg=draw(st.none() | numbers(1e-9, record_limits.MASS_LIMIT)),
        boundary=draw(st.sampled_from(facts.BOUNDARIES)),
        family=draw(st.sampled_from(["", *facts.families()])),
        stages=draw(st.none() | stages),
        direct=draw(st.none() | amounts),
        electricity=draw(st.none() | amounts),
        precursors=draw(st.lists(precursors, max_size=PRECURSORS_LIMIT).map(tuple)),
        route=draw(st.sampled_from(ROUTES)),
        recycled=draw(st.none() | shares),
        hot_metal=draw(st.none() | shares),
        verified=draw(st.booleans()),
        credits=draw(st.none() | amounts),
        claims=draw(st.lists(st.sampled_from(CLAIMS), unique=True).map(tuple)),
        unit_confirmed=draw(st.booleans()),
        assumptions=draw(st.lists(assumptions(), max_size=4).map(tuple)),
        scheme=draw(st.sampled_from(["", *facts.schemes()])),
        standard=draw(texts),
        number=draw(texts),
        body=draw(texts),
        product=draw(texts),
        issued=draw(st.sampled_from(["", issued.isoformat()])),
        expires=draw(st.sampled_from(["", expires.isoformat()])),
    )
    return record if record != EMPTY else replace(record, value=1.0)


@st.composite
def targets(draw: st.DrawFn) -> Target:
    """At most one of the three ways to state a target."""
    aim = draw(st.sampled_from(["", "value", "cut", "recycled"]))
    return Target(
        source=draw(st.sampled_from(facts.SOURCES)),
        route=draw(st.sampled_from(ROUTES)),
        **({aim: draw(amounts if aim == "value" else shares)} if aim else {}),
    )


@st.composite
def analyses(draw: st.DrawFn) -> Analysis:
    basis = draw(st.sampled_from(["default", "actual"]))
    see = draw(numbers(0, SEE_LIMIT)) if basis == "actual" else None
    return Analysis(
        cn=draw(st.sampled_from(CODES)),
        origin=draw(st.sampled_from(lines.origins())),
        tonnes=draw(numbers(0, TONNES_LIMIT)),
        year=draw(st.integers(2026, 2034)),
        quarter=draw(st.sampled_from(["", "Q1", "Q2", "Q3", "Q4"])),
        basis=basis,
        see=see if see is not None else draw(st.none() | numbers(0, SEE_LIMIT)),
        route=draw(st.sampled_from(Law.load().benchmarks.routes)),
        path=draw(st.sampled_from(["flat", "low", "central", "high"])),
        price=draw(st.none() | numbers(0, PRICE_LIMIT)),
        rate=draw(st.none() | numbers(0.1, 1000)),
        law=draw(st.sampled_from(["", "2026-08", "2026-02"])),
        as_of=draw(st.sampled_from(["", "2026-10-30", "2026-07-06~2026-06-30"])),
        importer_tonnes=draw(st.none() | numbers(0, TONNES_LIMIT)),
        returned=draw(st.booleans()),
        borne=draw(st.integers(0, 100)),
        label=draw(st.none() | labels()),
        target=draw(targets()),
        fee=draw(st.none() | numbers(0, label_record.FEE_LIMIT)),
    )


@given(analyses())
def test_a_link_brings_back_the_same_analysis(analysis: Analysis) -> None:
    params = link.encode(analysis)
    assert link.decode({name: [value] for name, value in params.items()}) == (analysis, [])


def names(record: type) -> set[str]:
    return {field.name for field in fields(record)}


def test_every_input_travels() -> None:
    """A field added to a record without a parameter of its own would be lost in a link."""
    own = {attribute for attribute, _ in link._PARAMETERS.values()}
    assert own | {"label", "target", "fee"} == names(Analysis)
    assert {field for field, *_ in label_record._LABEL.values()} == names(Label) - OF_THE_ANALYSIS
    assert {field for field, *_ in label_record._TARGET.values()} == names(Target)
    assert len(set(link.PARAMETERS)) == len(link.PARAMETERS)


@given(analyses())
def test_a_link_holds_inputs_and_no_results(analysis: Analysis) -> None:
    """A link that carries a cost can be forged (checklist 20)."""
    params = link.encode(analysis)
    assert set(params) <= set(link.PARAMETERS)
    assert not set(params) & (set(STEPS) - {"see", "route"})
    assert all(value.isprintable() for value in params.values())
    own = {name: value for name, value in params.items() if name in link._PARAMETERS}
    assert all(len(value) < 30 for value in own.values())


JUNK = st.text(max_size=30) | st.sampled_from(
    ["nan", "inf", "-1", "1e400", "0x10", "９", "1_0", "", "0", "Q5", "q٣", "\x00", "72083900", "²"]
)


@settings(max_examples=100)
@given(
    st.dictionaries(
        st.sampled_from([*link.PARAMETERS, "lang", "utm_source", "x"]) | st.text(max_size=10),
        st.lists(JUNK, max_size=3),
    )
)
def test_junk_is_named_and_leaves_a_usable_analysis(params: dict[str, list[str]]) -> None:
    analysis, problems = link.decode(params, ignore=["lang"])
    for error in problems:
        for lang in ("en", "zh"):
            assert problem(error, lang)
    assert link.decode({k: [v] for k, v in link.encode(analysis).items()}) == (analysis, [])
    bill_of(analysis)


@pytest.mark.parametrize("name", list(link.PARAMETERS))
@pytest.mark.parametrize(
    "value", ["9" * 5000, "9" * 400, "-" * 100, "１", "\ud800", "٣", "--", "é"]
)
def test_no_parameter_raises_on_a_strange_value(name: str, value: str) -> None:
    analysis, _ = link.decode({name: [value]})
    assert isinstance(analysis, Analysis)


def test_ten_megabytes_are_refused_by_name_and_at_once() -> None:
    started = time.process_time()
    for params in ({"cn": ["7" * 10_000_000]}, {"x" * 10_000_000: [""]}, {"t": ["1"] * 10_000}):
        analysis, problems = link.decode(params)
        assert analysis == Analysis()
        assert [error.code for error in problems] == ["link_too_long"]
        assert len(problem(problems[0], "en")) < 200
    assert time.process_time() - started < 5  # seconds; a guard against quadratic work only


@pytest.mark.parametrize("name", link.PARAMETERS)
@pytest.mark.parametrize("value", ["x" * 2000, "x" * 2000 + ":1:1:1", "72139149:1:" + "9" * 2000])
def test_a_long_value_is_shortened_in_the_notice(name: str, value: str) -> None:
    _, problems = link.decode({name: [value]})
    assert problems
    for error in problems:
        assert len(problem(error, "en")) < 350


@pytest.mark.parametrize(
    "params",
    [
        {"from": ["singlemessage"]},
        {"from": ["CN", "timeline"]},
        {"utm_source": ["wechat"], "embed": ["true"], "embed_options": ["dark_theme"]},
        {"isappinstalled": ["0"]},
    ],
)
def test_what_others_add_to_a_link_is_no_fault(params: dict[str, list[str]]) -> None:
    assert link.decode(params) == (Analysis(), [])


def test_the_example_of_the_specification() -> None:
    params = {"cn": "72083900", "from": "CN", "t": "1000", "year": "2026", "q": "1"}
    assert link.decode({k: [v] for k, v in params.items()}) == (Analysis(), [])
    assert link.encode(Analysis()) == params


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("cn", "", "cn_empty"), ("cn", "7208", "cn_needs_eight"), ("cn", "abc", "cn_not_digits"),
        ("from", "ZZ", "origin_unknown"), ("t", "-1", "tonnes_invalid"),
        ("t", "nan", "tonnes_invalid"), ("t", "1e10", "tonnes_invalid"),
        ("year", "2025", "year_invalid"), ("year", "2040", "year_invalid"),
        ("q", "5", "quarter_invalid"), ("price", "-1", "price_invalid"),
        ("law", "1999", "law_unknown"), ("basis", "guess", "basis_unknown"),
        ("see", "-1", "see_invalid"), ("route", "Z", "route_unknown"),
        ("path", "own", "path_unknown"), ("fx", "0", "rate_invalid"),
        ("asof", "yesterday", "as_of_invalid"), ("asof", "2025-12-31", "as_of_invalid"),
        ("bear", "101", "share_invalid"), ("bear", "9" * 5000, "share_invalid"),
        ("imp", "x", "importer_total_invalid"), ("ret", "yes", "flag_invalid"),
        ("profit", "1", "link_unknown_parameter"),
        ("fee", "-1", "number_invalid"), ("fee", "dear", "number_invalid"),
        ("tv", "inf", "number_invalid"), ("tc", "1.5", "share_out_of_range"),
        ("trec", "half", "share_out_of_range"), ("ts", "hope", "choice_unknown"),
        ("tr", "Z", "route_unknown"),
    ],
)  # fmt: skip
def test_each_kind_of_junk_has_its_name(name: str, value: str, code: str) -> None:
    analysis, problems = link.decode({name: [value]})
    assert [error.code for error in problems] == [code]
    assert analysis == Analysis()


def test_actual_without_a_value_falls_back_and_says_so() -> None:
    analysis, problems = link.decode({"basis": ["actual"]})
    assert analysis.basis == "default"
    assert [error.code for error in problems] == ["see_missing"]


# The label record: as above, and each field by name.

LABEL_JUNK = [
    ("l", "1e400", "number_invalid"), ("l", "-1", "number_invalid"), ("l", "", "number_invalid"),
    ("lu", "lb", "choice_unknown"), ("lp", "pair", "choice_unknown"),
    ("lpn", "x" * 121, "text_invalid"), ("lpn", "a\x07b", "text_invalid"),
    ("lm", "0", "number_invalid"), ("lm", "-5", "number_invalid"),
    ("lb", "nowhere", "choice_unknown"), ("lf", "gold", "choice_unknown"),
    ("ls", "1,2", "stages_invalid"), ("ls", "1,2,3,4,x", "stages_invalid"),
    ("ls", "-1,2,3,4,5", "number_invalid"), ("ld", "nan", "number_invalid"),
    ("le", "much", "number_invalid"), ("lpc", "x:y", "precursor_invalid"),
    ("lpc", "72139149:-1:2", "precursor_invalid"), ("lpc", "72139149:1:2:Z", "precursor_invalid"),
    ("lpc", "7213:1:2", "cn_needs_eight"), ("lpc", "99999999:1:2", "cn_unknown"),
    ("lpc", ";".join(["72139149:1:2"] * 21), "too_many"),
    ("lr", "Z", "route_unknown"), ("lrec", "2", "share_out_of_range"),
    ("lhm", "-0.1", "share_out_of_range"), ("lver", "yes", "flag_invalid"),
    ("luc", "ja", "flag_invalid"), ("lcr", "-3", "number_invalid"),
    ("lcl", "virtue", "choice_unknown"), ("las", "share:1", "assumption_invalid"),
    ("las", "share:0.9:0.8:0.7", "range_order"), ("las", "share:1:2:3", "number_invalid"),
    ("las", "luck:0:0:1", "choice_unknown"), ("lsc", "mine", "choice_unknown"),
    ("lis", "yesterday", "date_invalid"), ("lex", "2026-13-01", "date_invalid"),
    ("lpr", "line\nbreak", "text_invalid"), ("lst", "\ud800", "text_invalid"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "code"), LABEL_JUNK)
def test_each_kind_of_junk_in_a_label_is_named_and_replaced(
    name: str, value: str, code: str
) -> None:
    whole = {"l": ["2.31"], "lu": ["t"], "tc": ["0.1"], name: [value]}
    analysis, problems = link.decode(whole)
    assert code in [error.code for error in problems]
    for error in problems:
        for lang in ("en", "zh"):
            text = problem(error, lang)
            assert text
            assert "{" not in text
            assert len(text) < 350
    clean, none = link.decode({k: v for k, v in whole.items() if k != name})
    assert not none
    assert analysis == clean  # the rest of the label stands


def test_every_label_parameter_has_its_junk() -> None:
    assert {name for name, *_ in LABEL_JUNK} >= set(label_record._LABEL) - {"lno", "lbo"}


def test_two_targets_at_once_are_named_and_none_is_taken() -> None:
    analysis, problems = link.decode({"l": ["2"], "tv": ["1"], "tc": ["0.1"], "ts": ["process"]})
    assert [error.code for error in problems] == ["target_twice"]
    assert analysis.target == Target(source="process")


def test_expiry_before_issue_is_named() -> None:
    analysis, problems = link.decode({"lis": ["2026-02-01"], "lex": ["2026-01-01"]})
    assert [error.code for error in problems] == ["dates_reversed"]
    assert analysis.label is not None
    assert (analysis.label.issued, analysis.label.expires) == ("2026-02-01", "")


MUTATIONS = st.sampled_from(
    ["", ",", ";", ":", "%", "-", "\x00", "\ud800", "１", "e9", "热", "<b>"]
)


@given(analyses(), st.data())
def test_a_mutated_link_never_raises_and_settles(analysis: Analysis, data: st.DataObject) -> None:
    """Characters cut out, put in or doubled anywhere in a real link."""
    params = link.encode(analysis)
    for name in data.draw(st.lists(st.sampled_from(sorted(params)), max_size=4)):
        text = params[name]
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        params[name] = text[:start] + data.draw(MUTATIONS) + text[end:]
    found, problems = link.decode({name: [value] for name, value in params.items()})
    for error in problems:
        assert problem(error, "zh")
    again = link.encode(found)
    assert link.decode({name: [value] for name, value in again.items()}) == (found, [])


def test_a_full_label_record_fits_in_two_thousand_characters() -> None:
    """As sent: percent-encoded, where a Chinese character takes nine."""
    full = Label(
        cn_code="", origin="", value=2317.25, unit="kg", per="unit", per_name="每套热轧卷板",
        mass_kg=1003.5, boundary="cradle-to-gate", family="bf-bof",
        stages=Stages(1203.25, 1114.0, 18.5, 3333.0, -12.75), direct=1733.125, electricity=212.5,
        precursors=(
            Precursor("72061000", 1.051, 1.873, "C"), Precursor("72011011", 0.951, 1.531, ""),
            Precursor("26011200", 1.251, 0.215, ""), Precursor("72024110", 0.011, 4.375, ""),
            Precursor("72021120", 0.015, 1.975, ""),
        ),
        route="C", recycled=0.125, hot_metal=0.875, verified=True, credits=15.25, claims=CLAIMS,
        unit_confirmed=True,
        assumptions=(
            Assumption("share", 0.75, 0.85, 0.93), Assumption("P", 1.55, 1.75, 2.05),
            Assumption("R", 0.095, 0.245, 0.405), Assumption("W", 0.015, 0.085, 0.175),
        ),
        scheme="guangdong", standard="GB/T 24067-2024 温室气体 产品碳足迹", number="GDTBQ-2026-001234",
        body="中国质量认证中心广州分中心", product="热轧卷板 Q235B 3.0×1250 毫米", issued="2026-02-15",
        expires="2029-02-14",
    )  # fmt: skip
    empty = [f.name for f in fields(Label) if getattr(full, f.name) == getattr(Label(), f.name)]
    assert set(empty) <= {"unit", "origin", "cn_code"}
    analysis = Analysis(
        cn="72083900", origin="CN", tonnes=12345.678, year=2027, quarter="Q3", basis="actual",
        see=1.875, route="C", path="central", price=75.25, rate=7.985, law="2026-08",
        importer_tonnes=123456.5, returned=True, borne=35, label=full,
        target=Target(cut=0.125, source="precursor", route="D"), fee=12500.0,
    )  # fmt: skip
    query = urlencode(link.encode(analysis))
    assert len(query) < 2000
    assert link.decode(parse_qs(query, keep_blank_values=True)) == (analysis, [])
