"""Small pictures as SVG: curves with bands over time, and marks on a track.

Positions across are per cent, so that a picture fills what room there is while its letters keep their size; curves are
stretched, their lines are not. Colours are classes, which the style sheet gives a light and a dark value.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 1000
"""Units across of what is stretched."""
HEIGHT, BOTTOM, LINE = 150, 24, 14
"""Height of a panel, room below it for the axis, and height of a line of words above it."""
TRACK = 26
"""Height of a track."""

SIGNS = {
    "better": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "worse": "M-4.5 -4.5h9v9h-9z",
    "unclear": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "differs": "M0 -6l6 6l-6 6l-6 -6z",
    "equal": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z",
    "action": "M0 -1l5 9h-10z",
    "event": "M0 -7v15",
}
"""Shapes around the point that they mark: who sees no colours sees a disc, a square, a ring or a diamond."""


@dataclass(frozen=True)
class Span:
    """A range of values on an axis."""

    low: float
    high: float

    def share(self, value: float) -> float:
        """How far along a value lies, 0 to 1."""
        wide = self.high - self.low
        return min(max((value - self.low) / wide, 0.0), 1.0) if wide else 0.5


@dataclass(frozen=True)
class Curve:
    """A line: its points and its look ("main", "baseline", "other")."""

    x: Sequence[float]
    y: Sequence[float]
    look: str


@dataclass(frozen=True)
class Band:
    """What lies between two lines."""

    x: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class Sign:
    """Something that happened at a moment, from low to high in most worlds."""

    at: float
    low: float
    high: float
    words: str
    is_crisis: bool
    of_world: bool = False

    @property
    def kind(self) -> str:
        """The sign below a panel: an event of the world's, or an action."""
        return "event" if self.of_world else "action"


@dataclass(frozen=True)
class Axes:
    """The axes that the panels of a figure share, with the words of their ticks."""

    x: Span
    y: Span
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    lines: int = 0
    """Lines of words above the panel."""

    @property
    def top(self) -> int:
        """Room above the panel."""
        return LINE * self.lines + 12


def around(values: Iterable[float], *, zero: bool = True, margin: float = 0.04) -> Span:
    """The range of values, zero within it, with a margin on both sides."""
    known = [v for v in values if math.isfinite(v)] + ([0.0] if zero else [])
    low, high = min(known, default=0.0), max(known, default=0.0)
    wide = (high - low) or abs(high) or 1.0
    return Span(low - wide * margin, high + wide * margin)


def ticks(span: Span, most: int = 4) -> list[float]:
    """Round numbers within a range.

    >>> ticks(Span(0, 7)), ticks(Span(-0.04, 0.04))
    ([0.0, 2.0, 4.0, 6.0], [-0.04, -0.02, 0.0, 0.02, 0.04])
    """
    wide = span.high - span.low
    if not wide > 0:
        return [span.low]
    power = 10 ** math.floor(math.log10(wide / most))
    step = next(f * power for f in (1, 2, 5, 10) if wide / (f * power) <= most + 1e-9 or f == 10)
    first, last = math.ceil(span.low / step - 1e-9), math.floor(span.high / step + 1e-9)
    return [round(n * step, 12) + 0.0 for n in range(first, last + 1)]


# ---------------------------------------------------------------- panels over time


def panel(axes: Axes, bands: Sequence[Band], curves: Sequence[Curve], signs: Sequence[Sign], label: str) -> Markup:
    """Curves over time with what happened; ``label`` tells it to those who do not see it."""
    crises = [sign for sign in signs if sign.is_crisis]
    inside = [
        *(_crisis_span(axes, sign) for sign in crises),
        *(_level(axes, value, words) for value, words in axes.y_ticks),
        *(_moment(axes, value, words) for value, words in axes.x_ticks),
        _stretched(axes, [_band(axes, band) for band in bands] + [_curve(axes, curve) for curve in curves]),
        *(_crisis(axes, sign, line) for line, sign in enumerate(crises)),
        *(_sign(s.kind, axes.x.share(s.at), axes.top + HEIGHT + 1, s.kind) for s in signs if not s.is_crisis),
    ]
    whole = Markup('<svg class="panel" width="100%" height="{}" role="img" aria-label="{}">{}</svg>')
    return whole.format(axes.top + HEIGHT + BOTTOM, label, Markup("").join(inside))


def _stretched(axes: Axes, paths: list[Markup]) -> Markup:
    frame = '<svg x="0" y="{}" width="100%" height="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}</svg>'
    return Markup(frame).format(axes.top, HEIGHT, WIDTH, HEIGHT, Markup("").join(paths))


def _points(axes: Axes, x: Sequence[float], y: Sequence[float]) -> list[str]:
    known = [(a, b) for a, b in zip(x, y, strict=True) if math.isfinite(b)]
    return [f"{WIDTH * axes.x.share(a):.4g} {HEIGHT * (1 - axes.y.share(b)):.4g}" for a, b in known]


def _curve(axes: Axes, curve: Curve) -> Markup:
    points = _points(axes, curve.x, curve.y)
    return Markup('<path class="line {}" d="M{}"/>').format(curve.look, "L".join(points)) if points else Markup("")


def _band(axes: Axes, band: Band) -> Markup:
    there = _points(axes, band.x, band.high)
    back = _points(axes, list(band.x)[::-1], list(band.low)[::-1])
    return Markup('<path class="band" d="M{}z"/>').format("L".join(there + back)) if there else Markup("")


def _level(axes: Axes, value: float, words: str) -> Markup:
    y = axes.top + HEIGHT * (1 - axes.y.share(value))
    line = Markup('<line class="grid{}" x1="0" x2="100%" y1="{:.1f}" y2="{:.1f}"/>')
    text = Markup('<text class="tick" x="0" y="{:.1f}">{}</text>')
    return line.format("" if value else " zero", y, y) + text.format(y - 3, words)


def _moment(axes: Axes, value: float, words: str) -> Markup:
    share = axes.x.share(value)
    anchor = "start" if share < 0.03 else "end" if share > 0.97 else "middle"
    text = Markup('<text class="tick" x="{:.2f}%" y="{}" text-anchor="{}">{}</text>')
    return text.format(100 * share, axes.top + HEIGHT + BOTTOM - 5, anchor, words)


def _crisis_span(axes: Axes, sign: Sign) -> Markup:
    left, right = axes.x.share(sign.low), axes.x.share(sign.high)
    rect = Markup('<rect class="crisis-span" x="{:.2f}%" y="{}" width="{:.2f}%" height="{}"/>')
    return rect.format(100 * left, axes.top, 100 * (right - left), HEIGHT)


def _crisis(axes: Axes, sign: Sign, line_of_words: int) -> Markup:
    share = axes.x.share(sign.at)
    anchor = "end" if share > 0.7 else "start" if share < 0.1 else "middle"
    y = LINE * (line_of_words + 1)
    line = Markup('<line class="crisis" x1="{0:.2f}%" x2="{0:.2f}%" y1="{1}" y2="{2}"/>')
    text = Markup('<text class="crisis-word" x="{:.2f}%" y="{}" text-anchor="{}">{}</text>')
    return line.format(100 * share, y + 4, axes.top + HEIGHT) + text.format(100 * share, y, anchor, sign.words)


# ---------------------------------------------------------------- tracks in tables


def interval_on(span: Span, mean: float, low: float, high: float, verdict: str) -> Markup:
    """A mean with its interval on a track; the words stand beside it in the table, so it is silent."""
    if not math.isfinite(mean):
        return Markup("")
    inside = [_zero(span)]
    if math.isfinite(low) and math.isfinite(high):
        inside.append(_bar(span, low, high, f"interval {verdict}", 3))
    inside.append(_sign(verdict, span.share(mean), TRACK / 2, verdict))
    return _track(inside)


def bars_on(span: Span, start: float, ends: Sequence[tuple[float, str]]) -> Markup:
    """Bars from where it starts to each end, such as those of a tornado, with a look for each."""
    if not math.isfinite(start):
        return Markup("")
    inside = [_bar(span, start, end, f"swing {look}", 12) for end, look in ends if math.isfinite(end)]
    return _track([*inside, _zero(span), _upright(span.share(start), "start")])


def strip_on(span: Span, worlds: Iterable[float], mean: float, room: float) -> Markup:
    """A thin line for each of many worlds, their mean, and one that was lived through, where there is one."""
    marks = [f"{WIDTH * span.share(value):.4g} 5V{TRACK - 5}" for value in worlds if math.isfinite(value)]
    inside = []
    if marks:
        frame = '<svg width="100%" height="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}</svg>'
        lines = Markup('<path class="worlds" d="M{}"/>').format("M".join(marks))
        inside.append(Markup(frame).format(TRACK, WIDTH, TRACK, lines))
    if math.isfinite(mean):
        inside.append(_upright(span.share(mean), "mean"))
    if math.isfinite(room):
        inside.append(_sign("differs", span.share(room), TRACK / 2, "differs"))
    return _track(inside)


def step_on(span: Span, begin: float, end: float, better: int) -> Markup:
    """A bar that leads from one value to another, in the look of better or worse; better : 1 where right is."""
    if not (math.isfinite(begin) and math.isfinite(end)):
        return Markup("")
    look = "better" if better * (end - begin) > 0 else "worse"
    return _track([_bar(span, begin, end, f"swing {look}", 12), _upright(span.share(begin), "start")])


def _track(inside: Iterable[Markup]) -> Markup:
    whole = Markup('<svg class="track" width="100%" height="{}" aria-hidden="true" focusable="false">{}</svg>')
    return whole.format(TRACK, Markup("").join(inside))


def _zero(span: Span) -> Markup:
    return _upright(span.share(0.0), "zero")


def _upright(share: float, look: str) -> Markup:
    line = Markup('<line class="{0}" x1="{1:.2f}%" x2="{1:.2f}%" y1="1" y2="{2}"/>')
    return line.format(look, 100 * share, TRACK - 1)


def _bar(span: Span, one: float, other: float, look: str, thick: int) -> Markup:
    left, right = sorted((span.share(one), span.share(other)))
    rect = Markup('<rect class="{}" x="{:.2f}%" y="{:.1f}" width="{:.2f}%" height="{}"/>')
    return rect.format(look, 100 * left, (TRACK - thick) / 2, max(100 * (right - left), 0.3), thick)


def _sign(kind: str, share: float, y: float, look: str) -> Markup:
    shape = SIGNS.get(kind, SIGNS["unclear"])
    whole = Markup('<svg x="{:.2f}%" y="{:g}" class="sign" overflow="visible"><path class="mark {}" d="{}"/></svg>')
    return whole.format(100 * share, y, look, shape)


def sample(look: str) -> Markup:
    """A piece of a line or a sign, for a legend."""
    if look in ("main", "baseline", "other"):
        inside = Markup('<path class="line {}" d="M1 7H33"/>').format(look)
    elif look == "band":
        inside = Markup('<rect class="band" x="1" y="1" width="32" height="12"/>')
    elif look == "crisis":
        inside = Markup('<line class="crisis" x1="17" x2="17" y1="0" y2="14"/>')
    else:
        inside = Markup('<svg x="17" y="{}" overflow="visible">{}</svg>').format(
            2 if look in ("action", "event") else 7, Markup('<path class="mark {}" d="{}"/>').format(look, SIGNS[look])
        )
    frame = Markup('<svg class="sample" width="34" height="14" aria-hidden="true" focusable="false">{}</svg>')
    return frame.format(inside)
