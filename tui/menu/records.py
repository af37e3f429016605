"""Commands for what was really held: the log of drills, and the hours of training. A tabletop enters nothing here by itself."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from tui.commands.numbers import Whole
from tui.menu.app import app

Said = Annotated[str, Parameter(allow_leading_hyphen=True)]
FilePath = Annotated[Path, Parameter(allow_leading_hyphen=True)]
STANDARD = "oklahoma"

records = App(
    name="records", help="The log of drills that were really held, and whether they are enough.", sort_key=11
)
training = App(name="training", help="Hours of training, by participant and topic.", sort_key=11)
app.command(records)
app.command(training)


@records.command(name="add", sort_key=1)
def records_add(
    site: str, /, *, kind: Said, date: Said, time: Said, occupants: Said, took: Said, note: Said = ""
) -> int:
    """Write down a drill that was held.

    Parameters
    ----------
    site
        The school site.
    kind
        security, fire, tornado or other.
    date
        The day, such as 2026-08-20.
    time
        When it began, such as 09:40 or "1:15 pm".
    occupants
        About how many people took part.
    took
        The total time, such as "3 min 20 s".
    note
        Anything else.
    """
    from tui.commands import records as command

    given = {"kind": kind, "date": date, "time": time, "occupants": occupants, "took": took, "note": note}
    return command.run_add({"site": site, **given})


@records.command(name="list", sort_key=2)
def records_list(site: str | None = None, /, *, year: Said | None = None, rules: str = STANDARD) -> int:
    """List the drills that are written down, and say which are older than they have to be kept.

    Parameters
    ----------
    site
        Only of this site.
    year
        Only of this school year, such as 2026-27.
    rules
        The requirement that says for how long: a name from `allcall list`, or a file.
    """
    from tui.commands import records as command

    return command.run_list(site, year, rules)


@records.command(name="check", sort_key=3)
def records_check(
    site: str,
    /,
    *,
    year: Said,
    rules: str = STANDARD,
    semester: Annotated[list[str] | None, Parameter(negative="", allow_leading_hyphen=True)] = None,
) -> int:
    """Hold the drills of a site and a school year against a requirement, rule by rule. This is no legal advice.

    Parameters
    ----------
    site
        The school site, as it was written down.
    year
        The school year, such as 2026-27.
    rules
        The requirement: a name from `allcall list`, or a file.
    semester
        First and last day of a semester, once for each: 2026-08-13:2026-12-18. Instead of those in the file, if any.
    """
    from tui.commands import records as command

    return command.run_check(site, year, rules, semester or [])


@records.command(name="export", sort_key=4)
def records_export(file: FilePath, site: str | None = None, /) -> int:
    """Write the log into a .csv or .xlsx file.

    Parameters
    ----------
    file
        The file to write.
    site
        Only of this site.
    """
    from tui.commands import records as command

    return command.run_export(file, site)


@records.command(name="import", sort_key=5)
def records_import(file: FilePath, /) -> int:
    """Put the drills of a .csv or .xlsx file into the log: all of them, or none if anything is wrong.

    Parameters
    ----------
    file
        A file with the columns that `allcall records export` writes.
    """
    from tui.commands import records as command

    return command.run_import(file)


@records.command(name="remove", sort_key=6)
def records_remove(number: Annotated[Whole, Parameter(name="ID")], /) -> int:
    """Take a drill out of the log for good.

    Parameters
    ----------
    number
        Its number in `allcall records list`.
    """
    from tui.commands import records as command

    return command.run_remove(number)


@training.command(name="add", sort_key=1)
def training_add(person: str, /, *, programme: Said, topic: Said, hours: Said, date: Said) -> int:
    """Write down hours of training that somebody took part in.

    Parameters
    ----------
    person
        The participant's name.
    programme
        A name from `allcall list`, or a file.
    topic
        What it was about.
    hours
        Such as 2.5.
    date
        The day, such as 2026-08-20.
    """
    from tui.commands import training as command

    given = {"person": person, "topic": topic, "hours": hours, "date": date}
    return command.run_add(given, programme)


@training.command(name="from-session", sort_key=2)
def training_from_session(session: str, /, *, programme: Said, topic: Said, date: Said | None = None) -> int:
    """Write down the time of an exercise for everybody who is named in its journal.

    Parameters
    ----------
    session
        A name from `allcall sessions`, or a journal file.
    programme
        A name from `allcall list`, or a file.
    topic
        What it was about.
    date
        The day; by default that on which people sat down to it.
    """
    from tui.commands import training as command

    return command.run_from_session(session, programme, topic, date)


@training.command(name="list", sort_key=3)
def training_list(person: str | None = None, /) -> int:
    """List the hours that are written down.

    Parameters
    ----------
    person
        Only of this participant.
    """
    from tui.commands import training as command

    return command.run_list(person)


@training.command(name="hours", sort_key=4)
def training_hours(
    person: str | None = None,
    /,
    *,
    programme: Annotated[list[str] | None, Parameter(negative="")] = None,
) -> int:
    """Sum the hours by participant and topic, towards what each programme asks for.

    Parameters
    ----------
    person
        Only of this participant.
    programme
        Only of this one: a name from `allcall list`, or a file. May be given again.
    """
    from tui.commands import training as command

    return command.run_hours(person, programme or [])


@training.command(name="export", sort_key=5)
def training_export(file: FilePath, person: str | None = None, /) -> int:
    """Write the hours into a .csv or .xlsx file.

    Parameters
    ----------
    file
        The file to write.
    person
        Only of this participant.
    """
    from tui.commands import training as command

    return command.run_export(file, person)


@training.command(name="remove", sort_key=6)
def training_remove(number: Annotated[Whole, Parameter(name="ID")], /) -> int:
    """Take a line out of the training record for good.

    Parameters
    ----------
    number
        Its number in `allcall training list`.
    """
    from tui.commands import training as command

    return command.run_remove(number)
