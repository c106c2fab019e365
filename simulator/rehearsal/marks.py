"""What the crisis, the world and the playbook did, as marks on the axis of time, in words that a person would use."""

from collections import Counter
from typing import Any

from simulator.costing import n_enrolled
from simulator.model import CampaignModel
from simulator.rehearsal.people import text_of, title, words
from simulator.scenario import Scenario
from simulator.strategies import Watch
from simulator.wording import counted

WORLD, PLAN = "world", "plan"
CRISES = ("crisis", "second wave")


class MarkTaker:
    """Turns the events of a model into marks, as they happen.

    taken : the marks so far, each with hours, kind, text, and by whom: the world or the plan.
    """

    def __init__(self, model: CampaignModel, *, since: float = 0.0) -> None:
        self._model = model
        self._told: Counter[tuple[float, str]] = Counter()
        self.taken = [self._mark(*event) for event in model.events if event[0] < since]

    def take(self) -> list[dict[str, Any]]:
        """The marks since the last time."""
        new = [self._mark(*event) for event in self._model.events[len(self.taken) :]]
        self.taken.extend(new)
        return new

    def _mark(self, hours: float, kind: str, text: str) -> dict[str, Any]:
        watches = [*self._model.happenings, *self._model.playbook]
        alike = [watch for watch in watches if watch.spec.action == kind and watch.last == hours]
        place = self._told[hours, kind]  # several of one kind at one time are done in this order
        self._told[hours, kind] += 1
        watch = alike[place] if place < len(alike) else None
        is_world = kind in CRISES or any(watch is happening for happening in self._model.happenings)
        said = self._said(kind, text, watch)
        return {"hours": round(hours, 3), "kind": kind, "text": said, "by": WORLD if is_world else PLAN}

    def _said(self, kind: str, text: str, watch: Watch | None) -> str:
        spec = self._model.spec
        if watch is not None:
            return said_of(watch.spec, spec) or f"{title(kind)}: {words(text)}"
        if kind in CRISES and spec.crisis is not None:
            story = text_of(spec.crisis.story, spec.messages[spec.crisis.story])
            again = " once more" if kind == CRISES[1] else ""
            return f"The crisis breaks{again} among {words(spec.crisis.origin)}: \u201c{story}\u201d"
        return words(text)


def said_of(step: Any, scenario: Scenario, text: str = "") -> str:
    """What an action of a playbook does, in a sentence; empty where it is none that is built in.

    text : the words of its message, where the scenario does not have it.
    """
    match step.action:
        case "publish":
            return f"{_who_says(step, scenario)}: \u201c{text or _text(step.message, scenario)}\u201d"
        case "rally":
            return f"{title(step.segment)} are asked to speak up, for {step.hours:g} hours"
        case "pause":
            who = ", ".join(words(name) for name in step.segments)
            return f"The programme falls silent{f' ({who})' if who else ''}, for {step.hours:g} hours"
        case "enrol":
            part = step.part
            who = f"{counted(n_enrolled(part, scenario), 'member')} of {words(part.segment)}"
            return f"{who} join in: \u201c{text or _text(part.message, scenario)}\u201d"
        case "guide":
            return f"All staff learn what is off limits: {step.policy:.0%} fewer leaks"
        case "reallocate":
            return "Reviews of where the money goes begin"
    return ""


def _who_says(step: Any, scenario: Scenario) -> str:
    """Who speaks, and whether it is one or several."""
    segment = words(step.speaker)
    if scenario.segments[step.speaker].size == 1:
        return f"{title(step.speaker)} says"
    if step.members > 1:
        return f"{step.members:,} of {segment} say"
    return f"The head of {segment} says" if step.choose == "leaders" else f"One of {segment} says"


def _text(message: str, scenario: Scenario) -> str:
    return text_of(message, scenario.messages[message])
