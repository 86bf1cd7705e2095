"""Whole studies in a link and in a file: every input survives, no junk raises or passes as whole."""

from __future__ import annotations

import os
import random
import tracemalloc
import zlib
from base64 import urlsafe_b64encode
from dataclasses import fields, replace
from hashlib import sha256
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cbam import link
from cbam.actual import (
    MASS_LIMIT,
    MAX_DEPTH,
    DefaultPrecursor,
    Input,
    Process,
    StatedPrecursor,
    from_mapping,
)
from cbam.analysis import Analysis
from cbam.bill import SEE_LIMIT, TONNES_LIMIT
from cbam.findings.compare import MOST
from cbam.findings.downstream import UNITS, Content, Downstream
from cbam.findings.home_price import HomePrice
from cbam.findings.scenario import Scenario, Tranche, Value
from cbam.label import Label, Stages
from cbam.law.reform import FACTOR_PATHS, Reform, bounds
from cbam.law.vintages import Law
from cbam.link import chain, packed, parts, saved
from cbam.link.readers import TEXT_LIMIT
from cbam.portfolio.line import PortfolioLine
from cbam.present.wording import problem
from cbam.prices import PRICE_LIMIT, QUARTERS
from cbam.reasons import InputError
from cbam.study import Briefing, Study, View
from tests import lines
from tests.property.test_link import CODES, PRINTABLE, ROUTES, analyses, labels, numbers

SIX_IN = 2_000  # characters of the whole query, six scenarios
LINES_IN = 8_000  # characters of the whole query, 300 lines
FUZZED = 100_000 if os.environ.get("CBAM_NIGHTLY") == "1" else 2_000
YEARS = Law.load().years

words = st.text(PRINTABLE, max_size=12) | st.text("热轧卷板《》、，；：%&=+#?\"'\\", max_size=12)
origins = st.sampled_from(lines.origins())
codes = st.sampled_from(CODES)
routes = st.sampled_from(ROUTES)
years = st.sampled_from(YEARS)
sees = numbers(0, SEE_LIMIT)
prices = numbers(0, PRICE_LIMIT)
names = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)


def tuples(item: st.SearchStrategy, most: int) -> st.SearchStrategy:
    return st.lists(item, max_size=most).map(tuple)


sources = st.recursive(
    st.builds(DefaultPrecursor, codes, origins) | st.builds(StatedPrecursor, codes, sees, routes),
    lambda inner: st.builds(
        Process,
        cn_code=codes,
        direct=numbers(0, MASS_LIMIT),
        route=routes,
        indirect=numbers(0, MASS_LIMIT),
        inputs=tuples(st.builds(Input, numbers(0, MASS_LIMIT), inner), 3),
    ),
    max_leaves=6,
)
chains = sources.map(
    lambda found: found if isinstance(found, Process) else Process("72083900", 1.5, "C")
)
reforms = st.builds(
    Reform,
    factor_path=st.sampled_from(FACTOR_PATHS),
    cscf_after_2030=st.none() | numbers(bounds("cscf").low, bounds("cscf").high),
    benchmark_multiplier=numbers(bounds("benchmark").low, bounds("benchmark").high),
    without_markup=st.booleans(),
)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    analysis = draw(analyses())
    if draw(st.booleans()):  # a slider is where it is: nothing else typed yet
        analysis = analysis.with_(path="own", basis="actual", see=None, label=None)
    label = draw(st.none() | labels())
    return Scenario(
        name=draw(words),
        analysis=analysis,
        reform=draw(reforms),
        chain=draw(st.none() | chains),
        label=label and replace(label, cn_code=draw(codes), origin=draw(origins)),
        tranches=draw(tuples(st.builds(Tranche, years, st.sampled_from(QUARTERS), amounts), 4)),
        points=draw(tuples(st.tuples(years, prices), 4)),
        home=draw(st.none() | st.builds(HomePrice, prices, st.booleans())),
    )


amounts = numbers(0, TONNES_LIMIT)
downstreams = st.builds(
    Downstream,
    cn=codes,
    origin=origins,
    contents=tuples(st.builds(Content, codes, numbers(0, 1000), st.just("") | origins), 3),
    quantity=amounts,
    unit=st.sampled_from(UNITS),
    reform=reforms,
    edition=st.sampled_from(["", "2026-08", "2026-02"]),
)
views = st.builds(
    View,
    selected=st.integers(0, MOST - 1),
    baseline=st.integers(0, MOST - 1),
    alternative=st.integers(0, MOST - 1),
    year=st.none() | years,
    currency=st.sampled_from(["EUR", "CNY"]),
    competitors=tuples(origins, 5),
    shares=st.just(()) | st.tuples(*[numbers(0, 1)] * 4),
    missing=st.none() | amounts,
    indirect=st.none() | sees,
    better=tuples(st.tuples(st.sampled_from(["", "0", "0.1"]), sees), 3),
    downstream=st.none() | downstreams,
    part=st.just("") | names,
)
portfolio_lines = st.builds(
    PortfolioLine,
    cn=codes,
    origin=origins,
    tonnes=amounts,
    year=years,
    quarter=st.sampled_from(QUARTERS),
    importer=words,
    member=words,
    product=words,
    basis=st.sampled_from(["default", "actual"]),
    see=st.none() | sees,
    route=routes,
    label=st.none() | numbers(0, 1e9),
    unit=st.sampled_from(["", "kg", "t", "kgCO2e/kg"]),
    paid_home=st.none() | prices,
)
briefings = st.builds(
    Briefing,
    slides=tuples(names, 6),
    titles=tuples(st.tuples(names, words), 3),
    notes=tuples(st.tuples(names, words.map(lambda text: text + "\n" + text)), 3),
)
studies = st.builds(
    Study,
    analysis=analyses().filter(lambda a: a.basis == "default" or a.see is not None),
    scenarios=tuples(scenarios(), MOST),
    view=st.just(View()) | views,
    lines=st.just(()) | tuples(portfolio_lines, 8),
    briefing=st.just(Briefing()) | briefings,
)


def sent(params: dict[str, str]) -> tuple[Study, list[InputError]]:
    """Decoded as it arrives after a browser."""
    return link.decode(parse_qs(urlencode(params), keep_blank_values=True))


@settings(max_examples=120)
@given(studies)
def test_a_link_brings_back_the_whole_study(study: Study) -> None:
    params, told = link.address(study)
    if told is None:
        assert sent(params) == (study, [])
        assert params == link.encode(study)
    else:  # then the product alone
        assert told.code == "link_too_large"
        assert sent(params) == (Study(study.analysis), [])


@settings(max_examples=80)
@given(studies, st.sampled_from(["en", "zh"]), words)
def test_a_file_brings_back_the_whole_study(study: Study, lang: str, name: str) -> None:
    study = study.with_(briefing=replace(study.briefing, association=name))
    assert saved.load(saved.dump(study, lang)) == (study, [])


def fields_of(record: type) -> set[str]:
    return {field.name for field in fields(record)}


def test_every_field_has_its_place() -> None:
    """A field added to a record without a place of its own would be lost in a link."""
    assert set(parts._SCENARIO) == fields_of(Scenario) - {"override"}
    assert set(parts._VIEW) == fields_of(View)
    assert set(parts._BRIEFING) == fields_of(Briefing) - {"association", "logo"}
    assert set(parts._REFORM) == fields_of(Reform)
    assert set(parts._DOWNSTREAM) == fields_of(Downstream)
    assert set(parts.LINE) == fields_of(PortfolioLine)
    assert {*chain._PROCESS, "inputs"} == fields_of(Process)
    assert set(chain._DEFAULT) == fields_of(DefaultPrecursor)
    assert set(chain._STATED) == fields_of(StatedPrecursor)
    assert fields_of(Study) == {"analysis", "scenarios", "view", "lines", "briefing"}
    rows = {Tranche: 3, HomePrice: 2, Content: 3, Input: 2}
    assert all(len(fields_of(record)) == count for record, count in rows.items())


@given(chains)
def test_a_chain_has_the_shape_the_command_line_reads(found: Process) -> None:
    def stated(step: Process) -> bool:
        inner = (item.source for item in step.inputs)
        return any(
            isinstance(s, StatedPrecursor) or (isinstance(s, Process) and stated(s)) for s in inner
        )

    if not stated(found):
        assert from_mapping(chain.write(found)) == found


def test_one_product_needs_no_packed_part() -> None:
    params = link.encode(Study())
    assert list(params) == ["cn", "from", "t", "year", "q", "d"]
    assert len(params["d"]) < 40


def test_the_words_of_version_1_never_change() -> None:
    """Every link of version 1 needs exactly these bytes to be read."""
    assert sha256(packed._WORDS_1).hexdigest() == WORDS_1


WORDS_1 = "c19014f32eec25082eaa0bb6f638230e11d8eddee397533534159370b39cbc2e"


def test_what_no_link_can_hold_is_refused_by_name() -> None:
    one = PortfolioLine("72083900", "CN", 1.0, 2026)
    cases = {
        "link_too_large": Study(lines=(one,) * 301),
        "scenario_override": Study(scenarios=(Scenario("x", override=(Value(1.0, None, ""),)),)),
        "text_invalid": Study(scenarios=(Scenario("x" * (TEXT_LIMIT + 1)),)),
        "part_invalid": Study(lines=(replace(one, tonnes=float("nan")),)),
        "tonnes_invalid": Study(lines=(replace(one, tonnes=-1.0),)),
        "cn_unknown": Study(lines=(one, replace(one, cn="99999999"))),
        "too_many": Study(scenarios=(Scenario(""),) * 7),
    }
    for code, study in cases.items():
        with pytest.raises(InputError) as caught:
            link.encode(study)
        assert caught.value.code == code
        params, told = link.address(study)
        assert told is not None
        assert sent(params) == (Study(), [])
        for lang in ("en", "zh"):
            assert "{" not in problem(caught.value, lang)


def test_a_long_text_that_does_not_fold_is_too_large() -> None:
    noise = random.Random(1)
    notes = tuple(
        (f"s{i}", "".join(chr(noise.randrange(0x4E00, 0x9FA5)) for _ in range(1000)))
        for i in range(8)
    )
    study = Study(briefing=Briefing(notes=notes))
    with pytest.raises(InputError, match="link_too_large"):
        link.encode(study)
    assert saved.load(saved.dump(study, "zh")) == (study, [])


def test_the_association_stays_out_of_a_link() -> None:
    own = Briefing(slides=("title",), association="广东省钢铁协会", logo=b"x" * 1000)
    params = link.encode(Study(briefing=own))
    assert sent(params)[0].briefing == Briefing(slides=("title",))
    assert params == link.encode(Study(briefing=Briefing(slides=("title",))))


def six() -> Study:
    """Six scenarios as a user makes them: names in both languages, a chain, a label, tranches."""
    now = Analysis()
    wire = Process(
        "72083900", 0.12, "C", 0.05,
        (Input(1.08, Process("72071210", 1.62, "C", 0.1, (
            Input(0.95, StatedPrecursor("72011011", 1.31)),
            Input(0.12, DefaultPrecursor("72024110", "ZA")),
        ))),),
    )  # fmt: skip
    label = Label(
        "72083900", "CN", value=2310.0, boundary="cradle-to-gate", family="bf-bof",
        stages=Stages(1500.0, 800.0, 10.0), scheme="guangdong", number="GDTBQ-2026-001234",
        product="热轧卷板 Q235B",
    )  # fmt: skip
    return Study(
        now.with_(label=replace(label, cn_code="", origin="")),
        (
            Scenario("Today, default value", now),
            Scenario("土耳其竞争对手", now.with_(origin="TR")),
            Scenario(
                "Verified 2.0 from 2028",
                now.with_(basis="actual", see=2.0, route="C", year=2028, path="central",
                          importer_tonnes=12000.0),
            ),
            Scenario("Our own chain", now.with_(year=2030, path="own"), chain=wire,
                     points=((2027, 82.0), (2028, 90.0), (2029, 97.5), (2030, 110.0)),
                     home=HomePrice(7.2, True)),
            Scenario("带标签：热轧卷板", now.with_(year=2028), label=label),
            Scenario("616, four quarters", now.with_(tonnes=4200.0, rate=7.9),
                     Reform("p616", 0.9, 0.97),
                     tranches=tuple(Tranche(2026, f"Q{i}", 1037.5 + i * 12.5) for i in range(1, 5))),
        ),
        View(selected=3, alternative=3, year=2028, competitors=("TR", "IN", "VN"), part="bridge"),
        briefing=Briefing(("title", "cost", "why", "years", "savings"),
                          (("title", "佛山钢铁出口的碳边境成本"),)),
    )  # fmt: skip


def portfolio() -> Study:
    """300 lines of an association: members, importers and products repeat as real ones do."""
    pick = random.Random(4)
    towns = [
        "佛山市",
        "东莞市",
        "中山市",
        "广州市",
        "深圳市",
        "江门市",
        "肇庆市",
        "惠州市",
        "佛山市顺德区",
        "佛山市南海区",
    ]
    firms = ["坚朗", "伟业", "华昌", "凤铝", "兴发", "豪美", "新合", "永利", "恒泰", "金源", "宏图", "广亚", "天进", "正达", "鑫隆", "德力", "明珠", "瑞丰", "联塑", "东方", "腾跃", "凯旋", "顺和", "嘉盛", "万通", "粤海", "美亚", "信义", "长江", "光大"]  # fmt: skip
    trades = [
        "五金制品",
        "金属制品",
        "铝业",
        "紧固件",
        "钢管",
        "钢结构",
        "铝型材",
        "不锈钢制品",
        "机械配件",
        "实业",
    ]
    members = [pick.choice(towns) + firm + pick.choice(trades) + "有限公司" for firm in firms]
    cities = ["Bremen", "Wien", "Lyon", "Milano", "Gdańsk", "Malmö", "Porto", "Praha", "Zagreb", "Lille", "Antwerpen", "Rotterdam", "Graz", "Košice", "Riga", "Sofia", "Tallinn", "Vilnius", "Dublin", "Valencia", "Toulouse", "Budapest", "Hamburg", "Torino", "Genova", "Bilbao", "Leipzig", "Linz", "Turku", "Aarhus"]  # fmt: skip
    trade = ["Stahlhandel GmbH & Co. KG", "Fasteners B.V.", "Metalli S.p.A.", "Import Sp. z o.o."]
    importers = [f"{city} {pick.choice(trade)}" for city in cities]
    goods = [
        ("73181588", "外六角螺栓 M12×60"), ("73181595", "内六角螺钉 8.8级"), ("73181692", "六角螺母 M16"),
        ("73181210", "木螺钉"), ("73182100", "弹簧垫圈"), ("76042990", "铝合金型材 6063-T5"),
        ("76042100", "空心铝型材"), ("76061292", "铝板 3003-H24"), ("76109090", "铝合金门窗构件"),
        ("72083900", "热轧卷板 Q235B 3.0×1250"), ("73063080", "焊接钢管 DN50"), ("73089098", "钢结构件"),
        ("73084000", "脚手架配件"), ("76169990", "铝制支架"), ("73269098", "钢制冲压件"),
    ]  # fmt: skip
    found = []
    for number in range(300):
        code, name = pick.choice(goods)
        actual = pick.random() < 0.15
        found.append(
            PortfolioLine(
                cn=code, tonnes=round(pick.lognormvariate(4, 1.2), 2),
                year=2026 if pick.random() < 0.8 else 2027,
                quarter=pick.choice(QUARTERS), importer=pick.choice(importers),
                member=members[number // 10], product=name,
                basis="actual" if actual else "default",
                see=round(pick.uniform(1.2, 3), 3) if actual else None,
            )
        )  # fmt: skip
    return Study(lines=tuple(found))


@pytest.mark.parametrize(("study", "limit"), [(six(), SIX_IN), (portfolio(), LINES_IN)])
def test_a_realistic_study_fits_its_link(study: Study, limit: int) -> None:
    params = link.encode(study)
    assert len(urlencode({**params, "lang": "zh"})) <= limit
    assert sent(params) == (study, [])


# Damage on the way, and malice.

STUDIES = (six(), portfolio(), Study(scenarios=six().scenarios[:2]))
SENT = tuple(link.encode(study) for study in STUDIES)
PARTS = tuple(packed.unpack(params["s"]) for params in SENT)
SPICE = (
    "",
    "\x00",
    "\ud800",
    "１",
    "热",
    "<img src=x>",
    "=",
    "%",
    "+",
    "A" * 50,
    "9" * 400,
    "1",
    "[",
)


def altered(text: str, dice: random.Random) -> str:
    """A text with a flipped bit, a piece cut out, doubled or put in, or cut short."""
    at = dice.randrange(len(text) + 1)
    end = min(len(text), at + dice.randrange(1, 12))
    what = dice.randrange(5)
    if what == 0 and text:
        at = dice.randrange(len(text))
        return text[:at] + chr(ord(text[at]) ^ 1 << dice.randrange(7)) + text[at + 1 :]
    if what == 1:
        return text[:at]
    if what == 2:
        return text[:at] + text[end:]
    if what == 3:
        return text[:end] + text[at:]
    return text[:at] + dice.choice(SPICE) + text[at:]


def named(problems: list[InputError]) -> None:
    for error in problems:
        for lang in ("en", "zh"):
            text = problem(error, lang)
            assert text
            assert len(text) < 600


def test_a_damaged_link_never_raises_nor_passes_as_whole() -> None:
    dice = random.Random(7)
    for turn in range(FUZZED // 2):
        which = turn % len(SENT)
        study = STUDIES[which]
        params = {name: [value] for name, value in SENT[which].items()}
        name = "s" if dice.random() < 0.7 else dice.choice(sorted(params))
        damage = dice.randrange(4)
        if damage < 2:
            params[name] = [altered(params[name][0], dice)]
        elif damage == 2:  # two links run into one
            params[name] = [params[name][0], dice.choice(SENT).get(name, "")]
        else:
            params[dice.choice([*SPICE[3:5], "s2", "S"])] = params.pop(name)
        found, problems = link.decode(params)
        if turn % 20 == 0:
            named(problems)
        rest = (found.scenarios, found.view, found.lines, found.briefing)
        whole = (study.scenarios, study.view, study.lines, study.briefing)
        if rest != whole:
            assert rest == ((), View(), (), Briefing())
            assert problems
        link.address(found)


def test_a_forged_link_never_raises() -> None:
    """Damage inside the fold, with a checksum that holds."""
    dice = random.Random(8)
    for turn in range(FUZZED - FUZZED // 2):
        raw = PARTS[turn % len(PARTS)].decode()
        for _ in range(dice.randrange(1, 4)):
            raw = altered(raw, dice)
        try:
            value = packed.pack(raw.encode("utf-8", "surrogatepass"))
        except InputError:
            continue
        found, problems = link.decode({"s": [value], "t": ["7"]})
        assert found.analysis == Analysis(tonnes=7.0)
        if problems:
            assert found == Study(found.analysis)
        else:
            assert link.decode({k: [v] for k, v in link.encode(found).items()}) == (found, [])
        if turn % 20 == 0:
            named(problems)


def test_a_damaged_file_never_raises() -> None:
    dice = random.Random(9)
    whole = saved.dump(STUDIES[0], "zh")
    for _ in range(FUZZED // 20):
        raw = altered(whole.decode(), dice).encode("utf-8", "surrogatepass")
        study, problems = saved.load(raw)
        named(problems)
        if problems:
            assert study == Study()


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    folder = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    folded = folder.compress(b'{"view":{"part":"' + b"a" * 5_500_000) + folder.flush()
    signed = zlib.crc32(folded).to_bytes(4, "big") + folded
    value = "1" + urlsafe_b64encode(signed).decode().rstrip("=")
    assert len(value) <= packed.MAX_LENGTH
    tracemalloc.start()
    study, problems = link.decode({"s": [value], "t": ["7"]})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [error.code for error in problems] == ["link_too_long"]
    assert study == Study(Analysis(tonnes=7.0))
    assert peak < 1_000_000  # bytes


def forged(text: str) -> list[InputError]:
    study, problems = link.decode({"s": [packed.pack(text.encode())]})
    assert study == Study()
    named(problems)
    return problems


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "link_damaged"), ("[" * 60000, "link_damaged"), ("[]", "part_invalid"),
        ('{"view":{"year":NaN}}', "link_damaged"), ('{"view":{"year":1e999}}', "part_invalid"),
        ('{"view":{},"view":{}}', "link_damaged"), ('{"results":[1]}', "part_unknown"),
        ('{"view":{"selected":true}}', "part_invalid"), ('{"view":{"selected":99}}', "part_invalid"),
        ('{"view":{"year":' + "9" * 5000 + "}}", "part_invalid"),
        ('{"view":{"part":"<script>"}}', "part_invalid"),
        ('{"view":{"competitors":["ZZ"]}}', "origin_unknown"),
        ('{"view":{"competitors":' + str(["CN"] * 400).replace("'", '"') + "}}", "too_many"),
        ('{"scenarios":[{"analysis":{"cn":"7208"}}]}', "cn_needs_eight"),
        ('{"scenarios":[{"analysis":{"cn":"72083900"}}]}', "part_missing"),
        ('{"scenarios":[{"name":"x"}]}', "part_missing"),
        ('{"scenarios":[{"analysis":{"t":1000}}]}', "part_invalid"),
        ('{"scenarios":[{"analysis":{"cost":"5"}}]}', "link_unknown_parameter"),
        ('{"scenarios":[{"override":[[1,2,""]]}]}', "part_unknown"),
        ('{"scenarios":[{"chain":{"cn_code":"72083900"}}]}', "part_missing"),
        ('{"scenarios":[{"chain":{"cn_code":"72083900","origin":"CN"}}]}', "part_invalid"),
        ('{"scenarios":[{"reform":{"cscf_after_2030":0.1}}]}', "reform_invalid"),
        ('{"scenarios":[{"home":[-1,true]}]}', "home_price_invalid"),
        ('{"scenarios":[{"label":{"cn":"72083900","from":"CN","l":"-1"}}]}', "number_invalid"),
        ('{"scenarios":[{"label":{"cn":"72083900","from":"CN","t":"5"}}]}', "part_invalid"),
        ('{"scenarios":[{"tranches":[[2026,"5",1]]}]}', "quarter_invalid"),
        ('{"scenarios":[{"points":[[2040,1]]}]}', "year_invalid"),
        ('{"lines":{"":301,"cn":[["72083900"]]}}', "part_invalid"),
        ('{"lines":{"":2,"cn":[["72083900"],"AZ"]}}', "part_invalid"),
        ('{"lines":{"":2,"cn":[["72083900"],"A"]}}', "part_invalid"),
        ('{"lines":{"":1,"cn":[["72083900"]]}}', "part_missing"),
        ('{"briefing":{"logo":"aaaa"}}', "part_unknown"),
        ('{"briefing":{"notes":[["a","' + "x" * 2001 + '"]]}}', "text_invalid"),
    ],
)  # fmt: skip
def test_each_kind_of_forgery_has_its_name(text: str, code: str) -> None:
    problems = forged(text)
    assert problems[-1].code == code
    assert len(problems) == (1 if "where" not in problems[-1].details else 2)


def test_a_chain_that_is_too_deep_or_too_wide_is_refused() -> None:
    deep = '{"cn_code":"72083900","direct":1}'
    for _ in range(MAX_DEPTH + 1):
        deep = '{"cn_code":"72083900","direct":1,"inputs":[{"mass":1,' + deep[1:] + "]}"
    assert forged('{"scenarios":[{"chain":' + deep + "}]}")[-1].code == "chain_too_deep"
    step = '{"mass":1,"cn_code":"72083900","origin":"CN"}'
    row = f'{{"mass":1,"cn_code":"72083900","direct":1,"inputs":[{",".join([step] * 20)}]}}'
    wide = f'{{"cn_code":"72083900","direct":1,"inputs":[{",".join([row] * 6)}]}}'
    assert forged('{"scenarios":[{"chain":' + wide + "}]}")[-1].code == "too_many"


@pytest.mark.parametrize(
    ("value", "code"),
    [("", "link_damaged"), ("1", "link_damaged"), ("2abc", "link_newer"), ("é", "link_damaged"),
     ("1!!!!", "link_damaged"), ("1" + "A" * 8000, "link_too_long"), ("1AAAA", "link_damaged")],
)  # fmt: skip
def test_a_foreign_parameter_is_named_and_the_product_restored(value: str, code: str) -> None:
    study, problems = link.decode({"cn": ["76042990"], "t": ["12"], "s": [value]})
    assert study == Study(Analysis(cn="76042990", tonnes=12.0))
    assert [error.code for error in problems] == [code]
    named(problems)


@pytest.mark.parametrize(
    "value", ["", "1", "2.a.b.c.d", "x" * 5000, "1.2026-08.zz.2026-10-30.aaaaaa"]
)
def test_a_bad_vintage_is_named(value: str) -> None:
    study, problems = link.decode({"t": ["12"], "d": [value]})
    assert study == Study(Analysis(tonnes=12.0))
    assert [error.code for error in problems] == ["vintage_invalid"]
    named(problems)
