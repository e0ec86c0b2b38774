"""Templates say what their authors mean, and none of them can run away."""

from collections.abc import Mapping

import pytest

from workflow.domain.notices import FACTS, Language, Template
from workflow.errors import GridcaseError, RenderingError
from workflow.rendering.messages import (
    MAX_SUBJECT,
    Part,
    Problem,
    Rendered,
    problems,
    render,
)
from workflow.rendering.sandbox import (
    MAX_FACT,
    MAX_OUTPUT,
    MAX_ROUNDS,
    MAX_SOURCE,
    FactValue,
    read,
)

NOTHING: Mapping[str, FactValue] = {}


def a_template(body: str, *, subject: str = "案件 {{ case.number }}") -> Template:
    return Template(
        name="due_soon",
        subject={"zh": subject, "en": "Case {{ case.number }}"},
        body={"zh": body, "en": "Dear {{ recipient.name }}"},
    )


def body_of(
    source: str,
    facts: Mapping[str, FactValue] = NOTHING,
    language: Language = "zh",
) -> str:
    return render(a_template(source), facts, language).text


def sentence_about(source: str, facts: Mapping[str, FactValue] = NOTHING) -> str:
    with pytest.raises(RenderingError) as caught:
        body_of(source, facts)
    return caught.value.en


def test_a_message_is_written_in_its_language() -> None:
    facts = {"case.number": "20250101-0001", "recipient.name": "Wang Fang"}

    rendered = render(a_template("请处理。"), facts, "en")

    assert rendered == Rendered(subject="Case 20250101-0001", text="Dear Wang Fang")


def test_an_absent_fact_is_empty_text() -> None:
    assert body_of("<{{ reason }}>{% if reason %}!{% endif %}") == "<>"


def test_a_default_stands_for_an_absent_fact() -> None:
    assert body_of("{{ reason|default('无', true) }}") == "无"


def test_a_fact_is_never_read_as_template() -> None:
    assert body_of("{{ reason }}", {"reason": "{{ actor }}"}) == "{{ actor }}"


def test_markup_stays_as_it_was_typed() -> None:
    assert body_of("{{ reason }}", {"reason": "a < b & c"}) == "a < b & c"


def test_a_lone_tag_leaves_no_empty_line() -> None:
    source = "a\n  {% if at %}  \nb {% if at %}c{% endif %}\nd\n{% endif %}\ne\n"

    assert body_of(source, {"at": "14:00"}) == "a\nb c\nd\ne"


def test_windows_lines_read_like_others() -> None:
    assert body_of("a {% if true %}b{% endif %}\r\nc\r\n") == "a b\nc"


def test_control_characters_do_not_reach_the_text() -> None:
    assert body_of("{{ reason }}", {"reason": "a\x1b[2J\r\nb\tc\x00\ud800"}) == (
        "a[2J\nb\tc\ufffd"
    )


def test_a_subject_is_one_line() -> None:
    template = a_template("x", subject="案件\n{{ reason }}\n")

    subject = render(template, {"reason": "a\r\nBcc: b@c.example\u2028d"}, "zh").subject

    assert subject == "案件 a Bcc: b@c.example d"


def test_a_long_subject_is_cut() -> None:
    template = a_template("x", subject="{{ reason }}")

    subject = render(template, {"reason": "长" * 300}, "zh").subject

    assert subject == "长" * (MAX_SUBJECT - 1) + "…"


def test_a_long_fact_is_cut() -> None:
    text = body_of("{{ reason }}", {"reason": "长" * (MAX_FACT + 1)})

    assert text == "长" * (MAX_FACT - 1) + "…"


def test_a_list_can_be_looped_over() -> None:
    source = "{% for one in cases %}{{ loop.index }}. {{ one.number }}\n{% endfor %}"
    facts: dict[str, FactValue] = {"cases": [{"number": "1-1"}, {"number": "1-2"}]}

    assert body_of(source, facts) == "1. 1-1\n2. 1-2"


def test_an_empty_list_takes_the_other_way() -> None:
    source = "{% for one in names if one %}{{ one }}{% else %}{{ actor }}{% endfor %}"

    assert body_of(source, {"names": ["", ""], "actor": "王芳"}) == "王芳"


def test_a_list_can_be_joined_and_counted() -> None:
    source = "{{ names|length }}: {{ names|join('、') }}"

    assert body_of(source, {"names": ["王芳", "李强"]}) == "2: 王芳、李强"


def test_a_template_text_is_read_once() -> None:
    assert read("{{ at }} once") is read("{{ at }} once")


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ range(10) }}", "a call"),
        ("{{ reason.upper() }}", "a call"),
        ("{{ lipsum() }}", "a call"),
        ("{{ 'a' * 999999999 }}", "arithmetic"),
        ("{{ 9 ** 9 ** 9 }}", "arithmetic"),
        ("{{ '%999999999d' % 1 }}", "arithmetic"),
        ("{{ -1 }}", "arithmetic"),
        ("{{ reason ~ reason }}", "joining with ~"),
        ("{% set x = reason %}", "an assignment"),
        ("{% set x %}a{% endset %}", "an assignment"),
        ("{% with x = reason %}{% endwith %}", "an assignment"),
        ("{% include 'other' %}", "another template"),
        ("{% import 'other' as x %}", "another template"),
        ("{% from 'other' import x %}", "another template"),
        ("{% extends 'other' %}", "another template"),
        ("{% block a %}{% endblock %}", "a block"),
        ("{% macro f() %}{{ f() }}{% endmacro %}", "a macro"),
        ("{{ reason['x'] }}", "square brackets"),
        ("{{ reason is defined }}", "a test with `is`"),
        ("{% filter trim %}a{% endfilter %}", "this way of writing"),
        ("{% autoescape true %}a{% endautoescape %}", "this way of writing"),
        ("{{ {'a': 1} }}", "this way of writing"),
    ],
)
def test_a_template_cannot_compute(source: str, what: str) -> None:
    assert sentence_about(source).endswith(f": A template cannot use {what}.")


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ (reason|trim).__class__ }}",
        "{{ case.number.__class__ }}",
        "{{ reason.upper }}",
        "{{ self }}",
        "{{ _budget }}",
        "{{ reason|_counted }}",
        "{{ reason|attr('upper') }}",
        "{{ reason|center(999999999) }}",
        "{{ reason|replace('', reason) }}",
        "{% for x in names %}{{ x.__class__ }}{% endfor %}",
        "{% for x in names %}{{ x.upper }}{% endfor %}",
        "{% for x in names %}{{ loop }}{% endfor %}",
        "{{ names }}",
        "{{ case }}",
        "{{ none }}",
        "{{ true }}",
        "{{ 1.5 }}",
        "{{ names|join(names|join(names)) }}",
        "{{ names|join('x')|join('x') }}",
        "{% for x in reason %}{% endfor %}",
        "{% for x in names recursive %}{% endfor %}",
        "{% for a, b in names %}{% endfor %}",
        "{{ 'x' if reason }}",
        "{{ reason|truncate(1) }}",
        "{{ reason < 1 }}",
        "{{ 5|length }}",
        "{{ reason|trim(**case) }}",
    ],
)
def test_a_template_cannot_reach_out(source: str) -> None:
    facts: dict[str, FactValue] = {"reason": "long enough", "names": ["a", "b"]}

    assert sentence_about(source, facts).startswith(
        "Template due_soon cannot be rendered: zh body"
    )


def test_loops_in_loops_are_stopped() -> None:
    source = "{% for x in names %}" * 6 + "{% endfor %}" * 6

    sentence = sentence_about(source, {"names": ["a"] * 20})

    assert sentence.endswith(f"Its loops take more than {MAX_ROUNDS} rounds.")


def test_loops_over_written_lists_are_stopped() -> None:
    source = "{% for x in [1,2,3,4,5,6,7,8,9] %}" * 9 + "{% endfor %}" * 9

    assert sentence_about(source).endswith(f"more than {MAX_ROUNDS} rounds.")


def test_joins_in_loops_are_counted() -> None:
    source = "{% for x in names %}{{ names|join }}{% endfor %}"

    sentence = sentence_about(source, {"names": ["a"] * 100})

    assert sentence.endswith(f"Its loops take more than {MAX_ROUNDS} rounds.")


def test_a_flood_of_text_is_stopped() -> None:
    source = "{% for x in names %}{{ reason }}{% endfor %}"

    sentence = sentence_about(source, {"names": ["a"] * 9, "reason": "x" * MAX_FACT})

    assert sentence.endswith(f"It makes more than {MAX_OUTPUT} characters of text.")


def test_an_endless_template_text_is_refused() -> None:
    sentence = sentence_about("x" * (MAX_SOURCE + 1))

    assert sentence.endswith(f"It is longer than {MAX_SOURCE} characters.")


@pytest.mark.parametrize(
    "source",
    [
        "{{ " + "(" * 4000 + "1" + ")" * 4000 + " }}",
        "{{ " + "not " * 2000 + "1 }}",
        "{% for x in names %}" * 25 + "{% endfor %}" * 25,
        "{% if reason %}" * 200 + "{% endif %}" * 200,
        "{{ reason" + "|trim" * 200 + " }}",
    ],
    ids=["brackets", "negations", "loops", "conditions", "filters"],
)
def test_deep_nesting_is_refused(source: str) -> None:
    sentence = sentence_about(source, {"names": []})

    assert "nested" in sentence


def test_an_unknown_fact_is_named() -> None:
    assert sentence_about("a\n{{ case.promis_due }}") == (
        "Template due_soon cannot be rendered: zh body line 2: "
        "There is no fact case.promis_due. Did you mean case.promise_due?"
    )


def test_the_error_speaks_both_languages() -> None:
    with pytest.raises(GridcaseError) as caught:
        body_of("{{ nonsense_here }}")

    assert isinstance(caught.value, RenderingError)
    assert caught.value.template == "due_soon"
    assert caught.value.zh.endswith("zh body 第 1 行：没有事实 nonsense_here。")
    assert str(caught.value) == caught.value.en


@pytest.mark.parametrize("texts", [{}, {"zh": " \n"}], ids=["absent", "blank"])
def test_a_missing_language_is_refused(texts: dict[str, str]) -> None:
    template = Template(name="t", subject={"zh": "x"}, body=texts)

    with pytest.raises(RenderingError, match="It has no text in this language"):
        render(template, {}, "zh")


def test_a_good_template_has_no_problems() -> None:
    source = "\n".join(f"{{{{ {name} }}}}" for name in FACTS)

    assert problems(a_template(source), FACTS) == []


def test_all_problems_are_told_at_once() -> None:
    template = Template(
        name="t",
        subject={"zh": "{{ case.numbr }}", "en": "{{ at }"},
        body={"zh": "a\n{{ stage_due }}\n{{ 1 + 1 }}\n{{ case }}"},
    )

    found = problems(template, FACTS)

    assert [(one.part, one.language, one.line, one.en) for one in found] == [
        (
            Part.SUBJECT,
            "zh",
            1,
            "There is no fact case.numbr. Did you mean case.number?",
        ),
        (Part.SUBJECT, "en", 1, "Syntax error: unexpected '}'"),
        (Part.BODY, "zh", 3, "A template cannot use arithmetic."),
        (
            Part.BODY,
            "zh",
            2,
            "There is no fact stage_due. Did you mean case.stage_due?",
        ),
        (
            Part.BODY,
            "zh",
            4,
            (
                "There is no fact case. Did you mean case.category or "
                "case.condition or case.department_due?"
            ),
        ),
        (Part.BODY, "en", 0, "It has no text in this language."),
    ]


def test_a_problem_speaks_chinese_too() -> None:
    [found] = problems(a_template("{{ case.numbr }}"), FACTS)

    assert found == Problem(
        template="due_soon",
        part=Part.BODY,
        language="zh",
        line=1,
        zh="没有事实 case.numbr。是否指 case.number?",
        en="There is no fact case.numbr. Did you mean case.number?",
    )
