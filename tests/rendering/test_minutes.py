"""Minutes are documents in two languages, in which nobody's words become markup."""

from typing import Any

import pytest

from workflow.errors import RenderingError
from workflow.rendering.minutes import Format, minutes_text

EVIL = "<script>alert(1)</script> **fat** [x](y) {{ title }}\n# head"


def some_facts(**changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "title": "联席会议",
        "number": "3",
        "stage": "召开中",
        "held": "2026-07-01 09:00",
        "convenor": "孟铁军",
        "secretary": "邹明远",
        "attendees": ["于洋", "孙磊"],
        "items": [{"number": "1", "kind": "未决权属争议", "says": "案件"}],
        "resolutions": [
            {
                "number": "1",
                "item": "1",
                "department": "路桥",
                "text": "移交",
                "assisting": "",
                "due": "",
            }
        ],
        "signatures": [{"member": "供水", "person": "于洋", "at": "2026-07-02"}],
    }
    return facts | changes


def test_minutes_read_well_in_markdown() -> None:
    assert minutes_text(some_facts(), "zh", Format.MARKDOWN) == (
        "# 会议纪要: 联席会议\n"
        "\n"
        "状态: 召开中\n"
        "\n"
        "- 会议编号: 3\n"
        "- 召开时间: 2026\\-07\\-01 09:00\n"
        "- 召集人: 孟铁军\n"
        "- 记录人: 邹明远\n"
        "- 出席: 于洋、孙磊\n"
        "\n"
        "## 议题\n"
        "\n"
        "1. **未决权属争议** 案件\n"
        "\n"
        "## 决议\n"
        "\n"
        "- 决议 1 (议题 1): **路桥** 移交 (裁决，即时生效)\n"
        "\n"
        "## 会签\n"
        "\n"
        "- 供水: 于洋, 2026\\-07\\-02\n"
    )


def test_empty_minutes_say_so() -> None:
    empty = some_facts(items=[], resolutions=[], attendees=[])

    text = minutes_text(empty, "en", Format.MARKDOWN)
    assert text.count("None") == len(("agenda", "resolutions"))
    assert "<td>None</td>" in minutes_text(empty, "en", Format.HTML)


def test_what_people_wrote_is_escaped_in_html() -> None:
    evil = some_facts(
        title=EVIL,
        attendees=[EVIL],
        items=[{"number": "1", "kind": EVIL, "says": EVIL}],
    )

    text = minutes_text(evil, "en", Format.HTML)
    assert "<script" not in text
    assert text.count("&lt;script&gt;") == len(("title", "h1", "who", "kind", "says"))
    assert "{{ title }}" in text


def test_what_people_wrote_marks_nothing_up_in_markdown() -> None:
    text = minutes_text(some_facts(title=EVIL), "en", Format.MARKDOWN)

    assert text.splitlines()[0] == (
        r"# Minutes: \<script\>alert\(1\)\</script\> \*\*fat\*\* \[x\]\(y\) "
        r"\{\{ title \}\} \# head"
    )


def test_long_minutes_are_written_and_endless_ones_refused() -> None:
    def items(count: int, says: str) -> list[dict[str, str]]:
        return [{"number": "1", "kind": "x", "says": says}] * count

    long = minutes_text(some_facts(items=items(2_000, "x" * 50)), "zh", Format.HTML)
    assert long.endswith("</html>\n")
    with pytest.raises(RenderingError, match="more than 1000000 characters"):
        minutes_text(some_facts(items=items(2_000, "x" * 999)), "en", Format.HTML)
    with pytest.raises(RenderingError, match="more than 20000 rounds"):
        minutes_text(some_facts(items=items(30_000, "x")), "en", Format.MARKDOWN)
