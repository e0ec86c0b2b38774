"""Text becomes a tree that keeps every position, or all that is wrong is said."""

import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.authoring.text.findings import Finding, Severity, has_errors, line_of
from workflow.authoring.text.source import read
from workflow.authoring.text.tree import Mapping, Position, Scalar, Sequence, plain

VALID = """\
workflow: city-case              # a comment
title: {zh: 城市管理案件, en: "City management case"}
at: "220104"
states:
  reported:
    limit: 30 minutes
    actions:
      register: {to: registered, by: [acceptor of centre, anyone]}
  closed:
    final: 'solved'
    text: |
      two
      lines
"""


def lines_for(text: str | bytes) -> list[str]:
    _, findings = read(text, "f.yaml")
    return [line_of(finding) for finding in findings]


def rules_for(text: str | bytes) -> list[str]:
    _, findings = read(text, "f.yaml")
    return [finding.rule for finding in findings]


def root_of(text: str | bytes) -> Mapping:
    root, findings = read(text, "f.yaml")
    assert findings == []
    assert isinstance(root, Mapping)
    return root


@pytest.mark.parametrize(
    "text",
    [
        "14:00",
        "on",
        "off",
        "yes",
        "no",
        "0101",
        "1_000",
        "~",
        "null",
        "1e3",
        "3.10",
        "2026-01-01",
        "0x1F",
        "220104",
        "=",
        ".inf",
    ],
)
def test_every_plain_scalar_stays_text(text: str) -> None:
    value = root_of(f"key: {text}\n").entries["key"].value

    assert value == Scalar(text=text, position=Position(line=1, column=6), quoted=False)


def test_a_tree_keeps_keys_values_and_positions() -> None:
    root = root_of("a:\n  b: [x, 'y']\n")

    inner = root.entries["a"].value

    assert root.entries["a"].position == Position(line=1, column=1)
    assert isinstance(inner, Mapping)
    assert inner.position == Position(line=2, column=3)
    assert inner.entries["b"].value == Sequence(
        position=Position(line=2, column=6),
        items=(
            Scalar(text="x", position=Position(line=2, column=7), quoted=False),
            Scalar(text="y", position=Position(line=2, column=10), quoted=True),
        ),
    )


def test_columns_count_characters_not_bytes() -> None:
    title = root_of("标题: {甲: 乙, en: x}\n").entries["标题"].value

    assert isinstance(title, Mapping)
    assert title.entries["en"].position == Position(line=1, column=12)


@pytest.mark.parametrize(
    ("written", "quoted"),
    [("1", False), ("'1'", True), ('"1"', True), ("|\n  1", True), (">-\n  1", True)],
    ids=["plain", "single", "double", "literal", "folded"],
)
def test_a_scalar_knows_whether_it_was_quoted(written: str, *, quoted: bool) -> None:
    value = root_of(f"a: {written}\n").entries["a"].value

    assert isinstance(value, Scalar)
    assert value.quoted is quoted


def test_a_key_left_open_has_a_missing_value() -> None:
    root = root_of("a:\nb: ''\n")

    values = [entry.value for entry in root.entries.values()]

    assert [isinstance(value, Scalar) and value.missing for value in values] == [
        True,
        False,
    ]


def test_a_whole_document_reads_as_plain_values() -> None:
    root, findings = read(VALID.encode(), "f.yaml")

    assert findings == []
    assert root is not None
    assert plain(root) == {
        "workflow": "city-case",
        "title": {"zh": "城市管理案件", "en": "City management case"},
        "at": "220104",
        "states": {
            "reported": {
                "limit": "30 minutes",
                "actions": {
                    "register": {
                        "to": "registered",
                        "by": ["acceptor of centre", "anyone"],
                    }
                },
            },
            "closed": {"final": "solved", "text": "two\nlines\n"},
        },
    }


def test_windows_and_old_mac_files_read_alike() -> None:
    marked = "\ufeff" + VALID.replace("\n", "\r\n")

    assert root_of(marked.encode()) == root_of(VALID)
    assert root_of(VALID.replace("\n", "\r")) == root_of(VALID)


# Syntax errors: where the author should look, what is wrong, what would be right.
SYNTAX = {
    "tab": (
        "a:\n\tb: 1\n\tc: 2\n",
        "2:1 a: the line is indented with a tab (also on line 3)",
        "indent with spaces, two for each level",
    ),
    "no colon": (
        "a 1\nb: 2\n",
        '1:1: the line has no key with ": " after it',
        'write "key: value", with a space after the colon',
    ),
    "no colon below": (
        "b: 2\na 1\nc: 3\n",
        '2:1: the line has no key with ": " after it',
        'write "key: value", with a space after the colon',
    ),
    "full-width colon": (
        "limit：4 hours\nrungs: desk\n",
        '1:1: the colon "：" is full-width',
        'write ":" and a space after it',
    ),
    "second colon": (
        "a: b: c\n",
        '1:5: a second ":" stands in one text',
        "put the text in quotes, or begin a new line for the key",
    ),
    "keys below a text": (
        "a: b\n\n  # why\n  c: d\n",
        '4:3: keys stand below "a", which has a text as its value on line 1',
        "indent them like that key, or take its text away",
    ),
    "open single quote": (
        "x:\n  a: 'b\nc: d\n",
        "2:6 x.a: the quote opened here is never closed",
        "close it with ' where the text ends",
    ),
    "open double quote": (
        'a: "b\n',
        "1:4 a: the quote opened here is never closed",
        'close it with " where the text ends',
    ),
    "quote too early": (
        "a: 'it's'\n",
        "1:8: text follows the closing quote",
        "let the quote end the text, and write '' for a quote inside it",
    ),
    "quote of an earlier line": (
        'a: "x\nb: "y"\n',
        "2:5: text follows the closing quote (opened on line 1)",
        'let the quote end the text, and write \\" for a quote inside it',
    ),
    "unknown escape": (
        'a: "\\q"\n',
        "1:5 a: a backslash in double quotes begins an unknown escape",
        "use single quotes, or write two backslashes",
    ),
    "open bracket": (
        "a:\n  by: [x, y\nb: 3\n",
        '2:7 a.by: the "[" opened here is never closed',
        'close it with "]"',
    ),
    "open brace at the end": (
        "a: {b: 1",
        '1:4 a: the "{" opened here is never closed',
        'close it with "}"',
    ),
    "missing key": (
        "a:\n  : b\n",
        "2:3 a: the key before the colon is missing",
        "write a key",
    ),
    "missing key in braces": (
        "a: {: b}\n",
        "1:5 a: the key before the colon is missing",
        "write a key",
    ),
    "open brace": (
        "a: {b: 1\n",
        '1:4 a: the "{" opened here is never closed',
        'close it with "}"',
    ),
    "comma missing": (
        "a: {\n  x: 1\n  y: 2\n}\nb: 1\n",
        '3:4 a: a "," or "}" is missing before this',
        (
            "put a comma between entries, and quotes around a text with : , [ ] "
            "{ } or # in it"
        ),
    ),
    "reserved letter": (
        "a: @x\n",
        '1:4 a: a text cannot begin with "@"',
        "put the whole text in quotes",
    ),
    "percent": (
        "a: [%x]\n",
        '1:5 a[0]: a text cannot begin with "%"',
        "put the whole text in quotes",
    ),
    "tab after a dash": (
        "a:\n  -\tb: c\n",
        "2:4 a[0]: a tab stands where only spaces may",
        "use spaces",
    ),
    "colon without a space": (
        "a: {b:[c]}\n",
        '1:6 a: a ":" stands inside a text',
        "write a space after the colon of a key, or put the text in quotes",
    ),
    "block text in brackets": (
        "a: [b, >c]\n",
        '1:8 a[1]: a text cannot begin with ">"',
        "put the whole text in quotes",
    ),
    "star": (
        "a: [*, b]\n",
        '1:5 a[0]: a text cannot begin with "*"',
        "put the whole text in quotes",
    ),
    "unknown tag handle": (
        "a: !foo!bar x\n",
        '1:4 a: a text cannot begin with "!"',
        "put the whole text in quotes",
    ),
    "indentation between levels": (
        "a:\n  b: 1\n c: 2\n",
        ("3:2: the line is indented by 1, like no line above that it could belong to"),
        "indent it exactly like the line that it should stand beside",
    ),
    "key in a list": (
        "x:\n  - a\n  b: 1\n",
        '3:3 x[1]: a list item with "- " was expected here, like on line 2',
        'begin the line with "- "',
    ),
    "item among keys": (
        "a: 1\n- b\n",
        "2:1: a key was expected here, like on line 1",
        "write a key, or indent the line to where it belongs",
    ),
    "list on the line of its key": (
        "a: - b\n",
        '1:4 a: a list with "- " begins in the middle of a line',
        "begin it on the next line, or write [a, b]",
    ),
    "bracket too many": (
        "a: {}}\n",
        "1:6: text stands here that belongs to nothing, a key was expected",
        "take it away, or put the whole value in quotes",
    ),
    "bracket without opening": (
        "a: ]\n",
        '1:4 a: "]" stands where a value was expected',
        "take it away, or put the text in quotes",
    ),
    "after the end": (
        "{a: 1}}\n",
        "1:7: the document has ended before this",
        (
            "begin every key of the top level at the start of its line, and open "
            "as many brackets as are closed"
        ),
    ),
    "first key indented": (
        "# title\n  a: 1\nb: 2\n",
        (
            "3:1: the document has ended before this; the first key, on line 2, "
            "is indented"
        ),
        (
            "begin every key of the top level at the start of its line, and open "
            "as many brackets as are closed"
        ),
    ),
    "block text": (
        "a: |z\n x\n",
        '1:5 a: after "|" or ">" the text must begin on the next line',
        "break the line after it, or put a text that begins so in quotes",
    ),
    "unreadable directive": (
        "%YAML 9.9\n---\na: 1\n",
        "1:1: a line that begins with % is not allowed",
        "take it away",
    ),
}


@pytest.mark.parametrize(("text", "said", "remedy"), SYNTAX.values(), ids=SYNTAX.keys())
def test_a_syntax_error_names_place_and_remedy(
    text: str, said: str, remedy: str
) -> None:
    root, _ = read(text, "f.yaml")

    assert root is None
    assert lines_for(text) == [f"f.yaml:{said}; {remedy}"]


REFUSED = {
    "alias": (
        "a: *x\n",
        '1:4 a: the alias "*x" is not allowed',
        "write out what it stands for, or put a text in quotes",
    ),
    "alias as a key": (
        "a:\n  *x : b\n",
        '2:3 a: the alias "*x" is not allowed',
        "write out what it stands for, or put a text in quotes",
    ),
    "anchor": (
        "a: &x 1\n",
        '1:4 a: the anchor "&x" is not allowed',
        "take it away, and write out the value wherever it is needed",
    ),
    "tag": (
        "a: !!int 3\n",
        '1:4 a: the tag "!!int" is not allowed',
        "take it away, every value is text and its key says what it means",
    ),
    "tag of python": (
        "a: !!python/object/apply:os.system [ls]\n",
        '1:4 a: the tag "!!python/object/apply:os.system" is not allowed',
        "take it away, every value is text and its key says what it means",
    ),
    "merge key": (
        "a:\n  <<: {b: 1}\n",
        '2:3 a.<<: the merge key "<<" is not allowed',
        "write out the keys that it brings in",
    ),
    "list as a key": (
        "? [a, b]\n: c\n",
        ("1:3: a map or list stands where a key was expected; use a text as the key"),
        "put a text with { } or [ ] in it in quotes",
    ),
    "braces of a template": (
        "a: {{ x }}\n",
        ("1:5 a: a map or list stands where a key was expected; use a text as the key"),
        "put a text with { } or [ ] in it in quotes",
    ),
    "empty key": (
        "a: {? : b}\n",
        '1:7 a[""]: the key before the colon is missing',
        "write a key",
    ),
    "no space after the colon": (
        "a: {limit:4 hours}\n",
        ('1:5 a["limit:4 hours"]: "limit:4 hours" is read as one key without a value'),
        'write "limit: 4 hours", with a space after the colon',
    ),
    "full-width colon in braces": (
        "a: {zh：城市, en: City}\n",
        '1:5 a.zh：城市: "zh：城市" is read as one key without a value',
        'write "zh: 城市", with a space after the colon',
    ),
    "second document": (
        "a: 1\n---\nb: 2\n",
        "2:1: another document begins here",
        "keep one document in each file and take the --- away",
    ),
    "directive": (
        "%YAML 1.1\n---\na: 1\n",
        "1:1: a directive that begins with % is not allowed",
        "take it away",
    ),
    "control character": (
        "a: x\x07y\n",
        "1:5: the character U+0007 stands here, which cannot be seen",
        "delete it",
    ),
    "NUL": (
        "a: 1\nb: \x00\n",
        "2:4: the character U+0000 stands here, which cannot be seen",
        "delete it",
    ),
    "zero-width space": (
        "st\u200bates: x\n",
        "1:3: the character U+200B stands here, which cannot be seen",
        "delete it",
    ),
    "lone surrogate": (
        "a: \ud800\n",
        "1:4: the character U+D800 stands here, which cannot be seen",
        "delete it",
    ),
    "escaped control character": (
        'a: "\\0"\n',
        "1:4 a: an escape in this text stands for U+0000, which cannot be seen",
        "take it away",
    ),
    "empty": (
        "",
        "1:1: the document is empty",
        'write at least one "key: value", with a half-width colon and a space',
    ),
    "only a comment": (
        "# later\n",
        "1:1: the document is empty",
        'write at least one "key: value", with a half-width colon and a space',
    ),
    "only a text": (
        "limit：4 hours\n",
        "1:1: the document is one text, without any key",
        'write at least one "key: value", with a half-width colon and a space',
    ),
    "GBK": (
        "a: 1\ntitle: 标题\n".encode("gbk"),
        "2:8: byte 0xB1 is not UTF-8, the file seems to be GBK (GB 18030)",
        "save the file in the encoding UTF-8",
    ),
    "UTF-16": (
        "a: 1\n".encode("utf-16"),
        "1:1: byte 0xFF is not UTF-8, the file seems to be UTF-16",
        "save the file in the encoding UTF-8",
    ),
    "any bytes": (
        b"a: \xff\xff\n",
        "1:4: byte 0xFF is not UTF-8",
        "save the file in the encoding UTF-8",
    ),
}


@pytest.mark.parametrize(
    ("text", "said", "remedy"), REFUSED.values(), ids=REFUSED.keys()
)
def test_what_is_not_allowed_is_an_error(
    text: str | bytes, said: str, remedy: str
) -> None:
    _, findings = read(text, "f.yaml")

    assert lines_for(text) == [f"f.yaml:{said}; {remedy}"]
    assert {finding.severity for finding in findings} == {Severity.ERROR}


def test_a_duplicate_key_names_the_first_line() -> None:
    text = "a: 1\nb:\n  c: x\n  d: y\n  'c': z\na: 2\n"

    root, _ = read(text, "f.yaml")

    assert lines_for(text) == [
        'f.yaml:5:3 b.c: the key "c" already stands on line 3; keep one of the two',
        'f.yaml:6:1 a: the key "a" already stands on line 1; keep one of the two',
    ]
    assert root is not None
    assert plain(root) == {"a": "1", "b": {"c": "x", "d": "y"}}


def test_what_stands_under_a_duplicate_is_read() -> None:
    assert rules_for("a: 1\na:\n  b: 1\n  b: 2\n") == ["yaml-duplicate-key"] * 2


def test_all_is_found_before_and_after_syntax_errors() -> None:
    text = "a: 1\na: 2\nb: [\nc: {x: 1, x: 2}\nd: 'x\ne: 3\nf: @z\ng: &h 1\n"

    found = [line.removeprefix("f.yaml:").partition(";")[0] for line in lines_for(text)]

    assert found == [
        '2:1 a: the key "a" already stands on line 1',
        '3:4 b: the "[" opened here is never closed',
        '4:11 c.x: the key "x" already stands on line 4',
        "5:4 d: the quote opened here is never closed",
        '7:4 f: a text cannot begin with "@"',
        '8:4 g: the anchor "&h" is not allowed',
    ]


def test_what_was_wrong_on_a_line_left_out_stays_reported() -> None:
    assert rules_for("a: {x: 1, x: 2, y: @}\nb: 1\n") == [
        "yaml-duplicate-key",
        "yaml-syntax",
    ]


def test_closing_brackets_of_a_left_out_part_are_no_error() -> None:
    assert rules_for("a: {\n  x: 1\n  y: 2\n}\nb: 1\nb: 2\n") == [
        "yaml-syntax",
        "yaml-duplicate-key",
    ]


def test_after_ten_syntax_errors_the_rest_is_unread() -> None:
    text = "".join(f"k{number}: @\n" for number in range(30))

    assert rules_for(text) == ["yaml-syntax"] * 10 + ["yaml-unread"]


def test_unread_rest_is_a_note_with_its_place() -> None:
    text = "".join(f"k{number}: @\n" for number in range(30))

    assert lines_for(text)[-1] == (
        "f.yaml:10:5: what follows here was not read; correct the syntax errors and "
        "check again"
    )


def test_a_hundred_findings_are_enough() -> None:
    found = lines_for("a: 1\n" * 300)

    assert len(found) == 101
    assert found[-1] == (
        "f.yaml:102:1 a: reading stops here; correct what was found so far"
    )


def test_of_many_unseen_characters_the_first_are_listed() -> None:
    found = lines_for("a: b" + "\x01" * 50)

    assert len(found) == 21
    assert found[0] == (
        "f.yaml:1:1: 50 characters that cannot be seen stand in this file, the first "
        "20 are listed; make sure that this is a YAML file, and delete them"
    )


@pytest.mark.parametrize(
    "content",
    ["a: " + "x" * 1024 * 1024, b"a: " + b"x" * 1024 * 1024, "a: " + "字" * 400_000],
    ids=["text", "bytes", "text of wide letters"],
)
def test_a_file_above_one_mebibyte_is_refused(content: str | bytes) -> None:
    assert lines_for(content) == [
        "f.yaml:1:1: the file is larger than 1 MiB; split it into several documents"
    ]


def test_a_file_of_one_mebibyte_is_read() -> None:
    root_of("a: " + "x" * (1024 * 1024 - 3))


def test_sixty_four_levels_are_read_one_more_is_not() -> None:
    deepest, _ = read("[" * 64 + "]" * 64, "f.yaml")

    assert deepest is not None
    assert lines_for("[" * 65 + "]" * 65) == [
        (
            f"f.yaml:1:65 {'[0]' * 64}: maps and lists are nested more than 64 deep "
            "here; make the document flatter"
        )
    ]


@pytest.mark.parametrize(
    "bomb",
    ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000, "[{" * 50_000],
    ids=["brackets", "braces", "dashes", "keys", "both"],
)
def test_a_bomb_of_nesting_is_one_finding(bomb: str) -> None:
    assert rules_for(bomb) == ["yaml-too-deep"]


@pytest.mark.parametrize(
    "text",
    [
        "a" + " " * 1_000_000 + "\nb: c",
        "x\n" + "]" * 1_000_000 + "x",
        "\ta: 1\n" * 150_000,
        "a: b: c\n" * 6_000,
        "a: " + "b: " * 300_000,
        "\0" * 1_000_000,
    ],
    ids=["spaces", "brackets", "tabs", "colons", "colons on a line", "zeros"],
)
def test_a_hostile_text_takes_no_long_time(text: str) -> None:
    started = time.process_time()

    assert rules_for(text)
    assert time.process_time() - started < 5


def test_a_billion_laughs_are_told_one_by_one() -> None:
    laughs = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )

    root, findings = read(laughs, "f.yaml")

    assert root is None
    assert {finding.rule for finding in findings} == {"yaml-anchor", "yaml-alias"}


WITHOUT_C = """
import sys
sys.modules["yaml._yaml"] = None
import yaml
from workflow.authoring.text.findings import line_of
from workflow.authoring.text.source import read
assert not yaml.__with_libyaml__
for text in sys.argv[1:]:
    _, findings = read(text, "f.yaml")
    print(*map(line_of, findings), sep="\\n")
"""


def test_the_parser_in_python_finds_the_same() -> None:
    # It points at another letter of an unknown escape, and reads {b:[c]} as {b: [c]}.
    names = SYNTAX.keys() - {"unknown escape", "colon without a space"}
    texts = [SYNTAX[name][0] for name in names]

    answer = subprocess.run(
        [sys.executable, "-c", WITHOUT_C, *texts],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert answer.stdout.splitlines() == [
        f"f.yaml:{said}; {remedy}"
        for said, remedy in (SYNTAX[name][1:] for name in names)
    ]


def assert_answered(content: str | bytes) -> None:
    root, findings = read(content, "f.yaml")
    assert root is not None or has_errors(findings)
    assert all(_stands_in_a_file(finding) for finding in findings)


def _stands_in_a_file(finding: Finding) -> bool:
    printed = line_of(finding)
    return finding.line >= 1 and finding.column >= 1 and printed.isprintable()


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_node_or_an_error(content: bytes) -> None:
    assert_answered(content)


@given(st.text(alphabet="ab:-?[]{},&*!|>'\"%@`#<~ \t\n\\0：城\x00\u2028", max_size=60))
@settings(max_examples=1500, deadline=None)
def test_any_punctuation_gives_a_node_or_an_error(content: str) -> None:
    assert_answered(content)


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(VALID)),
            st.integers(0, 12),
            st.text(alphabet="x:-[]{},&*!|'\"@# \t\n\\\x00", max_size=3),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=700, deadline=None)
def test_any_mutation_gives_a_node_or_an_error(
    edits: list[tuple[int, int, str]],
) -> None:
    text = VALID
    for start, length, put in edits:
        text = text[:start] + put + text[start + length :]

    assert_answered(text)
    assert_answered(text.encode())
