"""Lists whose words follow the language: the browser is told its choice in the new words.

A browser names its choice by its words. If it is not told the choice again when they change, its
next message names what is not in the list any more, and the choice is lost.
"""

import pytest

from cbam.portfolio.store import DAYS
from tests.pages.test_pages import opened

ROWS = (f"72083900,CN,{100 + i},2026,Member {i}" for i in range(4))
LINES = "\n".join(("cn_code,origin,tonnes,year,member", *ROWS))


def section(test, code):
    test.button_group(key="rules_section").set_value(code).run()


def portfolio(test, part="who"):
    test.text_area(key="portfolio_paste").set_value(LINES)
    test.button(key="portfolio_paste_read").click().run()
    test.button_group(key="portfolio_part").set_value(part).run()


def protected(test):
    portfolio(test)
    test.toggle(key="portfolio_protect").set_value(True).run()


CASES = {
    "table": ("pages/rules.py", lambda test: None),
    "edition_before": ("pages/rules.py", lambda test: section(test, "editions")),
    "edition_after": ("pages/rules.py", lambda test: section(test, "editions")),
    "edition_origin": ("pages/rules.py", lambda test: section(test, "editions")),
    "portfolio_target_by": ("pages/portfolio.py", lambda test: portfolio(test, "target")),
    "association_view": ("pages/portfolio.py", protected),
    "saved_days": ("pages/portfolio.py", portfolio),
    "example": ("pages/label.py", lambda test: None),
}


@pytest.mark.parametrize("key", CASES)
def test_a_change_of_language_tells_the_choice_in_the_new_words(key, tmp_path, monkeypatch):
    monkeypatch.setenv("CBAM_DATABASE_URL", f"sqlite:///{tmp_path / 'saved.sqlite'}")
    page, reach = CASES[key]
    test = opened(page, lang="en")
    reach(test)
    at = 1
    box = test.selectbox(key=key)
    box.set_value(DAYS[at] if key == "saved_days" else box.options[at]).run()
    assert not test.exception
    chosen, said = test.session_state[key], test.selectbox(key=key).options[at]
    assert not test.warning or "widget with key" not in test.warning[0].value
    test.button_group(key="language").set_value("zh").run()
    assert not test.exception
    box = test.selectbox(key=key)
    assert test.session_state[key] == chosen
    assert box.options[at] != said
    assert box.proto.set_value
    assert box.proto.raw_value == box.options[at]
    test.run()  # told once: later choices of a quick reader must arrive
    assert not test.selectbox(key=key).proto.set_value
