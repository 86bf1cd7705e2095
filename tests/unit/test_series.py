"""Charts read apart from Plotly, and drawn as vectors: nothing is lost, nothing is invented."""

import importlib
import inspect
import math
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import plotly.graph_objects as go
import pytest

from cbam import present
from cbam.export.charts import svg
from cbam.export.charts.colours import colour, mixed
from cbam.export.charts.panel import ChartError
from cbam.export.charts.reading import panels
from cbam.export.charts.reading.markup import plain
from cbam.export.texts import REPLACEMENT, characters, pieces, printable, width, wrapped
from cbam.i18n import CATALOGUE
from cbam.present.charts import Chart
from cbam.present.theme import LIGHT
from tests import reports

ROOT = Path(__file__).resolve().parents[2]
EACH = pytest.mark.parametrize("name", reports.BUILDERS)
BOTH = pytest.mark.parametrize("lang", ["en", "zh"])
SVG = "{http://www.w3.org/2000/svg}"


def bare(**layout):
    return {"data": [{"type": "bar", "x": ["a"], "y": [1.0]}], "layout": layout}


def test_every_chart_builder_is_among_those_tested():
    """A new chart must be added to ``tests.reports.BUILDERS``."""
    found = set()
    for file in sorted(Path(present.__path__[0]).rglob("*charts.py")):
        inside = file.relative_to(ROOT).with_suffix("").parts
        module = importlib.import_module(".".join(inside))
        for name, function in inspect.getmembers(module, inspect.isfunction):
            returns = function.__annotations__.get("return")
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and returns in (Chart, "Chart"):
                found.add(f"{file.stem}.{name}")
    assert found - set(reports.BUILDERS) == set()


@EACH
@BOTH
def test_every_specification_is_one_that_plotly_knows(name, lang):
    """The pages send it unchecked (``pages/components/figures.py``)."""
    figure = reports.chart(name, lang).figure
    assert figure["data"]
    go.Figure(figure)


def test_plotly_refuses_what_it_does_not_know():
    with pytest.raises(ValueError, match="no_such"):
        go.Figure(bare(no_such=1))


@EACH
@BOTH
def test_every_value_of_every_chart_is_read(name, lang):
    """Ends of bars and points of lines are the trace's own numbers."""
    figure = reports.chart(name, lang).figure
    found = panels(figure)
    values = sorted(
        round(v, 9) for p in found for s in p.series for v in (*s.values, *s.starts) if math.isfinite(v)
    )  # fmt: skip
    for trace in figure["data"]:
        if trace["type"] == "treemap":
            assert {round(value, 9) for value in trace["values"]} <= set(values)
            continue
        across = any(one.get("orientation") == "h" for one in figure["data"])
        base = trace.get("base", 0.0)
        for i, value in enumerate(trace["x" if across else "y"]):
            if value is None:
                continue
            start = base[i] if isinstance(base, list) else base
            if trace.get("type") == "bar":
                assert round(start + value, 9) in values
            else:
                assert round(value, 9) in values


@EACH
@BOTH
def test_every_text_of_every_chart_is_drawn(name, lang):
    figure = reports.chart(name, lang).figure
    drawn = "".join(ET.fromstring(svg.draw(figure, lang)).itertext())
    seen = re.sub(r"\s", "", drawn)
    for trace in figure["data"]:
        for label in trace.get("labels", ()):
            parts = plain(label).split("\n")
            assert all(re.sub(r"\s", "", printable(part)) in seen for part in parts)
        texts = trace.get("text") or ()
        if (trace.get("type") == "bar" and "textposition" in trace) or "text" in trace.get(
            "mode", ""
        ):
            for text in [texts] if isinstance(texts, str) else texts:
                assert re.sub(r"\s", "", printable(plain(text))) in seen
    for note in figure["layout"].get("annotations", ()):
        assert re.sub(r"\s", "", printable(plain(note["text"]))) in seen


@EACH
def test_drawings_stay_on_the_paper(name):
    for lang in ("en", "zh"):
        root = ET.fromstring(svg.draw(reports.chart(name, lang).figure, lang))
        wide, high = (float(part) for part in root.get("viewBox").split()[2:])
        for bar in root.iter(f"{SVG}rect"):
            if bar.get("x") is not None:
                assert -1 <= float(bar.get("x")) <= wide + 1
                assert -1 <= float(bar.get("y")) <= high + 1
        for text in root.iter(f"{SVG}text"):
            assert -15 <= float(text.get("y")) <= high + 15, text.text


def test_the_waterfall_is_read_as_its_bars():
    (panel,) = panels(reports.chart("charts.waterfall", "en").figure)
    (bars,) = panel.series
    # 3.187 x 1.10 = 3.5057; free 1.33575; chargeable 2.16995
    assert bars.starts == pytest.approx((0, 3.187, 2.16995, 0, 0))
    assert bars.values == pytest.approx((3.187, 3.5057, 3.5057, 2.16995, 2.16995))
    assert bars.texts[:3] == ("3.187", "+0.319", "−1.336")
    assert panel.unit == "tCO2e per tonne"
    assert [c.replace("\n", " ") for c in panel.categories][:3] == [
        "Default value", "Mark-up 10%", "Free allocation",
    ]  # fmt: skip


def test_zones_and_reference_lines_keep_their_names():
    (panel,) = panels(reports.chart("charts.yearly", "en").figure)
    (zone,) = panel.marks
    assert (zone.along, zone.text) == (True, "assumption")
    assert panel.categories[round(zone.start + 0.5)] == "2031"
    (panel,) = panels(reports.chart("label_charts.cost_curve", "en").figure)
    names = {mark.text.partition(":")[0]: mark for mark in panel.marks}
    assert names["EU default with mark-up"].along is False
    assert names["floor 2026"].along is True
    assert panel.categories == ()
    assert [series.kind for series in panel.series] == ["band", "line", "points", "points"]


def test_bars_on_their_side_are_read_from_the_top():
    (panel,) = panels(reports.chart("scenario_charts.bridge", "en").figure)
    assert panel.across
    assert (panel.categories[0], panel.categories[-1]) == ("A", "B")
    left, right = panels(reports.chart("label_charts.levers", "en").figure)
    assert left.place[1] <= right.place[0]
    assert left.categories[0].startswith("Low-carbon")
    gains = dict(zip(right.series[0].along, right.series[0].values, strict=True))
    assert gains[0] == max(gains.values())


@pytest.mark.parametrize(
    ("figure", "what"),
    [
        ({"data": [{"type": "pie"}], "layout": {}}, "trace"),
        ({"data": [{"type": "scatter", "x": [1], "y": [1], "fill": "tonext"}], "layout": {}}, "fill"),
        ({"data": [{"type": "scatter", "x": [1], "y": [1], "fill": "tonexty"}], "layout": {}}, "fill"),
        (bare(shapes=[{"type": "circle"}]), "shape"),
        ({"data": [{"type": "treemap", "labels": ["a", "b"], "parents": ["", "a"], "values": [2, 1]}], "layout": {}}, "treemap with levels"),
        ({"data": [{"type": "bar", "x": ["a"], "y": [1], "marker": {"color": "red"}}], "layout": {}}, "colour"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused_by_name(figure, what):
    with pytest.raises(ChartError) as caught:
        panels(figure)
    assert caught.value.what == what


def test_colours_and_labels_are_read():
    assert colour("#b42318") == ("#B42318", 1.0)
    assert colour("rgba(180,35,24,0.18)") == ("#B42318", 0.18)
    assert mixed("#000000", 0.5) == "#808080"
    assert plain("<b>A &amp; B</b><br>c < d") == "A & B\nc < d"
    assert plain("<script>x</script>") == "<script>x</script>"  # shown as text, never run


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a & b", '"', "\x00\x1b", "😀", "مرحبا"]
)
def test_any_text_gives_a_wellformed_drawing(text):
    figure = bare(
        annotations=[{"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "text": text}]
    )
    figure["data"][0]["x"] = [text]
    root = ET.fromstring(svg.draw(figure, "zh"))
    assert {element.tag for element in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "defs", "line", "text", "rect", "title")
    }


# Characters -----------------------------------------------------------------------------------


def test_the_font_has_what_its_list_says_and_the_words_we_use():
    from fontTools.ttLib import TTFont

    fonts = ROOT / "cbam" / "export" / "fonts"
    for weight in ("Regular", "Bold"):
        with TTFont(fonts / f"NotoSansCJKsc-{weight}.subset.otf") as font:
            assert characters() <= set(font.getBestCmap())
    texts = [CATALOGUE.read_text(encoding="utf-8")]
    texts += [path.read_text(encoding="utf-8-sig") for path in ROOT.glob("data/**/*.csv")]
    assert {
        ch for text in texts for ch in text if ord(ch) >= 32 and ord(ch) not in characters()
    } == set()
    assert all(ord(ch) in characters() for ch in "“”‘’—–…×−≤→·€℃△□")
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Şişecam A.Ş.", "Sisecam A.S."),
        ("Łódź", "Lódz"),
        ("CO₂", "CO2"),
        ("😀 ok", f"{REPLACEMENT} ok"),
        ("𠮷野", f"{REPLACEMENT}野"),
        ("مرحبا", REPLACEMENT * 5),
        ("a\u202eb\u0000c", "a b c"),
        ("一行\n二行", "一行\n二行"),
        ("👩‍🏭", REPLACEMENT * 2),
    ],
)
def test_characters_the_font_lacks_are_replaced_visibly(given, shown):
    assert printable(given) == shown


def test_lines_break_where_they_may():
    assert (
        "".join(pieces("热轧卷（未经酸洗）, hot-rolled coil"))
        == "热轧卷（未经酸洗）, hot-rolled coil"
    )
    for text in (
        "热轧卷每吨成本为一百六十三欧元。按默认值计算，不含运费",
        "a" * 99,
        "Hot-rolled coil costs a lot",
    ):
        lines = wrapped(text, 10, 80)
        assert len(lines) > 1
        assert all(width(line, 10) <= 80 for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert not any(line[:1] in "，。）" for line in lines)
    assert wrapped("", 10, 80) == [""]


def test_light_colours_of_the_theme_are_all_hexadecimal():
    for name in ("pay", "save", "context", "assumption", "ink", "paper", "line"):
        assert colour(getattr(LIGHT, name))[1] == 1.0
