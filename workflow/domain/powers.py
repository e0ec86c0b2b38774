"""Who may do what concerns the whole installation: powers are tied to posts."""

from datetime import datetime

from workflow.domain.blockers import Blocker, BlockerCode, blocker
from workflow.domain.city import City
from workflow.domain.organisation import Power


def against(person: str, power: Power, city: City, now: datetime) -> list[Blocker]:
    """Every reason why a person may not use a power now; none if they may.

    Posts are held by local days, of any of the city's calendars.
    """
    organisation = city.organisation
    if person not in organisation.people:
        return [blocker(BlockerCode.NO_SUCH_PERSON, person=person)]
    days = {calendar.local(now).date() for calendar in city.calendars.values()}
    if any(organisation.has_power(person, power, day) for day in days):
        return []
    desks = organisation.powers.get(power, ())
    posts = ", ".join(f"{post} of {unit}" for post, unit in desks)
    name = organisation.people[person].name
    return [
        blocker(
            BlockerCode.POWER_NOT_HELD,
            person=name,
            power=power.value,
            posts=posts or "-",
        )
    ]
