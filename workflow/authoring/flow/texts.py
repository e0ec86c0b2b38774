"""The types of single texts in a document: how each is read, and how editors see it.

Every scalar of a document arrives as text. Editors type scalars by YAML's own rules,
so the JSON Schema of a type also admits what an editor makes of it: `max: 9` is a
number there, and `back: true` a boolean.
"""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainValidator, WithJsonSchema

from workflow.authoring.flow.grammar import (
    MAX_NAME,
    GrammarError,
    parse_addressee,
    parse_amount,
    parse_decider,
    parse_destination,
    parse_file_name,
    parse_flag,
    parse_length,
    parse_name,
    parse_ordinal,
    parse_target,
    parse_terms,
    parse_trigger,
    parse_who,
    parse_whole,
)
from workflow.domain.definition import Destination, Term, Trigger, Who
from workflow.domain.durations import Duration

_NAME_SCHEMA = {"type": "string", "pattern": f"^[a-z][a-z0-9_]{{0,{MAX_NAME - 1}}}$"}
_FILE_NAME_SCHEMA = {
    "type": "string",
    "pattern": f"^[a-z][a-z0-9_-]{{0,{MAX_NAME - 1}}}$",
}
_POST_SCHEMA = "[a-z][a-z0-9_]* of [a-z][a-z0-9_]*"

Name = Annotated[str, AfterValidator(parse_name), WithJsonSchema(_NAME_SCHEMA)]
"""What states, actions, fields, marks, clocks, rungs and templates are called."""

FileName = Annotated[
    str, AfterValidator(parse_file_name), WithJsonSchema(_FILE_NAME_SCHEMA)
]
"""What workflows, sets of rungs and calendars are called."""

Target = Annotated[str, AfterValidator(parse_target), WithJsonSchema(_NAME_SCHEMA)]
"""The name of a state, or `back`."""

Flag = Annotated[
    bool,
    BeforeValidator(parse_flag),
    WithJsonSchema({"enum": [True, False, "true", "false", "yes", "no"]}),
]
"""`true` or `yes`, `false` or `no`."""

Whole = Annotated[
    int,
    BeforeValidator(parse_whole),
    WithJsonSchema(
        {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+$"}]}
    ),
]
"""A whole number."""

Free = Annotated[
    str, WithJsonSchema({"type": ["string", "number", "boolean"], "minLength": 1})
]
"""A value for a field, in the form that the field's type wants."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        what = "list" if isinstance(value, list) else "map"
        raise GrammarError(f"a text was expected, not a {what}", "write one text")
    return value


def _who(value: object) -> Who:
    return parse_who(_text(value))


def _addressee(value: object) -> Who:
    return parse_addressee(_text(value))


def _decider(value: object) -> Who:
    return parse_decider(_text(value))


def _amount(value: object) -> tuple[int, Duration | None]:
    return parse_amount(_text(value))


def _terms(value: object) -> tuple[Term, ...]:
    return parse_terms(_text(value))


def _trigger(value: object) -> Trigger:
    return parse_trigger(_text(value))


def _destination(value: object) -> Destination:
    return parse_destination(_text(value))


def _length(value: object) -> Duration:
    return parse_length(_text(value))


WhoText = Annotated[
    Who,
    PlainValidator(_who),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^({_POST_SCHEMA}|anyone|concerned|reporter|system)$",
        }
    ),
]
"""`POST of UNIT`, or somebody who needs no post."""

AddresseeText = Annotated[
    Who,
    PlainValidator(_addressee),
    WithJsonSchema({"type": "string", "pattern": f"^({_POST_SCHEMA}|reporter)$"}),
]
"""`POST of UNIT`, or the reporter."""

DeciderText = Annotated[
    Who,
    PlainValidator(_decider),
    WithJsonSchema({"type": "string", "pattern": f"^{_POST_SCHEMA}$"}),
]
"""`POST of UNIT`."""

AmountText = Annotated[
    tuple[int, Duration | None],
    PlainValidator(_amount),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]"}),
]
"""What is added to a limit: `100% of limit`, or a duration."""

Ordinal = Annotated[
    str,
    AfterValidator(parse_ordinal),
    WithJsonSchema({"type": "string", "pattern": "^[1-9][0-9]?$"}),
]
"""How many-th something is."""

TermsText = Annotated[
    tuple[Term, ...], PlainValidator(_terms), WithJsonSchema({"type": "string"})
]
"""A time, `condition.limit`, `20% of CLOCK` or `until FIELD`, joined with `or`."""

TriggerText = Annotated[
    Trigger,
    PlainValidator(_trigger),
    WithJsonSchema(
        {"type": "string", "pattern": "^([0-9]+ *%|due|overdue|.+ (before|after))$"}
    ),
]
"""A point of a limit, such as `80%` or `1 work day before`."""

DestinationText = Annotated[
    Destination,
    PlainValidator(_destination),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^(nearest )?[a-z][a-z0-9_]*$|^parent of owner$",
        }
    ),
]
"""A department's key, `nearest KIND`, `parent of owner` or `first_owner`."""

LengthText = Annotated[
    Duration,
    PlainValidator(_length),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]"}),
]
"""A duration such as `2 work hours` or `7 days`."""
