"""What few certificates say and fewer people need: stages, split, precursors, scheme, assumptions."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from cbam import label as labels
from cbam.label import Label, Precursor, Stages, facts
from cbam.label.record import CLAIMS, VALUE_LIMIT
from cbam.law.vintages import Law
from cbam.present.label import label_sentences as sentences
from cbam.present.label import label_words as words
from pages.components import folding, pickers
from pages.components.label import fields
from pages.components.shell import WIDGET, Page, plain

_STAGES = ("raw", "manufacturing", "distribution", "use", "end_of_life")


def inputs(page: Page, record: Label, law: Law) -> Label:
    """Two boxes below the certificate; returns the record with what they hold."""
    _ = page._
    # Two dozen inputs few people need: made when opened, what they hold stays with the record.
    title = _("More from the certificate: stages, split, precursors, scheme")
    with folding.box(title, "cert") as made:
        if made:
            record = _stage(page, record)
            record = _split(page, record, law)
            record = _claim(page, record)
            record = _printed(page, record)
    with folding.box(_("Assumptions of the method, to replace by your own"), "own") as made:
        if made:
            record = _assumption(page, record)
    return record


def _stage(page: Page, record: Label) -> Label:
    """The value of each life-cycle stage."""
    _ = page._
    seen = record.stages or Stages()
    st.markdown("**" + _("Life-cycle stages") + "**")
    percent = st.toggle(_("in per cent"), key=fields.key("percent", seen.percent))
    values = {}
    for name, column in zip(_STAGES, st.columns(len(_STAGES)), strict=True):
        with column:
            values[name] = fields.number(
                _(sentences.STAGES[name]),
                f"l_{name}",
                getattr(seen, name),
                VALUE_LIMIT,
                -VALUE_LIMIT,
            )
    stages = Stages(**values, percent=percent)
    return replace(record, stages=stages if stages.given else None)


def _split(page: Page, record: Label, law: Law) -> Label:
    """What the value is made of: fuel, electricity, recycled metal, precursors, route."""
    _ = page._
    st.markdown("**" + _("Split by source, in the unit of the label") + "**")
    first, second, third, fourth = st.columns(4)
    with first:
        direct = fields.number(
            _("Direct: fuel and process"), "l_direct", record.direct, VALUE_LIMIT
        )
    with second:
        power = fields.number(
            _("Purchased electricity"), "l_power", record.electricity, VALUE_LIMIT
        )
    with third:
        recycled = fields.percent(_("Recycled metal (aluminium), %"), "l_recycled", record.recycled)
    with fourth:
        hot = fields.percent(_("Hot metal (electric furnace), %"), "l_hot", record.hot_metal)
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
            _("Production route"), letters, key=fields.key("route", record.route),
            format_func=lambda r: f"{r} · {names[r]}" if r else _("as the product family"),
        )  # fmt: skip
    with proof:
        verified = st.toggle(
            _("Verified for CBAM by an accredited verifier"),
            key=fields.key("verified", record.verified),
        )
    return replace(
        record, direct=direct, electricity=power, recycled=recycled, hot_metal=hot,
        precursors=precursors, route=route, verified=verified,
    )  # fmt: skip


def _claim(page: Page, record: Label) -> Label:
    """What the value counts on, and credits subtracted from it."""
    _ = page._
    st.markdown("**" + _("Inside the value") + "**")
    left, right = st.columns(2)
    with left:
        claims = st.pills(
            _("The value counts on"), list(CLAIMS), selection_mode="multi",
            format_func=lambda c: _(sentences.CLAIMS[c]), key=fields.key("claims", list(record.claims)),
            wrap=True,
        )  # fmt: skip
    with right:
        credits = fields.number(
            _("Credits subtracted, in the unit of the label"), "l_credits", record.credits,
            VALUE_LIMIT,
        )  # fmt: skip
    ordered = tuple(claim for claim in CLAIMS if claim in (claims or ()))
    return replace(record, claims=ordered, credits=credits)


def _printed(page: Page, record: Label) -> Label:
    """Scheme, product, standard, number, body, dates."""
    _ = page._
    st.markdown("**" + _("As printed") + "**")
    first, second, third = st.columns(3)
    with first:
        scheme = st.selectbox(
            _("Scheme"), ["", *facts.schemes()], key=fields.key("scheme", record.scheme),
            format_func=lambda s: words.scheme_name(s, page.lang) if s else _("not stated"),
        )  # fmt: skip
        product = fields.text(_("Product"), "product", record.product)
    with second:
        standard = fields.text(_("Standard"), "standard", record.standard)
        number = fields.text(_("Certificate number"), "number", record.number)
    with third:
        body = fields.text(_("Evaluation body"), "body", record.body)
        issued, expires = st.columns(2)
        with issued:
            issued_on = fields.day(_("Issued"), "issued", record.issued)
        with expires:
            expires_on = fields.day(_("Expires"), "expires", record.expires)
    if scheme:
        note = facts.schemes()[scheme][f"note_{page.lang}"]
        st.caption(plain(note))
    return replace(
        record, scheme=scheme, product=product, standard=standard, number=number, body=body,
        issued=issued_on, expires=expires_on,
    )  # fmt: skip


def _assumption(page: Page, record: Label) -> Label:
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
            numbers.append(fields.number(title, f"l_as_{name}", getattr(seen, name, None), 1.0))
    rest = tuple(item for item in record.assumptions if item.name != "share")
    if None in numbers:
        return replace(record, assumptions=rest)
    return replace(record, assumptions=(*rest, labels.Assumption("share", *numbers)))
