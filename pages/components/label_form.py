"""The label as printed on the certificate, and the target: inputs of the savings page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from cbam import label as labels
from cbam.analysis import Analysis
from cbam.caches import cached
from cbam.label import Label, Precursor, Stages, Target, facts
from cbam.label.record import CLAIMS, MASS_LIMIT, PER, UNITS, VALUE_LIMIT
from cbam.law.vintages import Law
from cbam.present import formats
from cbam.present.label import label_sentences as sentences
from cbam.present.label import label_words as words
from pages.components import pickers
from pages.components.shell import WIDGET, Page, keep, plain, reseed

_STAGES = ("raw", "manufacturing", "distribution", "use", "end_of_life")
EXAMPLE = "F007"  # hot-rolled wide strip, the worked example of the method


def opening(analysis: Analysis) -> Analysis:
    """The analysis with a label to start from, where it brings none.

    For the good of the opening example that is a published footprint; for any other good an
    empty certificate of the right product family.
    """
    if analysis.label is not None:
        return analysis
    example = examples().loc[EXAMPLE]
    if analysis.cn == example["cn_code"]:
        return analysis.with_(label=_from(example), target=Target(cut=0.1))
    family = facts.family_of(analysis.cn)
    label = Label(cn_code="", origin="", family=family, boundary="cradle-to-gate")
    return analysis.with_(label=label, target=Target(cut=0.1))


def other_good(analysis: Analysis, cn: str) -> Analysis:
    """Another good is another product: its family, and not the example's published value."""
    label = analysis.label or Label()
    if label == _from(examples().loc[EXAMPLE]):
        label = replace(label, value=None, standard="")
    for name in ("family", "value", "standard"):  # their widgets start from the label again
        st.session_state.pop(f"{WIDGET}l_{name}", None)
    return analysis.with_(cn=cn, label=replace(label, family=facts.family_of(cn)))


@cached(maxsize=1)
def examples() -> pd.DataFrame:
    """Published footprints that can be tried, by id: those with a usable value."""
    return facts.examples().set_index("footprint")


def _from(row: pd.Series) -> Label:
    """A published footprint as a label record."""
    stages = None
    if row["stages"]:
        parts = dict(part.split("=") for part in row["stages"].split(","))
        percent = any(value.endswith("%") for value in parts.values())
        numbers = {name: float(value.rstrip("%")) for name, value in parts.items()}
        stages = Stages(**numbers, percent=percent)
    return Label(
        cn_code="",
        origin="",
        value=float(row["value"]),
        unit=row["unit"],
        per=row["per"],
        mass_kg=None if pd.isna(row["mass_kg"]) else float(row["mass_kg"]),
        boundary=row["boundary"],
        family=row["family"],
        stages=stages,
        claims=tuple(filter(None, row["claims"].split(";"))),
        standard=row["standard"][:120],
    )


@cached(maxsize=4)
def _example_names(lang: str) -> dict[str, str]:
    """Example -> its name with the published value."""
    return {
        str(row["footprint"]): f"{row[f'name_{lang}']} "
        f"({formats.number(row['value'], lang, 3, 0)} {row['unit']}/{row['per']})"
        for row in facts.examples().to_dict("records")
    }


def example_picker(page: Page) -> None:
    """Take a published value with its source; the good goes with it."""
    _ = page._
    table, names = examples(), _example_names(page.lang)

    def take() -> None:
        chosen = st.session_state["example"]
        if chosen is None:
            return
        row = table.loc[chosen]
        analysis: Analysis = st.session_state["study"].analysis
        cn = str(row["cn_code"]) or analysis.cn
        keep(analysis.with_(cn=cn, label=_from(row), target=Target(cut=0.1)))
        reseed()

    chosen = pickers.choice(
        page, _("Try a published value"), list(names), "example", None, names.__getitem__,
        index=None, placeholder=_("choose an example"), on_change=take, persist_state=None,
    )  # fmt: skip
    if chosen:
        row = table.loc[chosen]
        source = f"[{plain(row['source'])}]({row['url']})" if row["url"] else plain(row["source"])
        holder = plain(f"{row['holder']}, {row['data_year']}")
        st.caption(_("Source") + f": {source} · {holder}")


def label_inputs(page: Page, analysis: Analysis, law: Law) -> Analysis:
    """The certificate in two rows, the rest folded; returns the analysis with the record."""
    _, seen = page._, analysis.label or Label(cn_code="", origin="")
    first, second, third, fourth, fifth = st.columns([3, 2, 2, 3, 4])
    with first:
        value = _number(_("Value on the label"), "l_value", seen.value, VALUE_LIMIT)
    with second:
        unit = st.selectbox(
            _("Unit"), list(UNITS), format_func=lambda u: f"{u} CO2e", key=_key("unit", seen.unit)
        )
    with third:
        per = st.selectbox(
            _("per"),
            list(PER),
            format_func=lambda p: _(sentences.UNITS[p]),
            key=_key("per", seen.per),
        )
    with fourth:
        boundary = st.selectbox(
            _("What the value covers"), list(facts.BOUNDARIES),
            format_func=lambda b: _(sentences.BOUNDARIES[b]), key=_key("boundary", seen.boundary),
        )  # fmt: skip
    with fifth:
        family = st.selectbox(
            _("Product family"), ["", *facts.families()],
            format_func=lambda f: words.family_name(f, page.lang) if f else _("not stated"),
            key=_key("family", seen.family),
        )  # fmt: skip
    record = replace(seen, value=value, unit=unit, per=per, boundary=boundary, family=family)
    if per not in ("kg", "t"):
        name, mass = st.columns(2)
        with mass:
            mass_kg = _number(
                _("Net mass of one unit, kg, without packaging"), "l_mass", seen.mass_kg, MASS_LIMIT
            )
        per_name = seen.per_name
        if per == "unit":
            with name:
                per_name = st.text_input(
                    _("Name of the unit"), max_chars=40, key=_key("per_name", seen.per_name)
                )
        record = replace(record, mass_kg=mass_kg, per_name=per_name)
    # Two dozen inputs few people need: made when opened, what they hold stays with the record.
    more = st.expander(
        _("More from the certificate: stages, split, precursors, scheme"),
        key="cert", on_change="rerun",
    )  # fmt: skip
    if more.open:
        with more:
            record = _stage_inputs(page, record)
            record = _split_inputs(page, record, law)
            record = _claim_inputs(page, record)
            record = _printed_inputs(page, record)
    own = st.expander(
        _("Assumptions of the method, to replace by your own"), key="own", on_change="rerun"
    )
    if own.open:
        with own:
            record = _assumption_inputs(page, record)
    return analysis.with_(label=record)


def _stage_inputs(page: Page, record: Label) -> Label:
    _ = page._
    seen = record.stages or Stages()
    st.markdown("**" + _("Life-cycle stages") + "**")
    percent = st.toggle(_("in per cent"), key=_key("percent", seen.percent))
    values = {}
    for name, column in zip(_STAGES, st.columns(len(_STAGES)), strict=True):
        with column:
            values[name] = _number(
                _(sentences.STAGES[name]),
                f"l_{name}",
                getattr(seen, name),
                VALUE_LIMIT,
                -VALUE_LIMIT,
            )
    stages = Stages(**values, percent=percent)
    return replace(record, stages=stages if stages.given else None)


def _split_inputs(page: Page, record: Label, law: Law) -> Label:
    _ = page._
    st.markdown("**" + _("Split by source, in the unit of the label") + "**")
    first, second, third, fourth = st.columns(4)
    with first:
        direct = _number(_("Direct: fuel and process"), "l_direct", record.direct, VALUE_LIMIT)
    with second:
        power = _number(_("Purchased electricity"), "l_power", record.electricity, VALUE_LIMIT)
    with third:
        recycled = _percent(_("Recycled metal (aluminium), %"), "l_recycled", record.recycled)
    with fourth:
        hot = _percent(_("Hot metal (electric furnace), %"), "l_hot", record.hot_metal)
    st.caption(_("CBAM precursors: CN code, tonnes per tonne of good, tCO2e per tonne, route"))
    table = pd.DataFrame(
        [(p.cn_code, p.mass, p.see, p.route) for p in record.precursors],
        columns=["cn", "mass", "see", "route"],
    ).astype({"cn": "str", "mass": "float64", "see": "float64", "route": "str"})
    # The editor keeps only its edits: they belong to the table it started from, and both are
    # forgotten together when the page is left or the language changes.
    base, key = WIDGET + "l_precursor_base", WIDGET + "l_precursors"
    if key not in st.session_state or base not in st.session_state:
        st.session_state[base] = table
    edited = st.data_editor(
        st.session_state[base],
        key=key,
        num_rows="dynamic",
        hide_index=True,
        column_config={
            "cn": st.column_config.TextColumn(_("CN code"), max_chars=14),
            "mass": st.column_config.NumberColumn(_("t per t"), min_value=0.0, max_value=100.0),
            "see": st.column_config.NumberColumn("tCO2e/t", min_value=0.0, max_value=1000.0),
            "route": st.column_config.SelectboxColumn(
                _("Route"), options=list(law.benchmarks.routes)
            ),
        },
    )
    rows = edited.dropna(subset=["cn", "mass", "see"])
    rows = rows[rows["cn"].str.strip() != ""]
    if len(rows) < len(edited):
        st.warning(_("A precursor counts only with its CN code, tonnes per tonne and value."))
    precursors = tuple(
        Precursor(str(r.cn).strip(), float(r.mass), float(r.see), str(r.route or "") if r.route == r.route else "")
        for r in rows.itertuples()
    )  # fmt: skip
    way, proof = st.columns(2)
    letters = list(law.benchmarks.routes)
    names = pickers.route_names(page.lang)
    with way:
        route = st.selectbox(
            _("Production route"), letters, key=_key("route", record.route),
            format_func=lambda r: f"{r} · {names[r]}" if r else _("as the product family"),
        )  # fmt: skip
    with proof:
        verified = st.toggle(
            _("Verified for CBAM by an accredited verifier"), key=_key("verified", record.verified)
        )
    return replace(
        record, direct=direct, electricity=power, recycled=recycled, hot_metal=hot,
        precursors=precursors, route=route, verified=verified,
    )  # fmt: skip


def _claim_inputs(page: Page, record: Label) -> Label:
    _ = page._
    st.markdown("**" + _("Inside the value") + "**")
    left, right = st.columns(2)
    with left:
        claims = st.pills(
            _("The value counts on"), list(CLAIMS), selection_mode="multi",
            format_func=lambda c: _(sentences.CLAIMS[c]), key=_key("claims", list(record.claims)),
            wrap=True,
        )  # fmt: skip
    with right:
        credits = _number(
            _("Credits subtracted, in the unit of the label"), "l_credits", record.credits,
            VALUE_LIMIT,
        )  # fmt: skip
    ordered = tuple(claim for claim in CLAIMS if claim in (claims or ()))
    return replace(record, claims=ordered, credits=credits)


def _printed_inputs(page: Page, record: Label) -> Label:
    _ = page._
    st.markdown("**" + _("As printed") + "**")
    first, second, third = st.columns(3)
    with first:
        scheme = st.selectbox(
            _("Scheme"), ["", *facts.schemes()], key=_key("scheme", record.scheme),
            format_func=lambda s: words.scheme_name(s, page.lang) if s else _("not stated"),
        )  # fmt: skip
        product = _text(_("Product"), "product", record.product)
    with second:
        standard = _text(_("Standard"), "standard", record.standard)
        number = _text(_("Certificate number"), "number", record.number)
    with third:
        body = _text(_("Evaluation body"), "body", record.body)
        issued, expires = st.columns(2)
        with issued:
            issued_on = _date(_("Issued"), "issued", record.issued)
        with expires:
            expires_on = _date(_("Expires"), "expires", record.expires)
    if scheme:
        note = facts.schemes()[scheme][f"note_{page.lang}"]
        st.caption(plain(note))
    return replace(
        record, scheme=scheme, product=product, standard=standard, number=number, body=body,
        issued=issued_on, expires=expires_on,
    )  # fmt: skip


def _assumption_inputs(page: Page, record: Label) -> Label:
    """The share of the footprint that CBAM counts: low, mid, high; empty = as in the table."""
    _ = page._
    family = facts.families().get(record.family)
    share = family.share if family else None
    own = {item.name: item for item in record.assumptions}
    if share is None:
        st.caption(_("For this product family no share of the footprint is used."))
        return record
    st.caption(
        plain(
            _(
                "Share of the cradle-to-gate footprint that CBAM counts. Table: {low}–{mid}–{high} ({mark}: {basis})"
            ).format(
                low=share.low, mid=share.mid, high=share.high, mark=share.mark, basis=share.basis
            )
        )
    )
    seen = own.get("share")
    numbers = []
    for name, title, column in zip(
        ("low", "mid", "high"), (_("Low"), _("Mid"), _("High")), st.columns(3), strict=True
    ):
        with column:
            numbers.append(_number(title, f"l_as_{name}", getattr(seen, name, None), 1.0))
    rest = tuple(item for item in record.assumptions if item.name != "share")
    if None in numbers:
        return replace(record, assumptions=rest)
    return replace(record, assumptions=(*rest, labels.Assumption("share", *numbers)))


def target_inputs(page: Page, analysis: Analysis, law: Law) -> Analysis:
    """The lower label aimed at, and where the cut comes from."""
    _, seen, record = page._, analysis.target, analysis.label or Label()
    zero, first, second, third = st.columns([5, 3, 4, 4], vertical_alignment="bottom")
    kinds = {"cut": _("Cut in %"), "value": _("New value")}
    index, _mask = law.goods.resolve(analysis.cn)
    known = index < law.goods.out_of_scope
    if known and law.goods.sectors[index] == "aluminium":
        kinds["recycled"] = _("Recycled share")
    seen_kind = "value" if seen.value is not None else "cut"
    key = _key("t_kind", "recycled" if seen.recycled is not None else seen_kind)
    if st.session_state[key] not in kinds:
        st.session_state[key] = "cut"
    with zero:
        kind = st.segmented_control(
            _("Target"), list(kinds), format_func=kinds.get, key=key, required=True, width="stretch"
        )
    with first:
        target = _target_value(page, kind, seen, record)
    with second:
        source = st.selectbox(
            _("Where the cut comes from"), list(facts.SOURCES),
            format_func=lambda s: _(sentences.SOURCES[s]), key=_key("t_source", seen.source),
        )  # fmt: skip
    with third:
        listed = [letter for letter in law.benchmarks.listed(index) if letter] if known else []
        names = pickers.route_names(page.lang)
        key = _key("t_route", seen.route)
        if st.session_state[key] not in ("", *listed):
            st.session_state[key] = ""
        route = st.selectbox(
            _("Route after the change"), ["", *listed], key=key, disabled=not listed,
            format_func=lambda r: f"{r} · {names[r]}" if r else _("unchanged"),
        )  # fmt: skip
    return analysis.with_(target=replace(target, source=source, route=route))


def _target_value(page: Page, kind: str, seen: Target, record: Label) -> Target:
    """The target in the way the user states it; nothing asked for where it would mean nothing."""
    _ = page._
    if kind == "value":
        value = _number(_("New value on the label"), "l_t_value", seen.value, VALUE_LIMIT)
        return Target(value=value if record.value else None)
    if kind == "recycled":
        share = _percent(_("Recycled share after the change, %"), "l_t_recycled", seen.recycled)
        return Target(recycled=share)
    cut = st.slider(
        _("Cut of the label, %"), 0, 100, key=_key("t_cut", round((seen.cut or 0) * 100))
    )
    return Target(cut=cut / 100 if record.value and cut else None)


def _key(name: str, value: Any) -> str:
    return pickers.seed(f"l_{name}", value)


def _number(
    title: str, name: str, value: float | None, most: float, least: float = 0.0
) -> float | None:
    found = st.number_input(
        title, float(least), float(most), key=pickers.seed(name, value), format="%.12g", step=0.1
    )
    return None if found is None else float(found)


def _percent(title: str, name: str, share: float | None) -> float | None:
    shown = None if share is None else round(share * 100, 6)
    found = _number(title, name, shown, 100.0)
    return None if found is None else found / 100


def _text(title: str, name: str, value: str) -> str:
    return str(st.text_input(title, key=_key(name, value), max_chars=120) or "")


def _date(title: str, name: str, value: str) -> str:
    seen = date.fromisoformat(value) if value else None
    found = st.date_input(
        title, key=_key(name, seen), min_value=date(2000, 1, 1), format="YYYY-MM-DD"
    )
    return found.isoformat() if found else ""
