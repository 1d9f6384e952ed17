"""What a secretariat may edit: templates and catalogues; what cannot be used is named before the work begins."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from toolkit.briefing import messages as catalogue
from toolkit.briefing import readme as reading
from toolkit.briefing import templates_check as check
from toolkit.briefing.messages import messages
from toolkit.errors import PackError, SchemaError, UnknownNameError, UnreadableFileError

TEMPLATES = Path(check.__file__).with_name("templates")


@pytest.fixture
def templates(tmp_path, monkeypatch):
    """A copy of the templates that may be spoilt."""
    copy = shutil.copytree(TEMPLATES, tmp_path / "templates")
    monkeypatch.setattr(check, "_TEMPLATES", copy)
    monkeypatch.setattr(reading, "_TEMPLATES", copy)
    return copy


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_other_colours_sizes_and_words_of_the_templates_are_taken(templates):
    edited(templates / "briefing.typ", '#let ink = rgb("#1a1a1a")', '#let ink = rgb("#003366")')
    edited(templates / "briefing.typ", "size: 9.5pt", "size: 11pt")
    edited(templates / "readme.en.txt", "Where to begin", "To begin with")
    edited(templates / "index.css", "#1a1a1a", "#003366")
    check.check_templates()


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("briefing.typ", "#let ink =", "#let =", r"briefing\.typ cannot be set: .*Undo the last change"),
        ("briefing.typ", "content.subtitle", "content.sub", r"briefing\.typ cannot be set: .*sub"),
        ("briefing.typ", '"Noto Sans"', '"Arial"', r"letters that are not there: unknown font family: arial\. Allowed: Noto Sans"),
        ("index.html.j2", "{% endmacro -%}", "", r"index\.html\.j2 cannot be read, line \d+"),
        ("all.html.j2", "{% endfor %}", "{% endfr %}", r"all\.html\.j2 cannot be read, line \d+"),
        ("readme.en.txt", "{title}", "{tittle}", r"readme\.en\.txt asks for 'tittle'\. Allowed: audience, disclaimer"),
        ("readme.en.txt", "{title}", "{title", r"readme\.en\.txt cannot be read: .* brace"),
    ],
)
def test_a_mistake_in_a_text_template_is_named_with_its_file(templates, name, old, new, told):
    edited(templates / name, old, new)
    with pytest.raises(PackError, match=told):
        check.check_templates()


def test_slides_without_a_layout_or_its_place_for_text_are_refused(templates):
    from pptx import Presentation

    deck = Presentation(str(templates / "slides.pptx"))
    layouts = {layout.name: layout for layout in deck.slide_layouts}
    body = next(holder for holder in layouts["Text"].placeholders if holder.placeholder_format.idx == 1)
    body._element.getparent().remove(body._element)
    deck.save(str(templates / "slides.pptx"))
    with pytest.raises(PackError, match=r"The layout Text of the template slides\.pptx has no place for text"):
        check.check_templates()
    layouts["Map"].name = "Karte"
    deck.save(str(templates / "slides.pptx"))
    with pytest.raises(PackError, match=r"slides\.pptx has no layout 'Map'\. It needs Cover, Text, Map"):
        check.check_templates()


def test_a_summary_without_a_style_and_damaged_office_files_are_refused(templates):
    from docx import Document

    document = Document(str(templates / "summary.docx"))
    document.styles["Caption"].element.getparent().remove(document.styles["Caption"].element)
    document.save(str(templates / "summary.docx"))
    with pytest.raises(PackError, match=r"summary\.docx has no style 'Caption'"):
        check.check_templates()
    for name in ("summary.docx", "slides.pptx"):
        (templates / name).write_bytes(b"no archive")
        with pytest.raises(PackError, match=rf"{name} cannot be read: .*Save it as"):
            check.check_templates()


def test_the_templates_are_tried_before_the_work_begins(folder, make, monkeypatch):
    import toolkit.claims.read as reading_claims

    def broken(language):
        raise PackError("The template is broken.")

    monkeypatch.setattr(check, "check_templates", broken)
    monkeypatch.setattr(reading_claims, "read_claims", lambda *_arguments, **_choices: pytest.fail("the work began"))
    with pytest.raises(PackError, match="The template is broken"):
        make(folder, "broken")


@pytest.fixture
def language(tmp_path, monkeypatch):
    """Write a catalogue beside the English one."""
    shutil.copy(Path(catalogue.__file__).with_name("en.toml"), tmp_path / "en.toml")
    monkeypatch.setattr(catalogue, "_FOLDER", tmp_path)
    messages.cache_clear()
    yield lambda text: (tmp_path / "xx.toml").write_text(text, "utf-8")
    messages.cache_clear()


def test_what_a_catalogue_lacks_stands_in_english_and_is_counted(language):
    language('[section]\ncoral = "Karang"\n')
    say = messages("xx")
    assert say.word("section.coral") == "Karang"
    assert say.word("section.fish") == messages("en").word("section.fish")
    assert set(say.missing) == set(say.strings) - {"section.coral"}
    assert messages("en").missing == ()
    from toolkit.briefing.job import _translated

    assert _translated(say) == [f"Fixed words: {len(say.missing)} of {len(say.strings)} are not translated into 'xx' and stand in English."]
    assert _translated(messages("en")) == []


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        ('[section]\ncorall = "Karang"\n', SchemaError, r"xx\.toml, 'section\.corall' is no string of en\.toml"),
        ('[doc]\ntitle = "Ringkasan"\n', SchemaError, r"'doc\.title' has the fields none\. Allowed: .*\{region\}"),
        ('[section]\ncoral = "Karang 2"\n', SchemaError, r"'section\.coral' holds a numeral"),
        ('[section]\ncoral = "Karang {"\n', SchemaError, r"'section\.coral' cannot be read"),
        ("[section\n", UnreadableFileError, r"xx\.toml cannot be read as TOML"),
    ],
)
def test_a_mistake_in_a_catalogue_is_named_with_its_key(language, text, error, told):
    language(text)
    with pytest.raises(error, match=told):
        messages("xx")


def test_a_language_without_a_catalogue_says_how_one_is_added():
    with pytest.raises(UnknownNameError, match=r"xy.*add xy\.toml"):
        messages("xy")
