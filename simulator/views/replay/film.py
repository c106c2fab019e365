"""The replay as a film: pictures and curves, tick by tick, as GIF or MP4.

What stays is drawn once, by matplotlib; then each image changes only what moves: members, travels, texts, cursor.
"""

import datetime as dt
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.content import SIDES
from simulator.rehearsal.picture import ASPECT, LEVELS
from simulator.rehearsal.recording import ATTITUDE, KNOWS_HOSTILE, KNOWS_OURS, PUBLISHED, Recording
from simulator.settings import InputError
from simulator.views.figures.style import safe, styled

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

DOTS = {"gif": 75, "mp4": 100}
"""The formats, and dots per inch of each: 960 x 540 and 1280 x 720 points."""
FORMATS = tuple(DOTS)
SIZE = (12.8, 7.2)
SECONDS, FRAMES_PER_SECOND = 25, 8
"""How long a film lasts at most; frames are left out where there are more than it can show."""
SATURATED = 0.6
"""Attitude from which on a colour is full, as in the viewer."""
PAPER, INK, QUIET, MIDDLE = "#ffffff", "#1b2328", "#525c63", "#b5bbc0"
OF_SIDES = {"supportive": "#0072b2", "hostile": "#d55e00", "neutral": "#6f777d"}
COLOURS, DASHES = ("#1b2328", "#008a65"), ("-", (0, (5, 2.5)))
"""Looks of the first and the second run, as in the viewer."""
MARKERS = {"audience": "o", "advocates": "^", "employees": "s", "influencers": "*", "outlets": "D"}
NOT_REACHED = 0.55
"""How pale those are whom nothing has reached."""
Progress = Callable[[int, int, int], None]
"""A function of (images made, images in all, images failed), as for the runs of a study."""


def write_film(
    path: str | Path, runs: Sequence[Recording], *, overwrite: bool = False, progress: Progress | None = None
) -> Path:
    """Write one run, or two side by side, as a film; the end of the name tells the format, .gif or .mp4.

    MP4 needs ffmpeg: the program of this name, or the one that the package imageio-ffmpeg brings.

    Parameters
    ----------
    progress : told how many images are made, and how many there will be.
    """
    path = Path(path)
    form = path.suffix.lstrip(".").lower()
    if form not in FORMATS:
        raise InputError(f"{path}: is neither a .gif nor an .mp4 file; give such a name")
    check_film(form)
    if path.exists() and not overwrite:
        raise InputError(f"{path}: is there already, and nothing is overwritten; give another path")
    save = _save_gif if form == "gif" else _save_mp4
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            part = Path(folder) / f"film.{form}"
            with styled():
                save(Film(runs, DOTS[form]), part, progress or (lambda done, total, failed: None))
            os.replace(part, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); give another path") from None
    return path


def check_film(form: str) -> None:
    """Refuse a film that cannot be made here."""
    if form == "mp4" and ffmpeg() is None:
        raise InputError(
            "film: an MP4 needs ffmpeg, which is not here; install it (Debian and Ubuntu: apt install ffmpeg; or pip"
            " install imageio-ffmpeg), or ask for a gif"
        )


def ffmpeg() -> str | None:
    """The program that makes MP4 files, or None where there is none."""
    if found := shutil.which("ffmpeg"):
        return found
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def _save_gif(film: "Film", path: Path, progress: Progress) -> None:
    """One palette for all images, so that a point that does not change costs nothing."""
    from PIL import Image

    shown = film.shown()
    few = [Image.fromarray(film.image(frame)) for frame in np.quantile(shown, (0, 0.4, 0.6, 1), method="nearest")]
    sheet = Image.new("RGB", (few[0].width, few[0].height * len(few)))
    for n, image in enumerate(few):
        sheet.paste(image, (0, n * image.height))
    palette = sheet.quantize(255)
    images = [
        Image.fromarray(image).quantize(palette=palette, dither=Image.Dither.NONE) for image in film.images(progress)
    ]
    each = 1000 // FRAMES_PER_SECOND
    lasting = [*[each] * (len(images) - 1), 8 * each]
    images[0].save(path, save_all=True, append_images=images[1:], duration=lasting, loop=0, optimize=True)


def _save_mp4(film: "Film", path: Path, progress: Progress) -> None:
    width, height = (int(inches * film.dots) for inches in SIZE)
    given = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(FRAMES_PER_SECOND), "-i", "-"]
    made = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "20", "-movflags", "+faststart", str(path)]
    with subprocess.Popen(
        [str(ffmpeg()), "-loglevel", "error", "-y", *given, *made], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as making:
        assert making.stdin is not None
        for image in film.images(progress):
            making.stdin.write(image.tobytes())
        _, said = making.communicate()
    if making.returncode:
        raise InputError(f"film: ffmpeg could not make it: {said.decode(errors='replace').strip()}; ask for a gif")


class Film:
    """A figure that is drawn once, and of which each image changes only what moves.

    runs : one, or two side by side; dots : per inch.
    """

    def __init__(self, runs: Sequence[Recording], dots: int) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.runs, self.stage, self.dots = list(runs), runs[0].stage, dots
        self.n_frames = len(runs[0].frames)
        self._figure = Figure(figsize=SIZE, dpi=dots, facecolor=PAPER)
        self._canvas = FigureCanvasAgg(self._figure)
        self._moving: list[Artist] = []
        self._trails: list[list[Any]] = []
        self._facts: list[Any] = []
        self._lay_out()
        self._canvas.draw()
        self._still = np.array(self._canvas.buffer_rgba())
        self._members = [
            Members(run, axes.transData, self._still) for run, axes in zip(self.runs, self._pictures, strict=True)
        ]

    def shown(self) -> list[int]:
        """The frames that are shown: all, or as many as the film has time for, and always the last."""
        every = max(-(-self.n_frames // (SECONDS * FRAMES_PER_SECOND)), 1)
        frames = range(0, self.n_frames, every)
        return [*frames, *([self.n_frames - 1] if frames[-1] != self.n_frames - 1 else [])]

    def images(self, progress: Progress) -> Iterator[np.ndarray]:
        """The images in their order."""
        shown = self.shown()
        for n, frame in enumerate(shown):
            yield self.image(frame)
            progress(n + 1, len(shown), 0)

    def image(self, frame: int) -> np.ndarray:
        """One image: (height, width, 3) uint8."""
        points = np.asarray(self._canvas.buffer_rgba())
        points[...] = self._still
        for run, members in zip(self.runs, self._members, strict=True):
            members.stamp(points, run.frames[frame].state)
        self._move_on(frame)
        for artist in self._moving:
            self._figure.draw_artist(artist)
        return points[..., :3].copy()

    # ------------------------------------------------------------ what moves

    def _move_on(self, frame: int) -> None:
        hours = frame * self.stage["tick_hours"]
        now = dt.datetime.fromisoformat(self.stage["start"]) + dt.timedelta(hours=hours)
        self._now.set_text(f"{now:%a} {now.day} {now:%B, %H:%M} (hour {hours:g})")
        for cursor in self._cursors:
            cursor.set_xdata([hours / 24, hours / 24])
        for run, trails, fact in zip(self.runs, self._trails, self._facts, strict=True):
            fact.set_text(_fact(run, frame))
            travels = run.frames[frame].travels.astype(np.int64)
            travels = travels[travels[:, 0] != travels[:, 1]]
            for number, trail in enumerate(trails):
                trail.set_segments(_places(run)[travels[travels[:, 2] == number, :2]])

    def _moves(self, artist: Any) -> Any:
        """An artist that is drawn on each image anew."""
        artist.set_animated(True)
        self._moving.append(artist)
        return artist

    # ------------------------------------------------------------ what stays

    def _lay_out(self) -> None:
        told = [frame.told["curves"] for run in self.runs for frame in run.frames]
        curves = [curve for curve in self.stage["curves"] if any(one[curve["name"]] is not None for one in told)]
        above = self._figure.add_gridspec(1, len(self.runs), left=0.02, right=0.985, top=0.84, bottom=0.31, wspace=0.04)
        below = self._figure.add_gridspec(1, len(curves), left=0.045, right=0.985, top=0.25, bottom=0.075, wspace=0.16)
        self._figure.text(0.02, 0.945, safe(self.stage["name"]), fontsize=20, fontweight="bold", color=INK)
        self._now = self._moves(self._figure.text(0.985, 0.945, "", fontsize=20, color=INK, ha="right"))
        self._pictures = [self._figure.add_subplot(above[0, n]) for n in range(len(self.runs))]
        for run, axes, colour in zip(self.runs, self._pictures, COLOURS, strict=False):
            self._lay_out_picture(axes, run, colour)
        self._cursors = [
            self._lay_out_curve(self._figure.add_subplot(below[0, n]), curve) for n, curve in enumerate(curves)
        ]

    def _lay_out_picture(self, axes: "Axes", run: Recording, colour: str) -> None:
        from matplotlib.collections import LineCollection

        axes.set(xlim=(0, 1), ylim=(1 / ASPECT, 0), aspect="equal")
        axes.axis("off")
        ties = list(_places(run)[run.picture.tie])
        axes.add_collection(LineCollection(ties, colors=QUIET, linewidths=0.4, alpha=0.12))
        self._name_segments(axes, run.picture.disc)
        trails = [LineCollection([], colors=OF_SIDES[side], linewidths=1.8, alpha=0.85) for side in SIDES]
        self._trails.append([self._moves(axes.add_collection(trail)) for trail in trails])
        if len(self.runs) > 1:
            axes.set_title(safe(run.name), loc="left", fontsize=15, fontweight="bold", color=colour, pad=4)
        where: dict[str, Any] = {"ha": "right", "va": "bottom", "fontsize": 12.5, "color": QUIET}
        self._facts.append(self._moves(axes.text(1, 1.02, "", transform=axes.transAxes, **where)))

    def _name_segments(self, axes: "Axes", discs: np.ndarray) -> None:
        """Write each segment's name above its disc, or below it where another name stands above; large ones first."""
        axes.apply_aspect()  # else names are measured on axes of another size
        taken: list[Any] = []
        for number in np.argsort(-discs[:, 2], kind="stable"):
            left, top, radius = discs[number].tolist()
            label = safe(self.stage["segments"][number]["label"])
            places = ((top - radius - 0.012, "bottom"), (top + radius + 0.012, "top"))
            for height, alignment in places:
                how: dict[str, Any] = {"ha": "center", "va": alignment, "fontsize": 10, "color": INK, "weight": "bold"}
                name = axes.text(left, height, label, **how)
                box = name.get_window_extent()
                if not any(box.overlaps(other) for other in taken) or (height, alignment) == places[-1]:
                    break
                name.remove()
            taken.append(box)

    def _lay_out_curve(self, axes: "Axes", curve: dict[str, Any]) -> Any:
        hours = np.arange(self.n_frames) * self.stage["tick_hours"]
        for run, colour, dashes in zip(self.runs, COLOURS, DASHES, strict=False):
            values = [frame.told["curves"][curve["name"]] for frame in run.frames]
            drawn = np.array([np.nan if value is None else value for value in values])
            axes.plot(hours / 24, drawn, color=colour, linestyle=dashes, linewidth=2)
        for mark in {mark["hours"] for run in self.runs for mark in run.marks}:
            axes.axvline(mark / 24, color=QUIET, linewidth=0.8, alpha=0.6)
        if curve["name"] != "reputation":
            axes.set_ylim(curve["low"] - 0.05, curve["high"] + 0.05)
        axes.set_title(safe(curve["label"]), fontsize=12.5, fontweight="bold", color=INK)
        axes.set_xlim(0, hours[-1] / 24)
        axes.set_xlabel("days", fontsize=10, labelpad=1)
        return self._moves(axes.axvline(0, color=INK, linewidth=2))


class Members:
    """The members of a picture as points of an image, which are changed all at once.

    points : (members, points of one) int64, places in the image; cover, core : the same shape, float32, how much of
    each point a member covers, and how much of that is inside its rim.
    """

    def __init__(self, run: Recording, to_points: Any, still: np.ndarray) -> None:
        self._width = still.shape[1]
        self._levels = _colours()
        self._still = still[..., :3].reshape(-1, 3)
        middle = to_points.transform(_places(run))
        across = to_points.transform([(0, 0), (1, 0)])
        width = across[1, 0] - across[0, 0]
        self._parts = []
        for number, segment in enumerate(run.stage["segments"]):
            members = np.flatnonzero(run.picture.segment == number)
            apart = run.picture.disc[number, 2] * width * np.sqrt(np.pi / max(len(members), 1))
            mask = _mask(MARKERS.get(segment["role"], "h"), float(np.clip(apart * 0.47, 1.2, 9.0)))
            x = np.floor(middle[members, 0]).astype(np.int64)
            y = still.shape[0] - 1 - np.floor(middle[members, 1]).astype(np.int64)
            points = (y[:, None] + mask[0]) * self._width + x[:, None] + mask[1]
            self._parts.append((members, points, mask[2], mask[3]))

    def stamp(self, image: np.ndarray, state: np.ndarray) -> None:
        """Draw the members in their states into an image: (height, width, 4) uint8."""
        flat = image.reshape(-1, 4)
        for members, points, cover, core in self._parts:
            of = state[members]
            knows = (of & (KNOWS_HOSTILE | KNOWS_OURS)) != 0
            fill = self._levels[of & ATTITUDE].copy()
            fill[~knows] += NOT_REACHED * (255 - fill[~knows])
            has_rim = ((of & (KNOWS_HOSTILE | PUBLISHED)) != 0)[:, None]
            inside = np.where(has_rim, core, 1.0)[..., None]
            colour = fill[:, None] * inside + _rgb(INK) * (1 - inside)
            part = np.where(knows[:, None], cover, cover * core)[..., None]
            flat[points, :3] = np.rint(colour * part + self._still[points] * (1 - part)).astype(np.uint8)


def _mask(marker: str, radius: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The points that a member covers: rows and columns from its middle, and how much of each and its core."""
    from matplotlib.markers import MarkerStyle

    style = MarkerStyle(marker)
    shape = style.get_path().transformed(style.get_transform())
    reach, fine = int(np.ceil(radius * 1.3)), 4
    at = np.arange(-reach * fine, (reach + 1) * fine)
    x, y = (grid.ravel() for grid in np.meshgrid((at + 0.5) / fine - 0.5, (at + 0.5) / fine - 0.5))
    places = np.column_stack([x, -y]) / (2.2 * radius)
    rim = 1 - min(0.4, max(0.85, radius * 0.3) / radius)
    n = 2 * reach + 1

    def covered(scale: float) -> np.ndarray:
        inside = shape.contains_points(places / scale).reshape(n, fine, n, fine)
        return inside.mean(axis=(1, 3), dtype=np.float32)

    whole, core = covered(1.0), covered(rim)
    rows, columns = np.nonzero(whole)
    return rows - reach, columns - reach, whole[rows, columns], (core / np.maximum(whole, 1e-6))[rows, columns]


def _places(run: Recording) -> np.ndarray:
    """Where the members stand, in widths of the picture: (drawn, 2)."""
    return np.column_stack([run.picture.x, run.picture.y / ASPECT])


def _fact(run: Recording, frame: int) -> str:
    """How many know bad news and our messages."""
    names = [column["name"] for column in run.stage["role_columns"]]
    rows = np.array(run.frames[frame].told["roles"])
    members = rows[:, names.index("members")]
    bad, ours = (float(members @ rows[:, names.index(name)] / members.sum()) for name in ("know_story", "know_ours"))
    if not any(message["side"] == "hostile" for message in run.stage["messages"]):
        return f"{ours:.0%} know our messages"
    return f"{bad:.0%} know the bad news, {ours:.0%} ours"


def _colours() -> np.ndarray:
    """The colour of each level of attitude: (LEVELS + 1, 3), 0 to 255."""
    part = (np.arange(LEVELS + 1) / (LEVELS / 2) - 1)[:, None] / SATURATED
    full = np.where(part < 0, _rgb(OF_SIDES["hostile"]), _rgb(OF_SIDES["supportive"]))
    return _rgb(MIDDLE) + (full - _rgb(MIDDLE)) * np.minimum(np.abs(part), 1) ** 0.8


def _rgb(colour: str) -> np.ndarray:
    from matplotlib.colors import to_rgb

    return np.array(to_rgb(colour)) * 255
