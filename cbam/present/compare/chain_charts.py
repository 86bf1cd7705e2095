"""A production chain as a small tree: each step with its own emissions and free allocation."""

from __future__ import annotations

from html import escape
from typing import Any

from cbam.findings.precursors import ChainBill
from cbam.i18n import translator
from cbam.law.vintages import Law
from cbam.present import formats, row_charts
from cbam.present.charts import Chart, pattern
from cbam.present.compare.chain_words import good_name, known
from cbam.present.compare.compare_words import origin_name
from cbam.present.theme import Palette

_HEIGHT = 92  # of a row: two lines of text, two bars
_BAR = 0.17  # thickness of a bar, in rows
_APART = 0.095  # of the two bars of a row from its middle
_INDENT = 0.045  # of a level of the tree, as a part of the longest bar
_ROOM = 0.45  # for the figures behind the bars, likewise


def tree(found: ChainBill, law: Law, lang: str, colours: Palette) -> Chart:
    """The steps, each under what it goes into, with what it adds to SEE and SEFA of the good.

    Args:
        found: the priced chain.
        law: for the names of origins.
        lang: ``en`` or ``zh``.
        colours: palette of the mode.
    """
    _ = translator(lang)
    table, top = found.nodes, found.nodes.iloc[0]
    see = [*table["see_in_good"].tolist(), float(top["see"])]
    sefa = [*table["sefa_in_good"].tolist(), float(top["sefa"])]
    depths = [*table["depth"].astype(int).tolist(), 0]
    steps = [_name(row, law, lang) for row in table.itertuples()]
    steps.append((_("Together: SEE and SEFA of the good"), ""))
    names = [
        f"<b>{escape(good, quote=False)}</b><br>{said}".removesuffix("<br>") for good, said in steps
    ]
    longest = max([*see, *sefa]) or 1.0
    step = _INDENT * longest
    left = step * (max(depths) + 0.4)
    frame = row_charts.rows(colours, names, (-left, longest * (1 + _ROOM)), height=_HEIGHT)
    frame["margin"]["t"] = 28
    for note, depth in zip(frame["annotations"], depths, strict=True):
        note |= {"xref": "x", "x": depth * step - left}
    frame["annotations"].append(_legend(lang, colours))
    frame["shapes"] = _elbows(table["node"].tolist(), step, left, colours)
    traces = [
        _bars(
            see, -_APART, "", colours.pay,
            [formats.number(v, lang, 3) if v else "0" for v in see], colours,
        ),
        _bars(
            sefa, _APART, "/", colours.save,
            [formats.MINUS + formats.number(v, lang, 3) if v else "0" for v in sefa], colours,
        ),
    ]  # fmt: skip
    separator = "; " if lang == "en" else "；"
    told = [
        _("{step}: emits {see}, free {sefa}").format(
            step=" ".join(filter(None, name)),
            see=formats.number(one, lang, 3), sefa=formats.number(two, lang, 3),
        )
        for name, one, two in zip(steps, see, sefa, strict=True)
    ]  # fmt: skip
    alt = _("Production chain, in tCO2e per tonne of the final good: {parts}.")
    return Chart({"data": traces, "layout": frame}, alt.format(parts=separator.join(told)))


def _name(row: Any, law: Law, lang: str) -> tuple[str, str]:
    """The good, for one line; its mass and what is known of it, for the next."""
    origin = origin_name(row.origin, law, lang) if row.origin else ""
    said = known(str(row.kind), origin, lang)
    good = good_name(str(row.cn_code), lang, 28 if lang == "en" else 15)
    mass = "" if row.depth == 0 else f"{formats.number(row.mass, lang, 3, 0)} t · "
    return good, f"{mass}{said}"


def _legend(lang: str, colours: Palette) -> dict[str, Any]:
    """What the two bars of a row are, in their colours."""
    _ = translator(lang)
    emitted, free = _("emissions"), _("free allocation")
    unit = _("tCO2e per tonne")
    return {
        "xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom",
        "showarrow": False, "font": {"size": 12, "color": colours.context},
        "text": (
            f'<span style="color:{colours.pay}">■ {emitted}</span>  '
            f'<span style="color:{colours.save}">▨ {free}</span>  '
            f"{unit}"
        ),
    }  # fmt: skip


def _elbows(nodes: list[str], step: float, left: float, colours: Palette) -> list[dict[str, Any]]:
    """Lines from each step down to its precursors."""
    row_of = {node: at for at, node in enumerate(nodes)}
    lines = []
    for node, at in row_of.items():
        above, _dot, _last = node.rpartition(".")
        if not above:
            continue
        depth = node.count(".")
        trunk, branch = (depth - 1) * step - left + step / 4, depth * step - left - step / 8
        for x0, y0, x1, y1 in (
            (trunk, row_of[above], trunk, at - 0.5),
            (trunk, at - 0.5, branch, at - 0.5),
        ):
            lines.append(
                {
                    "type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "layer": "below",
                    "line": {"color": colours.context, "width": 1.5},
                }
            )  # fmt: skip
    return lines


def _bars(
    values: list[float], shift: float, shape: str, colour: str, texts: list[str], colours: Palette
) -> dict[str, Any]:
    """One bar per row, with its figure behind it; the last row is the total."""
    bold = [*texts[:-1], f"<b>{texts[-1]}</b>"]
    return {
        "type": "bar", "orientation": "h", "x": values, "width": _BAR,
        "y": [at + shift for at in range(len(values))], "text": bold, "textposition": "outside",
        "constraintext": "none", "cliponaxis": False, "hoverinfo": "skip",
        "textfont": {"size": 12, "color": colours.ink},
        "marker": {"color": colour, "pattern": pattern(shape, colours)},
    }  # fmt: skip
