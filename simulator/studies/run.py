"""What is left of a run: its numbers, and compact arrays of which tables are built when somebody asks for them."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulator.beside import Beside
from simulator.content import NONE, SIDES
from simulator.health import HealthWarning
from simulator.scenario import Scenario
from simulator.settings import InputError
from simulator.state import ACTIONS, HIDES, IMPRESSIONS, LEADS, ORIGINALS, SALES, SHARES, UNFOLLOWS, UNSEEN

if TYPE_CHECKING:
    import pandas as pd

    from simulator.studies.job import Job

_BY_SIDE = {
    "impressions": (
        IMPRESSIONS,
        "impressions",
        "times that {side} messages were seen in the tick (in all: by the public)",
    ),
    "shares": (SHARES, "shares", "times that {side} messages were passed on in the tick"),
    "originals": (ORIGINALS, "posts", "original {side} posts in the tick"),
}


class Column(NamedTuple):
    """A column of the series: its place among the engine's counters (None: not counted there), unit and meaning."""

    counter: int | None
    unit: str
    meaning: str


COLUMNS: dict[str, Column] = {
    **{
        f"{name}_{side}": Column(first + number, unit, meaning.format(side=side))
        for name, (first, unit, meaning) in _BY_SIDE.items()
        for number, side in enumerate(SIDES)
    },
    "unseen": Column(UNSEEN, "exposures", "exposures in the tick that were not seen"),
    "actions": Column(ACTIONS, "actions", "calls to action followed in the tick"),
    "leads": Column(LEADS, "leads", "actions of the tick that became leads"),
    "sales": Column(SALES, "sales", "leads of the tick that became sales"),
    "hides": Column(HIDES, "hides", "sources hidden in the tick"),
    "unfollows": Column(UNFOLLOWS, "unfollows", "ties cut in the tick"),
    "reach": Column(None, "members", "members who have seen a supportive message so far (in all: of the public)"),
    "hostile_reach": Column(None, "members", "members who have seen a hostile message so far (in all: of the public)"),
    "attitude": Column(None, "-1..1", "mean attitude at the end of the tick: of the public, or of the segment"),
}
"""What the series say of a tick, for everybody and for each segment."""

ATTENTION = Column(None, "x", "the world's attention to the crisis in the tick; 1 where there is no crisis")

POST = np.dtype(
    [("time", "f8"), ("member", "i4"), ("parent", "i4"), ("message", "i2"), ("platform", "i2"), ("segment", "i2")]
)
"""A post as a run keeps it."""


class Legend(NamedTuple):
    """The names behind the numbers in a run's arrays, and its clock."""

    segments: tuple[str, ...]
    roles: tuple[str, ...]
    platforms: tuple[str, ...]
    messages: tuple[str, ...]
    start: dt.datetime
    tick_hours: float

    @classmethod
    def of(cls, spec: Scenario) -> "Legend":
        """The legend of a scenario."""
        segments = spec.segments
        roles = tuple(segment.role for segment in segments.values())
        clock = spec.clock
        return cls(tuple(segments), roles, tuple(spec.platforms), tuple(spec.messages), clock.start, clock.tick_hours)

    def hours(self, ticks: Any) -> np.ndarray:
        """Hours from the start to the end of each tick."""
        return (np.asarray(ticks) + 1) * self.tick_hours


class Course(NamedTuple):
    """What happened tick by tick, to everybody or to each segment.

    counts : (ticks, N_COUNTERS) or (ticks, segments, N_COUNTERS) int64; reached : (ticks, 2) or (ticks, segments, 2)
    members so far, by supportive and by hostile messages; attitude : (ticks,) or (ticks, segments) float64.
    """

    counts: np.ndarray
    reached: np.ndarray
    attitude: np.ndarray

    def columns(self) -> dict[str, np.ndarray]:
        """The columns of COLUMNS, each (ticks,) or (ticks, segments)."""
        found = {name: self.counts[..., c.counter] for name, c in COLUMNS.items() if c.counter is not None}
        others = {"reach": self.reached[..., 0], "hostile_reach": self.reached[..., 1], "attitude": self.attitude}
        return {name: found[name] if name in found else others[name] for name in COLUMNS}


@dataclass(frozen=True, eq=False)
class Run:
    """What is left of a run: numbers and compact arrays; its tables are built when asked for.

    Times: a row of a series is a tick, and its ``hours`` and ``time`` are those of the **end** of the tick, when
    ``reach`` and ``attitude`` stand as given; counts are of the tick. Posts and events have their own exact times.

    Parameters
    ----------
    job : what made it.
    outcomes : every registered metric once; NaN where there is no such number in this run.
    legend : names and clock.
    costs : what was spent, by kind, in the scenario's money.
    notes : (hours, kind, text) of the crisis and of what the playbook did.
    impressions : (source segment, receiver segment, side) int64.
    course, segment_course, attention, post : as far as the job asked for them.
    readings : the numbers that the job asked for, in its order.
    health : warnings, each with a name and a text, where little can be concluded from the run; none where all is well.
    beside : whom the strategy reaches, compared with ``do nothing``, where the job asked for it.
    """

    job: "Job"
    outcomes: dict[str, float]
    legend: Legend
    costs: dict[str, float]
    notes: tuple[tuple[float, str, str], ...]
    impressions: np.ndarray
    course: Course | None = None
    segment_course: Course | None = None
    attention: np.ndarray | None = None
    post: np.ndarray | None = None
    readings: tuple[float, ...] = ()
    health: tuple[HealthWarning, ...] = ()
    beside: Beside | None = None

    def __repr__(self) -> str:
        return f"<Run of {self.job.strategy!r} in world {self.job.seed}: {len(self.outcomes)} outcomes>"

    @property
    def series(self) -> "pd.DataFrame":
        """One row per tick: tick, hours, time, what COLUMNS says, and attention."""
        course = self._kept(self.course, "series")
        return self._frame(
            {**self._clock(np.arange(len(course.attitude))), **course.columns(), "attention": self.attention}
        )

    @property
    def segments(self) -> "pd.DataFrame":
        """One row per tick and segment: tick, hours, time, segment, role, and what COLUMNS says of the segment."""
        course, names = self._kept(self.segment_course, "segments"), self.legend
        n_ticks, n_segments = course.attitude.shape
        who = {"segment": list(names.segments) * n_ticks, "role": list(names.roles) * n_ticks}
        columns = {name: values.ravel() for name, values in course.columns().items()}
        return self._frame({**self._clock(np.repeat(np.arange(n_ticks), n_segments)), **who, **columns})

    @property
    def posts(self) -> "pd.DataFrame":
        """One row per post: who published what, where and when, and from which post (of whom) it was passed on."""
        import pandas as pd

        columns = self.post_columns()
        for name in ("parent", "parent_member"):
            values = columns[name]
            columns[name] = pd.array(np.where(values == NONE, 0, values), dtype="Int64")
            columns[name][values == NONE] = pd.NA
        columns["time"] = self._times(columns["hours"])
        return self._frame(columns)

    @property
    def events(self) -> "pd.DataFrame":
        """One row per event of the crisis or the playbook: hours, time, kind, text."""
        hours, kinds, texts = zip(*self.notes, strict=True) if self.notes else ((), (), ())
        times = self._times(np.array(hours, dtype=float))
        return self._frame({"hours": np.array(hours, float), "time": times, "kind": list(kinds), "text": list(texts)})

    @property
    def flow(self) -> "pd.DataFrame":
        """Impressions by segment of the source and segment of the receiver, where there are any."""
        names, places = self.legend, self.flow_places()
        source, receiver, side = places
        return self._frame(
            {
                "source": [names.segments[s] for s in source],
                "source_role": [names.roles[s] for s in source],
                "receiver": [names.segments[r] for r in receiver],
                "receiver_role": [names.roles[r] for r in receiver],
                "side": [SIDES[s] for s in side],
                "impressions": self.impressions[places],
            }
        )

    def flow_places(self) -> tuple[np.ndarray, ...]:
        """Where ``impressions`` is not zero: (source, receiver, side), each (rows,)."""
        return np.nonzero(self.impressions)

    def post_columns(self) -> dict[str, Any]:
        """The columns of the posts; parent and parent_member are NONE for an original."""
        post, names = self._kept(self.post, "posts"), self.legend
        parent = post["parent"].astype(np.int64)
        segment = post["segment"]
        return {
            "post": np.arange(len(post)),
            "tick": (post["time"] / names.tick_hours).astype(np.int64),
            "hours": post["time"],
            "member": post["member"].astype(np.int64),
            "segment": [names.segments[s] for s in segment],
            "role": [names.roles[s] for s in segment],
            "platform": [names.platforms[p] for p in post["platform"]],
            "message": [names.messages[m] for m in post["message"]],
            "parent": parent,
            "parent_member": np.where(parent == NONE, NONE, post["member"][parent]).astype(np.int64)
            if len(post)
            else parent,
        }

    def _kept(self, what: Any, name: str) -> Any:
        if what is None:
            raise InputError(f"run: {name} were not kept; ask for them with Job({name}=True), or use simulate()")
        return what

    def _clock(self, ticks: np.ndarray) -> dict[str, Any]:
        hours = self.legend.hours(ticks)
        return {"tick": ticks, "hours": hours, "time": self._times(hours)}

    def _times(self, hours: np.ndarray) -> Any:
        import pandas as pd

        return pd.Timestamp(self.legend.start) + pd.to_timedelta(hours, unit="h")

    def _frame(self, columns: dict[str, Any]) -> "pd.DataFrame":
        import pandas as pd

        return pd.DataFrame(columns)
