"""What concerns the whole installation takes a power that is tied to posts."""

from datetime import datetime

import pytest

from tests.builders import a_city, an_organisation, at
from workflow.domain.blockers import BlockerCode
from workflow.domain.city import City
from workflow.domain.organisation import Power
from workflow.domain.powers import against

NOW = at("06-08 09:00")


def the_city(**powers: tuple[tuple[str, str], ...]) -> City:
    tied = {Power(name): desks for name, desks in powers.items()}
    return a_city(organisation=an_organisation(powers=tied))


def codes(person: str, city: City, now: datetime = NOW) -> list[BlockerCode]:
    return [each.code for each in against(person, Power.DISMISS, city, now)]


def test_a_holder_of_the_post_has_the_power() -> None:
    city = the_city(dismiss=(("coordinator", "water"),))

    assert codes("wei", city) == []
    assert codes("ann", city) == [BlockerCode.POWER_NOT_HELD]


def test_a_power_is_not_another_one() -> None:
    city = the_city(publish=(("coordinator", "water"),))

    assert codes("wei", city) == [BlockerCode.POWER_NOT_HELD]


def test_a_post_that_is_not_held_yet_gives_nothing() -> None:
    city = the_city(dismiss=(("coordinator", "water"),))

    assert codes("wei", city, at("06-08 09:00").replace(year=1990)) == [
        BlockerCode.POWER_NOT_HELD
    ]


@pytest.mark.parametrize("person", ["", "nobody", "system", "reporter"])
def test_who_is_nobody_has_no_power(person: str) -> None:
    city = the_city(dismiss=(("coordinator", "water"),))

    assert codes(person, city) == [BlockerCode.NO_SUCH_PERSON]


def test_the_refusal_names_the_posts_in_both_languages() -> None:
    city = the_city(dismiss=(("coordinator", "water"), ("head", "roads")))

    (why,) = against("ann", Power.DISMISS, city, NOW)

    posts = "coordinator of water, head of roads"
    assert why.details["posts"] == posts
    assert why.en.endswith(f"no power to dismiss; the posts that have it: {posts}.")
    assert why.zh.endswith(f"没有“dismiss”的权限；有此权限的岗位：{posts}。")
