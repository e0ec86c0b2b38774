"""A document that does not fit says what would, at the key that is wrong."""

from pydantic import Field

from workflow.authoring.city.shape import Document, TitleDocument, fit
from workflow.authoring.text.findings import line_of
from workflow.authoring.text.source import read


class Leaf(Document):
    title: TitleDocument | None = None
    size: int = 1


class Tree(Document):
    root: Leaf
    leaves: dict[str, Leaf] = Field(default_factory=dict)
    rows: list[Leaf] = Field(default_factory=list)


def misfits(text: str) -> list[str]:
    root, findings = read(text, "t.yaml")
    assert root is not None
    assert findings == []
    return [line_of(finding) for finding in fit(Tree, root, "t.yaml")[1]]


def test_a_tree_that_fits_becomes_the_document() -> None:
    root, _ = read("root: {size: 2, title: {zh: 叶, en: Leaf}}\n", "t.yaml")
    assert root is not None

    document, findings = fit(Tree, root, "t.yaml")

    assert findings == []
    assert document is not None
    assert document.root.title is not None
    assert (document.root.size, document.root.title.build().en) == (2, "Leaf")


def test_an_unknown_key_is_answered_with_the_nearest_one() -> None:
    text = """root: {sise: 1}
leaves:
  a: {titel: x}
rows: [{title: {zh: 叶, en: Leaf, de: Blatt}}]
"""

    assert misfits(text) == [
        't.yaml:1:8 root.sise: the key "sise" is not known; did you mean "size"?',
        (
            't.yaml:3:7 leaves.a.titel: the key "titel" is not known; '
            'did you mean "title"?'
        ),
        't.yaml:4:34 rows[0].title.de: the key "de" is not known; known are: zh, en',
    ]


def test_missing_keys_and_bad_values_are_all_named() -> None:
    assert misfits("rows: [{size: big, title: {zh: 叶}}]\n") == [
        't.yaml:1:1: the key "root" is missing; add it',
        't.yaml:1:27 rows[0].title: the key "en" is missing; add it',
        (
            't.yaml:1:15 rows[0].size: "big": input should be a valid integer, '
            "unable to parse string as an integer; correct the value"
        ),
    ]
