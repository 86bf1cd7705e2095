"""Two people on one server never see each other: not their figures, names, files or language."""

import pytest
from PIL import Image

pytestmark = pytest.mark.browser

LINK = "?cn=72083900&from=CN&t={tonnes}&year=2026&q=1&lang={lang}"


def tonnes(visitor, value):
    box = visitor.page.locator(".st-key-w_tonnes input")
    box.fill(value)
    box.press("Enter")


def everything(visitor):
    """All text and all values that are in the page, seen or not."""
    return visitor.page.evaluate(
        "document.documentElement.outerHTML"
        " + [...document.querySelectorAll('input,textarea')].map(e => e.value).join(' ')"
    )


def test_what_one_enters_the_other_never_sees(server, visit):
    one = visit().open(f"{server.url}/{LINK.format(tonnes=1111, lang='en')}")
    two = visit(locale="zh-CN").open(f"{server.url}/{LINK.format(tonnes=2222, lang='zh')}")
    tonnes(one, "7777")
    one.expect_headline("7,777 t")
    tonnes(two, "8888")
    two.expect_headline("8,888")
    for visitor, own, other in ((one, "7,777", "8,888"), (two, "8,888", "7,777")):
        visitor.page.reload()
        visitor.settled()
        assert own in visitor.headline()
        assert other not in everything(visitor)
    assert one.page.evaluate("document.documentElement.lang") == "en"
    assert two.page.evaluate("document.documentElement.lang") == "zh-CN"


def test_a_newcomer_starts_with_the_example(server, visit):
    one = visit().open(f"{server.url}/{LINK.format(tonnes=4321, lang='en')}")
    assert "4,321" in one.headline()
    two = visit().open(server.url)
    assert "1,000 t" in two.headline()
    assert "4,321" not in everything(two)


def test_two_tabs_of_one_person_are_two_analyses(server, visit):
    one = visit().open(f"{server.url}/{LINK.format(tonnes=1111, lang='en')}")
    tab = one.context.new_page()
    tab.goto(f"{server.url}/{LINK.format(tonnes=3333, lang='en')}")
    tab.wait_for_function("() => document.querySelector('h2')?.innerText.includes('3,333')")
    tonnes(one, "1212")
    one.expect_headline("1,212")
    assert "3,333" in tab.locator("h2").first.inner_text()


def test_name_and_logo_of_an_association_stay_with_it(server, visit, tmp_path):
    picture = tmp_path / "logo.png"
    Image.new("RGB", (120, 40), "#0F766E").save(picture)
    one = visit().open(f"{server.url}/briefing?lang=en")
    box = one.page.get_by_label("Name of the association or company")
    if not box.is_visible():
        one.page.locator("[data-testid=stExpander] summary").last.click()
    box.fill("Association Seven")
    box.press("Enter")
    one.settled()
    one.page.locator(".st-key-logo input[type=file]").set_input_files(picture)
    one.page.get_by_role("button", name="Remove the logo").wait_for()
    one.settled()
    logo = one.page.locator("[data-testid=stImage] img").first.get_attribute("src")
    assert logo
    assert "/media/" in logo
    assert "Association" not in one.page.url
    two = visit().open(f"{server.url}/briefing?lang=en")
    assert "Association Seven" not in everything(two)
    assert logo.rpartition("/")[2] not in everything(two)
    three = visit().open(one.page.url)  # the link of the first holds neither
    assert "Association Seven" not in everything(three)
    assert logo.rpartition("/")[2] not in everything(three)
