"""Minutes of a meeting as a document: Markdown to work on, HTML to hand out."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from workflow.errors import RenderingError
from workflow.rendering.sandbox import Bounds, FactValue, read, run

_BOUNDS = Bounds(output=1_000_000, rounds=20_000)
"""Minutes may be longer than a message; they are bounded all the same."""


class Format(StrEnum):
    """How minutes are written."""

    MARKDOWN = "markdown"
    HTML = "html"


_MARKDOWN = """\
# {{ word.minutes }}: {{ title }}

{{ word.stage }}: {{ stage }}

- {{ word.number }}: {{ number }}
- {{ word.held }}: {{ held }}
- {{ word.convenor }}: {{ convenor }}
- {{ word.secretary }}: {{ secretary }}
- {{ word.attendees }}: {{ attendees | join(word.comma) }}

## {{ word.agenda }}

{% for item in items %}
{{ item.number }}. **{{ item.kind }}** {{ item.says }}
{% else %}
{{ word.none }}
{% endfor %}

## {{ word.resolutions }}

{% for each in resolutions %}
- {{ word.resolution }} {{ each.number }} ({{ word.item }} {{ each.item }}): \
**{{ each.department }}** {{ each.text }} \
{% if each.assisting %}{{ word.assisting }}: {{ each.assisting }} {% endif %}\
({% if each.due %}{{ word.due }}: {{ each.due }}{% else %}{{ word.ruling }}{% endif %})
{% else %}
{{ word.none }}
{% endfor %}

## {{ word.signatures }}

{% for each in signatures %}
- {{ each.member }}: {% if each.at %}{{ each.person }}, {{ each.at }}\
{% else %}{{ word.unsigned }}{% endif +%}
{% endfor %}
"""

_HTML = """\
<!DOCTYPE html>
<html lang="{{ word.lang }}">
<head><meta charset="utf-8"><title>{{ word.minutes }}: {{ title }}</title></head>
<body>
<h1>{{ word.minutes }}: {{ title }}</h1>
<p>{{ word.stage }}: {{ stage }}</p>
<ul>
<li>{{ word.number }}: {{ number }}</li>
<li>{{ word.held }}: {{ held }}</li>
<li>{{ word.convenor }}: {{ convenor }}</li>
<li>{{ word.secretary }}: {{ secretary }}</li>
<li>{{ word.attendees }}: {{ attendees | join(word.comma) }}</li>
</ul>
<h2>{{ word.agenda }}</h2>
<table>
{% for item in items %}
<tr><td>{{ item.number }}</td><td>{{ item.kind }}</td><td>{{ item.says }}</td></tr>
{% else %}
<tr><td>{{ word.none }}</td></tr>
{% endfor %}
</table>
<h2>{{ word.resolutions }}</h2>
<table>
{% for each in resolutions %}
<tr><td>{{ word.resolution }} {{ each.number }} ({{ word.item }} {{ each.item }})</td>\
<td>{{ each.department }}</td><td>{{ each.text }}</td><td>{{ each.assisting }}</td>\
<td>{% if each.due %}{{ word.due }}: {{ each.due }}{% else %}{{ word.ruling }}\
{% endif %}</td></tr>
{% else %}
<tr><td>{{ word.none }}</td></tr>
{% endfor %}
</table>
<h2>{{ word.signatures }}</h2>
<table>
{% for each in signatures %}
<tr><td>{{ each.member }}</td><td>{% if each.at %}{{ each.person }}, {{ each.at }}\
{% else %}{{ word.unsigned }}{% endif %}</td></tr>
{% endfor %}
</table>
</body>
</html>
"""

_SOURCES: Mapping[Format, str] = {Format.MARKDOWN: _MARKDOWN, Format.HTML: _HTML}

_WORDS: Mapping[str, tuple[str, str]] = {
    "minutes": ("会议纪要", "Minutes"),
    "lang": ("zh", "en"),
    "stage": ("状态", "Stage"),
    "number": ("会议编号", "Meeting"),
    "held": ("召开时间", "Held"),
    "convenor": ("召集人", "Convened by"),
    "secretary": ("记录人", "Minutes kept by"),
    "attendees": ("出席", "Present"),
    "comma": ("、", ", "),
    "agenda": ("议题", "Agenda"),
    "none": ("无", "None"),
    "resolutions": ("决议", "Resolutions"),
    "resolution": ("决议", "Resolution"),
    "item": ("议题", "item"),
    "assisting": ("协助", "assisting"),
    "due": ("期限", "due"),
    "ruling": ("裁决，即时生效", "ruling, in force at once"),
    "signatures": ("会签", "Countersigned"),
    "unsigned": ("尚未会签", "not signed yet"),
}

# What Markdown reads as a mark anywhere, and what only begins a line.
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


def minutes_text(facts: Mapping[str, Any], language: str, kind: Format) -> str:
    """The minutes that these facts make, in a language and a format.

    Facts are texts, lists of texts, and lists of groups of texts, as plain text: what
    people wrote is escaped here, so that it can neither mark up nor run anything.

    Raises:
        RenderingError: the minutes grow beyond all bounds.
    """
    escape = html.escape if kind is Format.HTML else _in_markdown
    column = 0 if language == "zh" else 1
    complete: dict[str, FactValue] = {
        name: _escaped(value, escape) for name, value in facts.items()
    }
    complete |= {f"word.{name}": words[column] for name, words in _WORDS.items()}
    outcome = run(read(_SOURCES[kind]), complete, _BOUNDS)
    if isinstance(outcome, str):
        return outcome.rstrip("\n") + "\n"
    raise RenderingError(template="minutes", zh=outcome.zh, en=outcome.en)


def _escaped(value: str | Sequence[Any], escape: Callable[[str], str]) -> FactValue:
    if isinstance(value, str):
        return escape(value)
    return [
        escape(each)
        if isinstance(each, str)
        else {name: escape(text) for name, text in each.items()}
        for each in value
    ]


def _in_markdown(text: str) -> str:
    """One line in which no character marks anything up."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
