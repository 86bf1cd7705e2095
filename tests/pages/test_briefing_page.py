"""The page "Briefing": setting up in both languages, the stage, one slider, the files."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from cbam import link
from cbam.analysis import Analysis
from cbam.findings.projection import bill_of
from cbam.findings.starters import starters
from cbam.label import Label, Target
from cbam.present import formats
from cbam.present.briefing import report
from cbam.study import Briefing, Study
from pages.components import downloads
from tests.pages.test_pages import opened, texts

PAGE = "pages/briefing.py"
STRIP = Label(value=2310.0, unit="kg", per="t", boundary="cradle-to-gate", family="bf-bof")
CUT = Analysis(label=STRIP, target=Target(cut=0.1))


def of(study, lang="en", slide=""):
    """The page with a study in the session."""
    test = opened(lang=lang)
    test.session_state["study"] = study
    test.session_state["slide"] = slide
    test.switch_page(PAGE).run()
    assert not test.exception
    return test


def head(test):
    return test.header[0].value.replace("\\", "")


def html(test):
    return "\n".join(str(element.proto.body) for element in test.get("html"))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "study",
    [
        Study(),
        Study(CUT),
        Study(Analysis(cn="84151090")),
        Study(Analysis(basis="actual")),
        Study(Analysis(cn="27160000", origin="UA", year=2027)),
        Study(scenarios=starters(Analysis())),
    ],
)
def test_every_slide_stands_on_the_stage(study, lang):
    found = report(study, lang, "2026-11-25", "")
    for section in found.sections:
        test = of(study, lang, section.code)
        assert head(test) == section.headline
        shown = html(test).replace("&lt;", "<").replace("&#x27;", "'").replace("&amp;", "&")
        assert all(figure.value in shown for figure in section.figures)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("study", "slide", "page"),
    [
        (Study(), "cost", ""),
        (Study(Analysis(cn="84151090")), "covered", ""),
        (Study(CUT), "label", "pages/label.py"),
        (Study(scenarios=starters(Analysis())), "compared", "pages/compare.py"),
    ],
)
def test_the_headline_is_that_of_its_page(study, slide, page, lang):
    assert head(of(study, lang, slide)) == head(opened(page, lang=lang, **link.encode(study)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_years_say_what_the_exposure_page_says(lang):
    on_page = [item.value.replace("\\", "") for item in opened(lang=lang).subheader]
    assert head(of(Study(), lang, "years")) in on_page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_setting_up_lists_the_findings(lang):
    test = of(Study(), lang)
    shown = texts(test)
    for section in report(Study(), lang, "2026-11-25", "").sections:
        assert section.headline in shown


def test_slides_are_chosen_and_ordered():
    test = of(Study())
    test.checkbox(key="w_on_why").uncheck().run()
    assert "why" not in test.session_state["study"].briefing.slides
    test.button(key="move_cost_-1").click().run()
    assert test.session_state["study"].briefing.slides[:3] == ("title", "cost", "covered")
    test.checkbox(key="w_on_why").check().run()
    assert test.session_state["study"].briefing.slides[-1] == "why"
    test.button(key="present").click().run()
    assert test.session_state["slide"] == "title"


def test_the_last_slide_cannot_be_taken_away():
    test = of(Study(briefing=Briefing(slides=("cost",))))
    assert test.checkbox(key="w_on_cost").disabled


def test_own_words_and_name_reach_the_stage():
    test = of(Study())
    test.text_input(key="w_titles_cost").set_value("Our *coil* <b>").run()
    test.text_area(key="w_notes_cost").set_value("Pause.").run()
    test.text_input(key="w_association").set_value("<script>GFA</script>").run()
    study = test.session_state["study"]
    assert dict(study.briefing.notes)["cost"] == "Pause."
    stage = of(study, slide="cost")
    assert head(stage) == "Our *coil* <b>"
    assert "EUR 163,527 at the EU border" in html(stage)
    assert "&lt;script&gt;GFA" in html(stage)
    assert "<script>GFA" not in html(stage)
    test.text_input(key="w_titles_cost").set_value("").run()
    assert not test.session_state["study"].briefing.titles


def test_the_name_and_the_logo_are_not_in_the_link():
    picture = io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(picture, "PNG")
    study = Study(briefing=Briefing(association="GFA", logo=picture.getvalue()))
    assert link.encode(study) == link.encode(Study())
    stage = html(of(study, slide="cost"))
    assert "data:image/png;base64," in stage
    assert "GFA" in stage


def test_a_slide_that_does_not_fit_opens_the_setting_up():
    test = of(Study(), slide="label")
    assert "does not have" in "\n".join(item.value for item in test.info)
    assert test.button(key="present").label == "Start presenting"


def test_a_link_opens_its_slide():
    test = opened(cn="76042990", origin="TR", t="12", year="2028", slide="cost", lang="en")
    test.switch_page(PAGE).run()
    row = bill_of(Analysis(cn="76042990", origin="TR", tonnes=12.0, year=2028))
    assert formats.eur(row["cost_eur"], "en") in head(test)
    assert not test.warning


def test_the_slide_follows_the_price_and_goes_back():
    test = of(Study(), slide="cost")
    before = test.session_state["study"]
    test.slider(key="w_live_price").set_value(100).run()
    row = bill_of(Analysis(price=100.0))
    assert formats.eur(row["cost_eur"], "en") in head(test)
    assert formats.eur(row["cost_eur_per_t"], "en", 2) in html(test)
    assert test.session_state["study"].analysis.price == 100
    test.button(key="live_back").click().run()
    assert test.session_state["study"] == before
    assert "EUR 163,527" in head(test)


def test_the_slide_follows_the_cut():
    test = of(Study(CUT), slide="label")
    before = head(test)
    test.slider(key="w_live_cut").set_value(25).run()
    assert test.session_state["study"].analysis.target == Target(cut=0.25)
    assert head(test) != before


def test_the_code_opens_the_same_analysis():
    """What the audience scans is what is on the screen, the moved slider included."""
    test = of(Study(), slide="cost")
    test.slider(key="w_live_price").set_value(120).run()
    start = html(test).index("href='") + len("href='")
    address = html(test)[start : html(test).index("'", start)].replace("&amp;", "&")
    study, problems = link.decode(parse_qs(urlsplit(address).query), ("lang",))
    assert not problems
    assert study.analysis == test.session_state["study"].analysis
    assert study.analysis.price == 120


def test_files_are_made_of_the_study_when_asked_for():
    test = of(Study())
    kinds = [button.proto.id.rsplit("download_")[-1] for button in test.get("download_button")]
    assert kinds[:5] == ["xlsx", "pptx", "pdf", "html", "csv"]
    for kind in ("csv", "pptx"):
        made = downloads.maker(kind, Study(), "en", "2026-11-25", "https://x/?cn=72083900")()
        assert isinstance(made, bytes)
        assert made
