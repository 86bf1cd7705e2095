"""Every sentence is translated, with the same placeholders, into simplified Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

from cbam.i18n import CATALOGUE, LANGS, N_, translator

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {"_": None, "N_": None}

# Characters of traditional spelling (and of Japanese) that have a simplified form.
TRADITIONAL = set(
    "個們來億價優償內別劃劑動務區協單啟圖團國執報場壓壞實寫導將對專層嶺幣幫幾庫應廠廢強彈後從"
    "徑復憑憶應懷戶據擇擔換損撥數斷時書會條業極構槍標樣機權欄歐歲歷歸殘殺氣汙決沒減測溫準滿漢"
    "濟為無煙熱營爐爭產當發監盤礦碼磚禮種稱稅穀積穩競筆簡簽糧約純紙級終組結給統經維網緊線編練"
    "縣總績繼續罰聯聲職與舊藍蘇號虧術衛裝製補複規視覽計訂討訊記許設註証評詞試該詳語誤說課調請論"
    "證識議讓負財責貨貿費資賣質購賬贊趨較輕輸轉辦農運過達違遞選還邊鄰銷鋁鋼錄錢鎖鏈鐵長門開間關"
    "閉際陸陽難雙雜離電霧靜預頁項順須頒頓領頭題額風飛養餘驗點齊"
)

# What stays as it is in Chinese: codes, units, names of acts, acronyms of the law.
KEPT = re.compile(
    r"""\{[^}]*\}|https?://\S+
    |\b(?:CBAM|EU|ETS|EUA|SEE|SEFA|CSCF|TARIC|TARIC-10|CN|TR|VN|EUR|CNY|ECB|COM|CSV|UTF-8|JSON|IR
    |CELEX|UN/LOCODE|PDF|PNG|JPEG|SVG|XLSX|CO2|CO2e|tCO2e|MWh|kg|t|GB|HS|ISO|PFC|N2O|OTHER|XX|Q[1-4]|P616|P989
    |Implementing\ Regulation|Annex|Art|Eq|Esc|F11|PPT|MB|make\ test|pip\ install|PowerPoint|Eurostat|Dask|Parquet|SQLite|PostgreSQL|EUA|EEX|Streamlit|GitHub|MIT|Python|English|en|zh|default|actual|Excel|WPS|URL|API|A|B|C|D|E
    |F|G|H|J|K|L|I{1,3}|IV|x)\b
    |\b(?:raw|manufacturing|distribution|use|end_of_life|share)=\d  # written in an option
    |\bmax\(|（tC）|、profile\b  # the formula; tonnes of carbon; an English search word
    |<br>|data/[\w/.-]+csv|--[\w-]+|\d[\d.,]*|[A-Z]{2}\ \d+|cn_code|origin|tonnes|year""",
    re.VERBOSE,
)
ALLOWED_WORDS = 0  # English words beyond the list above in one message


def extracted() -> Iterator[tuple[str, str]]:
    """Every message of the program with the place it stands."""
    options = {"keywords": KEYWORDS, "comment_tags": ()}
    for folder in ("pages", "cbam"):
        for file, line, message, _, _ in extract_from_dir(ROOT / folder, **options):
            yield f"{folder}/{file}:{line}", message if isinstance(message, str) else message[0]
    if (ROOT / "app.py").exists():
        for line, message, _, _ in extract_from_file("python", ROOT / "app.py", **options):
            yield f"app.py:{line}", message if isinstance(message, str) else message[0]


MESSAGES = {message: place for place, message in extracted()}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="zh_CN", abort_invalid=True)


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{[^{}]*\}", text))


def test_messages_are_found() -> None:
    assert len(MESSAGES) > 100
    assert any(place.startswith("cbam/present/wording.py") for place in MESSAGES.values())


def test_every_message_is_in_the_catalogue(catalogue: Catalog) -> None:
    missing = [f"{place}: {text}" for text, place in MESSAGES.items() if text not in catalogue]
    assert not missing, f"run make i18n: {missing}"


def test_every_message_is_translated(catalogue: Catalog) -> None:
    empty = [m.id for m in catalogue if m.id and not str(m.string).strip()]
    assert not empty, f"{len(empty)} without Chinese: {empty[:20]}"


def test_nothing_is_fuzzy(catalogue: Catalog) -> None:
    assert not [m.id for m in catalogue if m.id and m.fuzzy]


def test_nothing_is_obsolete(catalogue: Catalog) -> None:
    left = [m.id for m in catalogue if m.id and m.id not in MESSAGES]
    assert not left
    assert not catalogue.obsolete
    assert "\n#~" not in CATALOGUE.read_text(encoding="utf-8")


def test_placeholders_are_the_same_in_both_languages(catalogue: Catalog) -> None:
    different = [
        m.id
        for m in catalogue
        if m.id and m.string and placeholders(m.id) != placeholders(m.string)
    ]
    assert not different


def test_the_chinese_is_simplified(catalogue: Catalog) -> None:
    found = {
        m.string: sorted(TRADITIONAL & set(m.string))
        for m in catalogue
        if m.id and TRADITIONAL & set(m.string)
    }
    assert not found


def test_no_english_is_left_in_the_chinese(catalogue: Catalog) -> None:
    left = {}
    for message in catalogue:
        if message.id and message.string:
            words = re.findall(r"[A-Za-z]{2,}", KEPT.sub(" ", message.string))
            if len(words) > ALLOWED_WORDS:
                left[message.string] = words
    assert not left


def test_chinese_uses_chinese_punctuation(catalogue: Catalog) -> None:
    """A comma, question mark or closing full stop between Chinese characters is full-width."""
    wrong = [
        m.string
        for m in catalogue
        if m.id and re.search(r"[\u4e00-\u9fff][,?!;:](?!\d)|[\u4e00-\u9fff]\.(?:\s|$)", m.string)
    ]
    assert not wrong


def test_the_catalogue_is_kept_as_make_i18n_writes_it() -> None:
    """Sorted and without places, so that a change shows what was changed."""
    text = CATALOGUE.read_text(encoding="utf-8")
    assert "\n#: " not in text


@pytest.mark.parametrize("lang", [*LANGS, "fr", ""])
def test_an_unknown_message_or_language_stays_english(lang: str) -> None:
    assert translator(lang)("Never translated") == "Never translated"
    assert N_("same") == "same"


def test_the_catalogue_is_what_readers_get(catalogue: Catalog) -> None:
    for message in catalogue:
        if message.id and message.string:
            assert translator("zh")(message.id) == message.string


def test_the_checks_can_fail() -> None:
    assert TRADITIONAL & set("歐盟鋼鐵")
    assert not TRADITIONAL & set("欧盟钢铁、后里面准系云只干台")
    assert placeholders("{a} {b}") != placeholders("{a}")
    assert not KEPT.sub("", "CBAM").strip()
    assert re.findall(r"[A-Za-z]{2,}", KEPT.sub(" ", "请输入 tonnage 或 {value} EUR")) == [
        "tonnage"
    ]
