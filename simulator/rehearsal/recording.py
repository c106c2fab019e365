"""What a viewer is told of a run: the stage once, and a frame for each tick.

A recorder only reads. It looks at what is new since the last frame, so that a frame costs little in a large world.
"""

import base64
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from simulator.content import HOSTILE, NEUTRAL, NONE, SIDES, SUPPORTIVE, side_of
from simulator.model import CampaignModel
from simulator.rehearsal.marks import MarkTaker
from simulator.rehearsal.people import People, text_of, title, words
from simulator.rehearsal.picture import ASPECT, Picture, levels
from simulator.scenario import Scenario
from simulator.state import FAST, ORIGINALS, SHARES, SLOW
from simulator.tables import n_ticks_of

ATTITUDE, KNOWS_HOSTILE, KNOWS_OURS, PUBLISHED = 0x1F, 0x20, 0x40, 0x80
"""Bits of a member's state."""
MOST_TRAVELS = 150
"""Shares shown on their way in a frame, and as many originals."""
MOST_POSTS = 8
"""Posts told in words of a frame."""
SENTIMENT_HOURS = 6.0
"""Hours over which sentiment is taken; in single hours there are too few posts."""
FULL_ATTENTION = 1.0
TELLING = ("crisis", "leak", "disparagement")
"""Kinds of messages that are told before others, as answers are."""

ROLE_COLUMNS = (
    ("members", "members", "count", "how many there are"),
    ("attitude", "attitude", "attitude", "mean attitude at this moment, -1 to 1"),
    ("since_start", "since start", "change", "mean attitude minus that at the start"),
    ("know_story", "know bad news", "share", "share who have seen or written a hostile message so far"),
    ("know_ours", "know ours", "share", "share who have seen or written a supportive message so far"),
    ("wrote", "wrote", "count", "original posts so far"),
    ("passed_on", "passed on", "count", "shares so far"),
)
PLATFORM_COLUMNS = (
    ("accounts", "accounts", "count", "members who are there"),
    ("now", "this tick", "count", "posts and shares in this tick"),
    ("supportive", "for us", "count", "supportive posts and shares so far"),
    ("hostile", "against us", "count", "hostile posts and shares so far"),
    ("passed_on", "passed on", "share", "share of all posts so far that were passed on from another"),
)
_COLUMN = ("name", "label", "kind", "meaning")


class Frame(NamedTuple):
    """A run as it stands after a tick, and what is new in it.

    state : (drawn,) uint8, of each member drawn: attitude as a level from 0 to LEVELS, whether it knows a hostile and a
    supportive message, and whether it published in this tick. travels : (n, 3) uint16, posts of this tick whose both
    ends are drawn: places of source and receiver (the same for an original), and side. told : what is told in numbers
    and words, fit for JSON.
    """

    state: np.ndarray
    travels: np.ndarray
    told: dict[str, Any]


def stage_of(scenario: Scenario, picture: Picture) -> dict[str, Any]:
    """What a viewer must know before the first frame, fit for JSON.

    Coordinates are 16-bit and ties pairs of 16-bit places, in base64, least byte first.
    """
    roles = roles_of(scenario)
    drawn = np.bincount(picture.segment, minlength=len(scenario.segments)).tolist()
    return {
        "name": scenario.name,
        "description": " ".join(scenario.description.split()),
        "start": scenario.clock.start.isoformat(),
        "tick_hours": scenario.clock.tick_hours,
        "n_ticks": n_ticks_of(scenario),
        "currency": scenario.costs.currency,
        "segments": [
            {"name": name, "label": title(name), "role": spec.role, "size": spec.size, "drawn": n}
            for (name, spec), n in zip(scenario.segments.items(), drawn, strict=True)
        ],
        "roles": [{"name": role, "label": title(role)} for role in roles],
        "platforms": [{"name": name, "label": title(name)} for name in scenario.platforms],
        "messages": [
            {"name": name, "kind": m.kind, "text": text_of(name, m), "side": SIDES[side_of(m.stance)]}
            for name, m in scenario.messages.items()
        ],
        "curves": _curves(scenario),
        "role_columns": [dict(zip(_COLUMN, column, strict=True)) for column in ROLE_COLUMNS],
        "platform_columns": [dict(zip(_COLUMN, column, strict=True)) for column in PLATFORM_COLUMNS],
        "picture": {
            "n_drawn": len(picture.member),
            "n_members": picture.n_members,
            "aspect": ASPECT,
            "x": _base64(np.rint(picture.x * 65535), "<u2"),
            "y": _base64(np.rint(picture.y * 65535), "<u2"),
            "segment": _base64(picture.segment, "u1"),
            "start": _base64(picture.start, "u1"),
            "ties": _base64(picture.tie, "<u2"),
            "discs": np.round(picture.disc.astype(float), 5).tolist(),
            "said": picture.said,
        },
    }


def roles_of(scenario: Scenario) -> list[str]:
    """The roles that there are, in the order of the file."""
    return list(dict.fromkeys(segment.role for segment in scenario.segments.values()))


def _curves(scenario: Scenario) -> list[dict[str, Any]]:
    crisis = scenario.crisis
    again = crisis.second_wave.strength if crisis is not None and crisis.second_wave is not None else 0.0
    highest = FULL_ATTENTION if crisis is None else max(FULL_ATTENTION, crisis.severity * (1.0 + again))
    said = f"supportive minus hostile posts and shares of the last {SENTIMENT_HOURS:g} hours, as a share of both"
    curves = (
        ("attention", "Attention to the crisis", 0.0, highest, "the world's attention to the crisis, 1 is the most"),
        ("sentiment", "Sentiment of posts", -1.0, 1.0, said),
        ("reputation", "Reputation", -1.0, 1.0, "mean attitude of audience and advocates"),
    )
    return [dict(zip(("name", "label", "low", "high", "meaning"), curve, strict=True)) for curve in curves]


def _base64(array: np.ndarray, dtype: str) -> str:
    return base64.b64encode(np.ascontiguousarray(array, dtype).tobytes()).decode("ascii")


@dataclass(frozen=True, eq=False)
class Recording:
    """A run as it looked from tick to tick, for a viewer that stands by itself.

    id : tells it from others beside it; name : what it is called; said : where it comes from, in a sentence; stage and
    frames : what a viewer is told; picture : what is drawn; marks : what happened, with times; trees : its largest
    cascades.
    """

    id: str
    name: str
    said: str
    stage: dict[str, Any]
    picture: Picture
    frames: tuple[Frame, ...]
    marks: list[dict[str, Any]]
    trees: list[dict[str, Any]]


class Recorder:
    """Tells what happens in a run, a frame at a time; it reads the model, and changes nothing.

    Parameters
    ----------
    model : a run, at its beginning or on its way.
    picture : what is drawn of its world.
    """

    def __init__(self, model: CampaignModel, picture: Picture) -> None:
        spec = model.spec
        self.model, self.picture = model, picture
        self._place = np.full(model.given.n_members, NONE, np.int32)
        self._place[picture.member] = np.arange(len(picture.member))
        self._n_followers = model.world.ties.n_followers
        self._people = People(spec, model.population.level)
        self._side = model.moving.message["side"].copy()
        self._matters = np.array([m.posture != "none" or m.kind in TELLING for m in spec.messages.values()])
        self._texts = [text_of(name, message) for name, message in spec.messages.items()]
        self._segments, self._platforms = list(spec.segments), [words(name) for name in spec.platforms]
        self._roles = [segment.role for segment in spec.segments.values()]
        self._accounts = model.world.ties.account.sum(axis=1)
        self._sizes = sizes = np.array([segment.size for segment in spec.segments.values()])
        self._first_row = np.cumsum(sizes) - sizes
        self._in_role = np.array([[role == of for of in self._roles] for role in roles_of(spec)], float)
        self._share_of_role = self._in_role * sizes / (self._in_role @ sizes)[:, None]
        start = model.population["attitude_start"].astype(np.float64)
        self._start = np.add.reduceat(start, self._first_row) / sizes
        self._fade = model.given.fade[:, [FAST, SLOW]].T.astype(np.float32)
        self._n_seen = np.zeros(len(self._side), np.int64)
        self._said = np.zeros(len(self._side), bool)
        self._knows = np.zeros((2, model.given.n_members), bool)
        self._published = np.zeros((len(self._segments), 2), np.int64)
        self._on_platform = np.zeros((len(self._platforms), len(SIDES), 2), np.int64)
        self._tick = 0
        self._catch_up()

    def _catch_up(self) -> None:
        """Take in what happened before the last tick of a run that is on its way."""
        model = self.model
        last_tick = max(model.tick - 1, 0)
        before = model.posts[: np.count_nonzero(model.posts["time"] // model.given.tick_hours < last_tick)]
        self._learn(model.posts)
        self._count(before)
        self._said[before["message"]] = True
        self._marks = MarkTaker(model, since=last_tick * model.given.tick_hours)
        self._tick, self._n_posts = model.tick, len(before)

    @property
    def marks(self) -> list[dict[str, Any]]:
        """What the world and the playbook did so far, as a viewer marks it: hours, kind, text, by."""
        return self._marks.taken

    def frame(self) -> Frame:
        """The run as it stands, and what is new since the last frame: before the first tick, and after each."""
        model, posts = self.model, self.model.posts[self._n_posts :]
        self._learn(posts)
        self._count(posts)
        told = {
            "curves": self._curves(),
            "posts": self._told_posts(posts),
            "n_posts": len(posts),
            "roles": self._role_rows(),
            "platforms": self._platform_rows(posts),
            "events": self._marks.take(),
            "spent": round(model.ledger.total, 2),
        }
        frame = Frame(self._state(posts), self._travels(posts), told)
        self._said[posts["message"]] = True
        self._tick, self._n_posts = model.tick, len(model.posts)
        return frame

    # ------------------------------------------------------------ members

    def _learn(self, posts: np.ndarray) -> None:
        """Bring up to date who knows a message of each side, looking only at messages that were seen or published."""
        n_seen = self.model.moving.message["n_seen"]
        is_new = n_seen != self._n_seen
        is_new[posts["message"]] = True
        for message in np.flatnonzero(is_new & (self._side != NEUTRAL)):
            self._knows[self._side[message]] |= self.model.moving.contact[message]["first_seen"] >= self._tick
        self._n_seen = n_seen.copy()

    def _state(self, posts: np.ndarray) -> np.ndarray:
        member, people, last = self.picture.member, self.model.population, max(self.model.tick - 1, 0)
        fast, slow = self._fade[:, np.maximum(last - people["touched"][member], 0)]
        moved = people["attitude_fast"][member] * fast + people["attitude_slow"][member] * slow
        state = levels(people["attitude_start"][member] + moved)
        state |= self._knows[HOSTILE, member] * np.uint8(KNOWS_HOSTILE)
        state |= self._knows[SUPPORTIVE, member] * np.uint8(KNOWS_OURS)
        place = self._place[posts["member"]]
        state[place[place != NONE]] |= np.uint8(PUBLISHED)
        return state

    def _travels(self, posts: np.ndarray) -> np.ndarray:
        """Posts of which both ends are drawn, each kind by lot where there are too many: (n, 3) uint16."""
        to, is_share = self._place[posts["member"]], posts["parent"] != NONE
        source = np.where(is_share, self._place[self.model.posts["member"][posts["parent"]]], to)
        chosen = [np.flatnonzero((to != NONE) & (source != NONE) & of_kind) for of_kind in (is_share, ~is_share)]
        for n, found in enumerate(chosen):
            if len(found) > MOST_TRAVELS:
                chosen[n] = np.sort(found[np.argsort(posts["key"][found])[:MOST_TRAVELS]])
        shown = np.concatenate(chosen)
        return np.column_stack([source[shown], to[shown], self._side[posts["message"][shown]]]).astype(np.uint16)

    # ------------------------------------------------------------ words

    def _told_posts(self, posts: np.ndarray) -> list[dict[str, Any]]:
        """The most telling posts in words, in the order of time.

        Posts of one segment that say the same in the same way are told as one, by its most followed author. First come
        messages that were never heard before, then answers and what hurts, then what most followers could see.
        """
        if not len(posts):
            return []
        is_share = posts["parent"] != NONE
        alike = (posts["message"].astype(np.int64) * 2 + is_share) * len(self._segments) + posts["segment"]
        followers = self._n_followers[posts["platform"], posts["member"]]
        order = np.lexsort((posts["time"], -followers, alike))
        begins = np.flatnonzero(np.diff(alike[order], prepend=-1))
        heard_by = np.add.reduceat(followers[order], begins)
        best, message = order[begins], posts["message"][order[begins]]
        rank = np.lexsort((-heard_by, ~self._matters[message], is_share[best], self._said[message]))[:MOST_POSTS]
        ends = np.append(begins[1:], len(order))
        told = []
        for n in sorted(rank, key=lambda n: float(posts["time"][best[n]])):
            authors = len(set(posts["member"][order[begins[n] : ends[n]]].tolist()))
            told.append(self._in_words(posts, int(best[n]), int(followers[best[n]]), authors - 1))
        return told

    def _in_words(self, posts: np.ndarray, at: int, n_followers: int, others: int) -> dict[str, Any]:
        post = posts[at]
        message, segment = int(post["message"]), int(post["segment"])
        return {
            "post": self._n_posts + at,
            "hours": round(float(post["time"]), 3),
            "who": self._people.name(int(post["member"]), segment),
            "role": self._roles[segment],
            "segment": self._segments[segment],
            "place": self._platforms[int(post["platform"])],
            "text": self._texts[message],
            "side": SIDES[int(self._side[message])],
            "way": "writes" if post["parent"] == NONE else "passes on",
            "followers": n_followers,
            "others": others,
        }

    # ------------------------------------------------------------ numbers

    def _count(self, posts: np.ndarray) -> None:
        """Add the posts since the last frame to those before: by segment, and by platform and side."""
        is_share = (posts["parent"] != NONE).astype(np.int64)
        for table, place in (
            (self._published, posts["segment"]),
            (self._on_platform, posts["platform"] * len(SIDES) + self._side[posts["message"]]),
        ):
            table += np.bincount(place * 2 + is_share, minlength=table.size).reshape(table.shape)

    def _curves(self) -> dict[str, float | None]:
        model = self.model
        had_begun = model.tick > 0
        attention = (model.attention_so_far[-1] if had_begun else 0.0) if model.spec.crisis is not None else None
        reputation = model.public_attitude()[-1] if had_begun else model.public_start()
        return {
            "attention": None if attention is None else round(float(attention), 5),
            "sentiment": self._sentiment(),
            "reputation": round(float(reputation), 6),
        }

    def _sentiment(self) -> float | None:
        """Supportive minus hostile posts of the last hours as a share of both; None where there were none."""
        ticks = max(round(SENTIMENT_HOURS / self.model.given.tick_hours), 1)
        lately = self.model.moving.tally[max(self.model.tick - ticks, 0) : self.model.tick].sum(axis=(0, 1))
        good, bad = (int(lately[SHARES + side] + lately[ORIGINALS + side]) for side in (SUPPORTIVE, HOSTILE))
        return round((good - bad) / (good + bad), 4) if good + bad else None

    def _role_rows(self) -> list[list[float]]:
        """The numbers of each role, in the order of ROLE_COLUMNS."""
        model = self.model
        attitude = model.segment_attitude[-1] if model.tick else self._start
        known = np.add.reduceat(self._knows.view(np.uint8), self._first_row, axis=1, dtype=np.int64)
        sizes = self._in_role @ self._sizes
        columns = (
            sizes,
            (self._share_of_role @ attitude).round(4),
            (self._share_of_role @ (attitude - self._start)).round(4),
            (self._in_role @ known[HOSTILE] / sizes).round(4),
            (self._in_role @ known[SUPPORTIVE] / sizes).round(4),
            *(self._in_role @ self._published).T,
        )
        return np.column_stack(columns).tolist()

    def _platform_rows(self, posts: np.ndarray) -> list[list[float]]:
        """The numbers of each platform, in the order of PLATFORM_COLUMNS."""
        now = np.bincount(posts["platform"], minlength=len(self._platforms))
        on = self._on_platform
        everything = on.sum(axis=(1, 2))
        passed_on = on[:, :, 1].sum(axis=1) / np.maximum(everything, 1)
        by_side = on.sum(axis=2)
        columns = (self._accounts, now, by_side[:, SUPPORTIVE], by_side[:, HOSTILE], passed_on.round(4))
        return np.column_stack(columns).tolist()
