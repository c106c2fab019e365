"""What the crisis, the world and the playbook did, as marks on the axis of time, in words that a person would use."""

from typing import Any

from simulator.model import CampaignModel
from simulator.rehearsal.people import text_of, title, words
from simulator.scenario import Scenario
from simulator.strategies import Watch

WORLD, PLAN = "world", "plan"
CRISES = ("crisis", "second wave")


class MarkTaker:
    """Turns the events of a model into marks, as they happen.

    taken : the marks so far, each with hours, kind, text, and by whom: the world or the plan.
    """

    def __init__(self, model: CampaignModel, *, since: float = 0.0) -> None:
        self._model = model
        self.taken = [self._mark(*event) for event in model.events if event[0] < since]

    def take(self) -> list[dict[str, Any]]:
        """The marks since the last time."""
        new = [self._mark(*event) for event in self._model.events[len(self.taken) :]]
        self.taken.extend(new)
        return new

    def _mark(self, hours: float, kind: str, text: str) -> dict[str, Any]:
        watches = [*self._model.happenings, *self._model.playbook]
        watch = next((watch for watch in watches if watch.spec.action == kind and watch.last == hours), None)
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


def said_of(step: Any, scenario: Scenario) -> str:
    """What an action of a playbook does, in a sentence; empty where it is none that is built in."""
    match step.action:
        case "publish":
            text = text_of(step.message, scenario.messages[step.message])
            return f"{title(step.speaker)} says: \u201c{text}\u201d"
        case "rally":
            return f"{title(step.segment)} are asked to speak up"
        case "pause":
            who = ", ".join(words(name) for name in step.segments)
            return f"The programme falls silent{f' ({who})' if who else ''}"
        case "enrol":
            return f"A further part of the programme begins with {words(step.part.segment)}"
        case "guide":
            return "All staff learn what is off limits"
        case "reallocate":
            return "Reviews of where the money goes begin"
    return ""
