"""Yearly schedules that cannot be taken over into a calendar."""

from workflow.errors.root import GridcaseError


class ScheduleRefusedError(GridcaseError):
    """A yearly schedule cannot be taken over; nothing was changed.

    `code` names what is the matter with it, in small letters.
    """

    def __init__(self, *, file: str, code: str, zh: str, en: str) -> None:
        self.file = file
        self.code = code
        super().__init__(
            zh=f"放假安排 {file} 不能导入，未作任何更改：{zh}",
            en=f"The schedule {file} cannot be imported, nothing changed: {en}",
        )


class CalendarMovedOnError(GridcaseError):
    """Somebody else changed the calendars between the listing and the writing."""

    def __init__(self, *, calendar: str) -> None:
        self.calendar = calendar
        super().__init__(
            zh=f"日历 {calendar} 刚被他人更改，未作任何更改；请重新运行。",
            en=f"Somebody changed the calendar {calendar} meanwhile; "
            "nothing was changed, run it again.",
        )


class AmbiguousCalendarError(GridcaseError):
    """There are several calendars, and none was named."""

    def __init__(self, *, known: str) -> None:
        self.known = known
        super().__init__(
            zh=f"有多个日历，请指明一个：{known}。",
            en=f"There are several calendars, name one of them: {known}.",
        )
