"""The brief: one page that tells an organisation what a study answers, how surely, and what that rests on.

``parts`` what a page is made of; ``material`` what it is made from; ``saying`` and ``certainty`` numbers in words;
``drawing`` pictures; a file for each section; ``page.html``, ``blocks.html`` and ``page.css`` lay out, and compute
nothing.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.studies.answering import QUESTIONS
from simulator.views.brief import (
    adversity,
    answer,
    courses,
    crisis,
    evidence,
    in_the_room,
    limits,
    outcomes,
    parts_of_a_mix,
    spending,
    turning,
)
from simulator.views.brief.material import Material
from simulator.views.brief.parts import Brief, Section
from simulator.views.brief.saying import FIRST_STRONG, POP, isolated
from simulator.views.pages import write_page

if TYPE_CHECKING:
    from simulator.rehearsal.review import InTheRoom
    from simulator.studies.answers import Answers
    from simulator.studies.study import Study

HERE = Path(__file__).resolve().parent


def write_brief(
    study: "Study",
    answers: "Answers",
    path: str | Path,
    *,
    source_file: str | Path = "",
    command: str = "",
    room: "InTheRoom | None" = None,
    overwrite: bool = False,
) -> Path:
    """Write the brief of a study into a new HTML file, which needs no other file and no network.

    Parameters
    ----------
    source_file : the scenario file, which the page names.
    command : what made the study, as it was typed; without it, the page tells a ``compare`` that makes it again.
    room : what was decided in a rehearsal, where the study is the review of one.
    overwrite : whether a file that is there already is replaced, once the new page is ready.
    """
    return write_page(
        path, rendered(brief_of(Material(study, answers, str(source_file), command, room))), overwrite=overwrite
    )


def first_words(study: "Study", answers: "Answers", *, room: "InTheRoom | None" = None) -> str:
    """The answer and what it means, in a few sentences for a terminal."""
    material = Material(study, answers, room=room)
    said = "\n".join([answer.answer_of(material), *answer.meaning_of(material)])
    return said.replace(FIRST_STRONG, "").replace(POP, "")


def brief_of(material: Material) -> Brief:
    """The page as plain strings, before it is laid out."""
    study = material.study
    sections = (
        answer.section(material),
        outcomes.section(material),
        courses.section(material),
        outcomes.differences(material),
        spending.section(material),
        crisis.section(material),
        adversity.section(material),
        turning.section(material),
        parts_of_a_mix.section(material),
        limits.section(material),
        evidence.sources(material),
        evidence.provenance(material),
    )
    made = str(study.query("SELECT created FROM study").iloc[0, 0])[:10]
    title = study.name if material.room is None else f"After-action review: {isolated(study.name)}"
    return Brief(title, made, answer.answer_of(material), _told(material, sections))


def _told(material: Material, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections of the page; the review of a rehearsal has one more, and none for what it was not asked."""
    if material.room is None:
        return sections
    asked = [s for s in sections if s.id not in QUESTIONS or s.id in material.answers.asked]
    return (asked[0], in_the_room.section(material, material.room), *asked[1:])


def rendered(brief: Brief) -> str:
    """The page as HTML; every text is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    loader = FileSystemLoader(HERE)
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = Markup((HERE / "page.css").read_text("utf-8"))  # ours, not given by anybody
    return environment.get_template("page.html").render(brief=brief, style=style)
