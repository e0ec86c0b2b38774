"""Every shipped message can be rendered, in both languages, with few facts or many."""

from pathlib import Path
from typing import cast

import pytest

from workflow.authoring.text.source import read
from workflow.authoring.text.tree import plain
from workflow.domain.notices import FACTS, LANGUAGES, Language, Template
from workflow.rendering.messages import problems, render

FOLDER = Path(__file__).parents[2] / "definitions" / "templates"
FILES = sorted(FOLDER.glob("*.yaml"))


def a_template(path: Path) -> Template:
    root, findings = read(path.read_bytes(), path.name)
    assert findings == []
    assert root is not None
    data = cast("dict[str, str | dict[str, str]]", plain(root))
    return Template(
        name=cast("str", data["template"]),
        subject=cast("dict[str, str]", data["subject"]),
        body=cast("dict[str, str]", data["body"]),
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_template_has_no_problems_and_its_files_name(path: Path) -> None:
    template = a_template(path)

    assert problems(template, FACTS) == []
    assert template.name == path.stem


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_message_names_the_case_and_the_recipient(
    path: Path, language: Language
) -> None:
    facts = {name: f"<{name}>" for name in FACTS}

    message = render(a_template(path), facts, language)

    assert "<case.number>" in message.subject
    assert "<recipient.name>" in message.text.splitlines()[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_absent_fact_leaves_no_empty_line(path: Path, language: Language) -> None:
    message = render(a_template(path), {"case.number": "1"}, language)

    assert "" not in [line.strip() for line in message.text.splitlines()]
