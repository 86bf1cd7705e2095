"""Hostile links and files: every page shows their text, runs none of it and asks no other host."""

import json
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from cbam import link
from cbam.link import saved
from cbam.study import Briefing
from pages.components import shell
from tests.property.test_link_study import six

pytestmark = pytest.mark.browser

PAYLOADS = (
    "<img src=x onerror=window.ran=1>",
    "![x](http://evil.example/p.png)",
    "[x](javascript:window.ran=1) [y](http://evil.example)",
    "<script>window.ran=1</script><svg onload=window.ran=1>",
    '<a href="http://evil.example">x</a> "\'><b onmouseover=window.ran=1>',
    r"$\href{http://evil.example}{x}$ :material/home: `{name}` {{x}} %s =1+1",
)
# What must not be found on a page, whatever it shows.
FOUND = """() => [...document.querySelectorAll('*')].filter(e => {
  const away = name => {  // our own address may quote a payload, as a link or a QR code does
    const to = e.getAttribute(name);
    try { return to && new URL(to, location.href).origin !== location.origin; } catch { return true; }
  };
  const outside = ['href', 'xlink:href', 'src', 'action'].some(name =>
    away(name) && /evil\\.example|javascript:/i.test(e.getAttribute(name)));
  return outside || /evil\\.example/i.test(e.getAttribute('style') || '')
    || [...e.attributes].some(a => /^on/i.test(a.name) && a.value.includes('window.ran'))
    || (e.tagName === 'SCRIPT' && e.textContent.includes('window.ran'));
}).map(e => e.outerHTML.slice(0, 200))"""


def hostile():
    """A valid study whose every free text is one of the payloads."""
    study = six()
    scenarios = tuple(
        replace(scenario, name=payload)
        for scenario, payload in zip(study.scenarios, PAYLOADS, strict=True)
    )
    label = replace(
        study.analysis.label, product=PAYLOADS[0], number=PAYLOADS[1], body=PAYLOADS[3],
        standard=PAYLOADS[4], per_name=PAYLOADS[5],
    )  # fmt: skip
    words = (("title", PAYLOADS[1]), ("cost", PAYLOADS[0]), ("why", PAYLOADS[4]))
    return study.with_(
        analysis=study.analysis.with_(label=label),
        scenarios=scenarios,
        briefing=Briefing(titles=words, notes=words, association=PAYLOADS[0]),
    )


def watched(visit):
    visitor = visit()
    visitor.page.add_init_script("window.ran = 0")
    visitor.dialogs = []
    visitor.page.on("dialog", lambda box: (visitor.dialogs.append(box.message), box.dismiss()))
    return visitor


def nothing_ran(visitor):
    """Also under the pointer: charts write names into their labels."""
    for chart in visitor.page.locator(".js-plotly-plot").all()[:4]:
        if chart.is_visible():
            chart.hover(force=True)
    assert visitor.page.evaluate(FOUND) == []
    assert visitor.page.evaluate("window.ran") == 0
    assert visitor.dialogs == []
    assert visitor.outside == []


PAGES = ["" if number == 0 else path for number, (_, path, _) in enumerate(shell.PAGES)]


@pytest.mark.parametrize("path", [*PAGES, "briefing?slide=title", "briefing?slide=why"])
def test_names_of_a_link_are_text_on_every_page(server, visit, path):
    query = urlencode({**link.encode(hostile()), "lang": "en"})
    visitor = watched(visit)
    visitor.open(f"{server.url}/{path}{'&' if '?' in path else '?'}{query}")
    nothing_ran(visitor)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_parameters_of_a_link_are_text(server, visit, payload):
    """Where a value is not accepted it is quoted in the message, and nothing more."""
    names = (
        "cn",
        "from",
        "t",
        "year",
        "q",
        "see",
        "route",
        "price",
        "law",
        "lang",
        "s",
        "d",
        "slide",
        payload,
    )
    visitor = watched(visit)
    visitor.open(f"{server.url}/?{urlencode(dict.fromkeys(names, payload))}")
    assert visitor.page.locator("[data-testid=stAlert]").count() >= 1
    nothing_ran(visitor)


def test_an_analysis_file_is_text(server, visit, tmp_path):
    raw = saved.dump(hostile(), "en")
    assert "onerror" in json.dumps(json.loads(raw))
    file = tmp_path / "hostile.json"
    file.write_bytes(raw)
    visitor = watched(visit)
    visitor.open(f"{server.url}/briefing")
    visitor.page.locator(".st-key-share").get_by_role("button", name="Open analysis").click()
    visitor.page.get_by_role("dialog").locator("input[type=file]").set_input_files(file)
    visitor.page.get_by_role("dialog").wait_for(state="detached")
    visitor.settled()
    nothing_ran(visitor)
