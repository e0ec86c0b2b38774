"""One document has one text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.store.encoding import canonical, decode

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(DOCUMENTS)
def test_canonical_text_reads_back(document: object) -> None:
    assert decode(canonical(document)) == document


def test_keys_are_sorted_and_letters_kept() -> None:
    document = {"乙": [1, True, None], "a": {"c": "é", "b": ""}}

    assert canonical(document) == '{"a":{"b":"","c":"é"},"乙":[1,true,null]}'


@pytest.mark.parametrize(
    "document", [1.5, [1, 2.0], {"a": {"b": [float("nan")]}}, {"a": (0.1,)}]
)
def test_fractions_are_refused(document: object) -> None:
    with pytest.raises(TypeError, match="holds no fractions"):
        canonical(document)
