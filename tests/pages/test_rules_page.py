"""Every section of "Rules & data", in both languages, with figures of the tables."""

import pytest

from cbam import tables
from cbam.findings.editions import difference
from cbam.present.rules import edition_words
from tests.pages.test_pages import opened, texts

PAGE = "pages/rules.py"
SECTIONS = ("tables", "method", "series", "editions", "assumptions", "changes")
BOTH = pytest.mark.parametrize("lang", ["en", "zh"])


def section(code, lang):
    test = opened(PAGE, lang=lang)
    test.button_group(key="rules_section").set_value(code).run()
    assert not test.exception
    return test


@BOTH
@pytest.mark.parametrize("code", SECTIONS)
def test_every_section_opens(code, lang):
    assert texts(section(code, lang))


@BOTH
def test_all_assumptions_stand_with_their_reasons(lang):
    shown = texts(section("assumptions", lang))
    table = tables.read("assumptions")
    for column in (f"text_{lang}", f"reason_{lang}", f"topic_{lang}"):
        assert all(text in shown for text in table[column])


@BOTH
def test_two_editions_are_compared_and_can_be_exchanged(lang):
    test = section("editions", lang)
    before, after = tables.read("default_values_2026-02"), tables.read("default_values_2026-08")
    assert edition_words.summary(difference("default_values", before, after), lang) in texts(test)
    test.selectbox(key="edition_before").set_value("2026-08").run()
    same = {"en": "do not differ", "zh": "没有差异"}[lang]
    assert same in texts(test)
    test.selectbox(key="edition_after").set_value("2026-02").run()
    assert edition_words.summary(difference("default_values", after, before), lang) in texts(test)
    test.selectbox(key="edition_origin").set_value("TH").run()
    assert not test.exception


def test_the_series_show_the_recomputed_prices_and_their_age():
    test = section("series", "en")
    shown = texts(test)
    assert "75.36" in shown
    assert "30 October 2026" in shown
    test.selectbox(key="rules_currency").set_value("TRY").run()
    assert not test.exception
