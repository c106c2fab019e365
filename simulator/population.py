"""The table of members: arrays ordered by segment, so that a segment is a slice, and the organisation chart."""

import gc
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

import numpy as np

from simulator import randomness
from simulator.scenario import EmployeesSettings, Scenario, SegmentSettings, VolunteerSettings

NEVER = -1
NOBODY = -1
GARBAGE = 100_000_000
"""Bytes of members that are handed out before garbage is collected."""
CACHE_LINE = 64
"""Bytes."""


def _row(columns: list[tuple[str, str]], size: int) -> np.dtype:
    """A row of so many bytes, so that rows do not lie across lines of the processor's cache."""
    names, formats = zip(*columns, strict=True)
    ends = np.cumsum([np.dtype(f).itemsize for f in formats])
    offsets = [int(end) - np.dtype(f).itemsize for end, f in zip(ends, formats, strict=True)]
    return np.dtype({"names": names, "formats": formats, "offsets": offsets, "itemsize": size})


MEMBER = _row(
    [
        ("attitude_start", "f4"),  # what the member thinks of the brand when nothing happens, -1..1
        ("attitude_fast", "f4"),  # deviation that recovers within weeks
        ("attitude_slow", "f4"),  # deviation that stays for years
        ("annoyance", "f4"),  # promotional posts seen, fading within days
        ("familiarity", "f4"),  # supportive posts seen, fading within weeks
        ("traffic", "f4"),  # posts of the simulation that arrived lately
        ("calm", "f4"),  # factor on passing on hostile stories, 1 is untouched
        ("goodwill", "f4"),  # product of (1 - chance to unfollow) since the last unfollow
        ("visits", "f4"),  # feed visits per hour, as a factor on the platform's
        ("urge", "f4"),  # factor on passing on supportive messages
        ("touched", "i4"),  # tick to which the fading values above are brought
        ("n_unfollowed", "i2"),
        ("camps", "u1"),  # answers to the crisis heard so far: denying, accepting
        ("forewarned", "u1"),  # whether the organisation told it before the story came
        ("heard_from", "u1"),  # kinds of people from whom support has come, bits of VOICES
        ("conviction", "f4"),  # how little others' words move the member
        ("calmness", "f4"),  # product of (1 - chance to hide) since the last hiding
        ("n_hidden", "u1"),
    ],
    size=64,
)
"""One member's row: what an exposure touches, in one line of the processor's cache (64 bytes)."""

VOICE = _row(
    [
        ("trust", "f4"),  # how far the member's word moves beliefs
        ("authenticity", "f4"),  # factor on appeal and trust, 1 is neutral
        ("credit_spent", "f4"),  # share of credibility lost by speaking
        ("credit_touched", "i4"),  # tick to which that is brought
        ("leads", "i4"),  # whether this is the head or a top manager, whose expertise does not raise trust (#25)
        ("echo", "i4"),  # how often others shared or acted on it
    ],
    size=32,
)
"""One member as a source: what a post by that member weighs."""

CONTACT = _row(
    [
        ("share_left", "f4"),  # product of (1 - chance to share) so far
        ("act_left", "f4"),  # product of (1 - chance to act) so far
        ("first_seen", "i4"),  # tick, or NEVER
        ("sources", "u4"),  # distinct ties by which it came
        ("posts", "u4"),  # how often the member has published it
        ("segment", "i2"),  # of the member
        ("relevant", "u1"),  # whether the topic interests the member
        ("shared", "u1"),
        ("acted", "u1"),
        ("author", "u1"),  # whether the member published it before seeing it
    ],
    size=32,
)
"""One member and one message, in half a line of the processor's cache (32 bytes): all that an exposure asks for where
nobody minds."""


VOLUNTEER = np.dtype(
    [
        ("posts", "f4"),  # posts for the organisation, as far as they are remembered
        ("reactions", "f4"),  # the same for reactions to them
        ("echo", "i4"),  # shares and actions of others that are already among the reactions
        ("lift", "f4"),  # what has raised or lowered morale, fading
        ("willing", "f4"),  # factor on speaking for the organisation, as of the last reflection; 1 is neutral
        ("content", "f4"),  # the part of it that is feedback
        ("unprompted", "u1"),  # whether the member speaks for the organisation without a programme
        ("talent", "u1"),  # the task that suits the member
    ],
    align=True,
)
"""One member as a volunteer."""


@dataclass
class Clockwork:
    """A process by which members act on their own: it fires when the rates, added up, pass a unit exponential.

    left : (members,) float64, what is missing until the next time, NaN where that is not drawn yet;
    fired : (members,) int32, how often it has; rates : of a steady process, per hour; since, soonest : hours up to
    which it has run, and before which nobody acts.
    """

    left: np.ndarray
    fired: np.ndarray
    rates: np.ndarray | None = None
    since: float = 0.0
    soonest: float = 0.0


SHARED = ("interested", "manager", "level")
"""Parts of the population that are the same in every run of a world."""


@dataclass
class Population:
    """Everybody, as one row each.

    member : (members,) of MEMBER; every field is also an attribute-like view by ``population["attitude_fast"]``.
    contact : (messages, members) of CONTACT.
    story_seen : (stories, members) int32, the tick in which those who may leave a story first saw it, or NEVER.
    interested : (topics, members) uint8, whether each topic interests each member.
    voice : (members,) of VOICE.
    manager : (members,) int32, NOBODY for those without; level : (members,) int16, 0 for the head, NOBODY outside.
    morale : (members,) float32, -1 to 1; at the start -1 disengaged, 0, 1 engaged.
    volunteer : (members,) of VOLUNTEER.
    active_from, active_until : (members,) float64 hours, while the member speaks for the organisation.
    last_post : (members,) float64 hours of the last post for the organisation, -inf for never.
    """

    member: np.ndarray
    contact: np.ndarray
    story_seen: np.ndarray
    interested: np.ndarray
    voice: np.ndarray
    manager: np.ndarray
    level: np.ndarray
    morale: np.ndarray
    volunteer: np.ndarray
    active_from: np.ndarray
    active_until: np.ndarray
    last_post: np.ndarray
    clockworks: dict[str, Clockwork] = field(default_factory=dict)
    _handed_out: ClassVar[int] = 0

    def __getitem__(self, name: str) -> np.ndarray:
        return self.member[name]

    @property
    def n_members(self) -> int:
        """How many there are."""
        return len(self.member)

    @property
    def segment(self) -> np.ndarray:
        """The number of each member's segment: (members,) int16."""
        return self.contact["segment"][0]

    @property
    def attitude(self) -> np.ndarray:
        """What members think, as of the tick when each was last touched: (members,) float32, -1..1."""
        return self["attitude_start"] + self["attitude_fast"] + self["attitude_slow"]

    def fresh(self, into: "Population | None" = None) -> "Population":
        """A copy that a run may change; what nobody changes is shared.

        ``into`` is a copy that is no longer needed: its memory is used again, which the system has already handed out
        page by page (fresh memory costs more than all else that a short run needs to begin).
        """
        if into is None:
            Population._let_garbage_go(self.member.nbytes + self.contact.nbytes)
        copies: dict[str, Any] = {}
        for name in (f.name for f in fields(self) if f.name not in {*SHARED, "clockworks"}):
            array = getattr(self, name)
            copies[name] = aligned(array.shape, array.dtype) if into is None else getattr(into, name)
            copies[name].view(np.uint8)[...] = array.view(np.uint8)  # as bytes: by fields it takes four times as long
        return Population(**copies, **{name: getattr(self, name) for name in SHARED})

    @classmethod
    def _let_garbage_go(cls, n_bytes: int) -> None:
        """Collect garbage each time that much memory has been handed out: a Mesa model and its agents form a ring.

        Python counts objects, not bytes, so the arrays of models that nobody holds any more would pile up.
        """
        cls._handed_out += n_bytes
        if cls._handed_out > GARBAGE:
            gc.collect()
            cls._handed_out = 0

    def clockwork(self, name: str) -> Clockwork:
        """The process of this name, made when it is first asked for."""
        if name not in self.clockworks:
            n = self.n_members
            self.clockworks[name] = Clockwork(np.full(n, np.nan), np.zeros(n, np.int32))
        return self.clockworks[name]


def aligned(shape: int | tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Zeros that begin at a line of the processor's cache, so that no row lies across two of them."""
    size = int(np.prod(shape)) * dtype.itemsize
    raw = np.zeros(size + CACHE_LINE, np.uint8)
    begin = -raw.ctypes.data % CACHE_LINE
    return raw[begin : begin + size].view(dtype).reshape(shape)


def slices(scenario: Scenario) -> dict[str, slice]:
    """Which rows belong to which segment, in the order of the file."""
    ends = np.cumsum([segment.size for segment in scenario.segments.values()])
    return {
        name: slice(int(end) - s.size, int(end)) for (name, s), end in zip(scenario.segments.items(), ends, strict=True)
    }


def topics_of(scenario: Scenario) -> list[str]:
    """All topics that messages are about, in the order of the file."""
    return list(dict.fromkeys(message.topic for message in scenario.messages.values()))


def stories_of(scenario: Scenario) -> list[str]:
    """All stories that messages belong to, in the order of the file."""
    return list(dict.fromkeys(message.story or message.topic for message in scenario.messages.values()))


def segment_codes(scenario: Scenario) -> np.ndarray:
    """The number of each member's segment: (members,) int16."""
    sizes = [segment.size for segment in scenario.segments.values()]
    return np.repeat(np.arange(len(sizes), dtype=np.int16), sizes)


def organisation(scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """The organisation chart of the employees: (manager, level), each (members,).

    Each segment of employees is a tree in the order of its rows: row 0 is the head, and the person in row i reports to
    row (i - 1) // team_size. The chart is the same in every world.
    """
    n = sum(segment.size for segment in scenario.segments.values())
    manager, level = np.full(n, NOBODY, np.int32), np.full(n, NOBODY, np.int16)
    for name, rows in slices(scenario).items():
        spec = scenario.segments[name]
        if not isinstance(spec, EmployeesSettings):
            continue
        place = np.arange(spec.size)
        manager[rows] = np.where(place > 0, rows.start + (place - 1) // spec.team_size, NOBODY)
        ends, depth = 1, 0
        level[rows] = 0
        while ends < spec.size:
            level[rows.start + ends : rows.stop] = depth = depth + 1
            ends = ends * spec.team_size + 1
    return manager, level


def draw_members(scenario: Scenario, world: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The traits that a world gives to its members: (rows of MEMBER, interested, rows of VOICE, morale)."""
    code = segment_codes(scenario)
    member = aligned(len(code), MEMBER)
    for name in ("calm", "goodwill", "calmness", "urge", "visits"):
        member[name] = 1.0
    voice, morale = np.zeros(len(code), VOICE), np.zeros(len(code), np.float32)
    voice["authenticity"] = 1.0
    topics = topics_of(scenario)
    interested = np.ones((len(topics), len(code)), np.uint8)
    for name, rows in slices(scenario).items():
        spec, ids = scenario.segments[name], np.arange(rows.start, rows.stop)
        _draw_segment(member[rows], spec, world, ids)
        voice["trust"][rows] = spec.trust
        for number, topic in enumerate(topics):
            if topic in spec.interests:
                key = randomness.stream(world, f"interest in {topic}")
                interested[number, rows] = randomness.uniform(key, ids) < spec.interests[topic]
        if isinstance(spec, EmployeesSettings):
            luck = randomness.uniform(randomness.stream(world, "morale"), ids)
            morale[rows] = np.where(luck < spec.disengaged, -1, np.where(luck < spec.disengaged + spec.engaged, 1, 0))
    return member, interested, voice, morale


def _draw_segment(rows: np.ndarray, spec: SegmentSettings, world: int, ids: np.ndarray) -> None:
    if spec.attitude_spread > 0:
        start = spec.attitude + spec.attitude_spread * randomness.normal(randomness.stream(world, "attitude"), ids)
        rows["attitude_start"] = np.clip(start, -1, 1)
    else:
        rows["attitude_start"] = spec.attitude
    conviction = np.full(len(ids), spec.conviction)
    if spec.conviction_spread > 0 and spec.role != "outlets":
        conviction += spec.conviction_spread * randomness.normal(randomness.stream(world, "conviction"), ids)
    rows["conviction"] = np.clip(conviction, 0, 1)
    if spec.activity_spread > 0:
        rows["visits"] = np.exp(spec.activity_spread * randomness.normal(randomness.stream(world, "visits"), ids))


def new_contacts(scenario: Scenario, interested: np.ndarray) -> np.ndarray:
    """Nobody has seen anything yet: (messages, members) of CONTACT. interested : (topics, members) uint8."""
    topics = topics_of(scenario)
    contact = aligned((len(scenario.messages), interested.shape[1]), CONTACT)
    contact["share_left"] = contact["act_left"] = 1.0
    contact["first_seen"] = NEVER
    contact["segment"] = segment_codes(scenario)
    contact["relevant"] = interested[[topics.index(message.topic) for message in scenario.messages.values()]]
    return contact


def volunteers(scenario: Scenario, world: int) -> np.ndarray:
    """What a world gives to its members as volunteers: who speaks unprompted, and for what each has a talent."""
    found = np.zeros(sum(segment.size for segment in scenario.segments.values()), VOLUNTEER)
    for name, rows in slices(scenario).items():
        spec, ids = scenario.segments[name], np.arange(rows.start, rows.stop)
        if not isinstance(spec, VolunteerSettings):
            continue
        bounds = np.cumsum([spec.writers, spec.sharers, spec.commenters])
        luck = randomness.uniform(randomness.stream(world, "talent"), ids)
        found["talent"][rows] = np.searchsorted(bounds, luck, side="right")
        if isinstance(spec, EmployeesSettings):
            luck = randomness.uniform(randomness.stream(world, "unprompted"), ids)
            found["unprompted"][rows] = luck < spec.unprompted_share
    return found


def populate(scenario: Scenario, world: int) -> Population:
    """The members of a world at its first tick."""
    member, interested, voice, morale = draw_members(scenario, world)
    manager, level = organisation(scenario)
    for name, rows in slices(scenario).items():
        spec = scenario.segments[name]
        if isinstance(spec, EmployeesSettings):
            leaders = (level[rows] >= 0) & (level[rows] <= 1)
            voice["trust"][rows][leaders] = spec.leader_trust
            voice["leads"][rows] = leaders
    n, volunteer = len(member), volunteers(scenario, world)
    return Population(
        member=member,
        contact=new_contacts(scenario, interested),
        story_seen=np.full((len(stories_of(scenario)), n), NEVER, np.int32),
        interested=interested,
        voice=voice,
        manager=manager,
        level=level,
        morale=morale,
        volunteer=volunteer,
        active_from=np.where(volunteer["unprompted"] == 1, 0.0, np.inf),
        active_until=np.full(n, np.inf),
        last_post=np.full(n, -np.inf),
    )
