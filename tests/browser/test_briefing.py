"""What a browser alone shows of the briefing: keys, the whole window, the address, the phone."""

import pytest

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
STEEL = "cn=72083900&from=CN&t=1000&year=2026&q=1"
LABEL = STEEL + "&l=2310&lf=bf-bof&lb=cradle-to-gate&tc=0.1"
SLIDES = ("title", "covered", "cost", "why", "years", "label", "verified", "compared", "timeline",
          "sources")  # fmt: skip


def staged(visitor, server, slide, params=STEEL, lang="en"):
    visitor.page.goto(f"{server.url}/briefing?{params}&slide={slide}&lang={lang}")
    return on_stage(visitor, slide)


def on_stage(visitor, slide):
    """Wait until the address and the keys are those of a slide."""
    visitor.page.wait_for_function(
        "slide => new URLSearchParams(location.search).get('slide') === slide", arg=slide
    )
    visitor.page.wait_for_selector(".st-key-stage nav")
    visitor.page.wait_for_selector(
        "[data-testid=stApp][data-test-connection-state=CONNECTED]"
        "[data-test-script-state=notRunning]"
    )
    return visitor


def test_keys_move_and_leave(server, visit):
    visitor = staged(visit(), server, "cost")
    visitor.expect_headline("EUR 163,527")
    keyboard = visitor.page.keyboard
    for key, slide in (
        ("ArrowRight", "why"), ("PageDown", "years"), ("ArrowLeft", "why"), ("PageUp", "cost"),
        ("End", "sources"), ("Home", "title"),
    ):  # fmt: skip
        keyboard.press(key)
        on_stage(visitor, slide)
    keyboard.press("Escape")
    visitor.page.wait_for_function("() => !location.search.includes('slide=')")
    visitor.page.get_by_text("Start presenting").wait_for()
    assert not visitor.page.locator(".st-key-stage").count()


def test_quick_presses_are_not_lost(server, visit):
    visitor = staged(visit(), server, "title")
    for _ in range(4):
        visitor.page.keyboard.press("ArrowRight")
    on_stage(visitor, "years")


def test_one_click_from_setting_up_to_the_projector(server, visit):
    visitor = visit().open(f"{server.url}/briefing?{STEEL}&lang=en")
    visitor.page.get_by_text("Start presenting").click()
    on_stage(visitor, "title")
    for hidden in ("stHeader", "stToolbar", "stSidebar"):
        found = visitor.page.locator(f"[data-testid={hidden}]")
        assert not found.count() or not found.first.is_visible()
    stage = visitor.page.locator(".st-key-stage").bounding_box()
    assert (stage["x"], stage["y"], stage["width"], stage["height"]) == (0, 0, 1440, 900)
    slide = visitor.page.locator(".st-key-slide").bounding_box()
    assert slide["width"] / slide["height"] == pytest.approx(16 / 9, rel=0.01)


WHOLE = """() => {
  const slide = document.querySelector('.st-key-slide');
  return slide.scrollHeight <= slide.clientHeight && slide.scrollWidth <= slide.clientWidth;
}"""
SMALL = """() => {
  const found = [];
  for (const e of document.querySelectorAll('.st-key-slide *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length || e.closest('style,script')) continue;
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (size < (e.closest('svg') ? 18 : 24)) found.push([e.textContent.trim(), size]);
  }
  return found;
}"""


def walked(visitor, server, lang):
    """Every slide in turn, by the key, each drawn to the end."""
    staged(visitor, server, SLIDES[0], LABEL, lang)
    for slide in SLIDES:
        if slide != SLIDES[0]:
            visitor.page.keyboard.press("ArrowRight")
            on_stage(visitor, slide)
        visitor.page.wait_for_timeout(600)
        yield slide


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_slide_is_whole_large_and_from_here(server, visit, lang):
    """Nothing is cut off on a projector, no letter is small, nothing comes from elsewhere."""
    visitor = visit()
    for slide in walked(visitor, server, lang):
        visitor.page.wait_for_function(WHOLE)  # while a chart is drawn it may be larger
        assert (slide, visitor.page.evaluate(SMALL)) == (slide, [])
    assert visitor.outside == []


def test_every_slide_fits_a_phone(server, visit):
    visitor = visit(**PHONE)
    for slide in walked(visitor, server, "zh"):
        wide = visitor.page.evaluate(
            "() => Math.max(document.documentElement.scrollWidth,"
            " document.querySelector('.st-key-stage').scrollWidth)"
        )
        assert (slide, wide <= 390) == (slide, True)
    assert visitor.outside == []


@pytest.mark.parametrize("slide", ["label", "timeline"])
def test_a_deep_link_opens_its_slide(server, visit, slide):
    visitor = staged(visit(), server, slide, LABEL)
    assert (
        visitor.page.locator(".st-key-stage nav #at")
        .inner_text()
        .startswith(str(SLIDES.index(slide) + 1))
    )


def test_touch_has_buttons(server, visit):
    visitor = staged(visit(**PHONE), server, "cost", lang="zh")
    visitor.page.locator(".st-key-stage nav #on").tap()
    on_stage(visitor, "why")
    visitor.page.locator(".st-key-stage nav #leave").tap()
    visitor.page.get_by_text("开始演示").wait_for()


def test_the_slide_follows_the_slider_and_the_keys_come_back(server, visit):
    """After the mouse lets go of the slider, the arrow keys move slides again."""
    visitor = staged(visit(), server, "cost")
    bar = visitor.page.locator(".st-key-hand [data-testid=stSlider]").bounding_box()
    visitor.page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] - 8)
    visitor.page.get_by_text("Back to the figures before").wait_for()
    assert "EUR 163,527" not in visitor.headline()
    visitor.page.wait_for_function("() => /[?&]price=/.test(location.search)")
    visitor.page.keyboard.press("ArrowRight")
    on_stage(visitor, "why")
    visitor.page.get_by_text("Back to the figures before").click()
    visitor.page.wait_for_function("() => !/[?&]price=/.test(location.search)")
    visitor.expect_headline("EUR 163.53")


def test_the_link_of_a_slide_opens_it_elsewhere(server, visit):
    here = staged(visit(), server, "years", LABEL)
    said = here.headline()
    there = visit(locale="zh-CN")
    there.page.goto(here.page.url)
    on_stage(there, "years")
    assert there.headline() == said
