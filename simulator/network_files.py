"""Follower networks from files: edge lists (CSV, plain), GraphML and GEXF, each also gzipped.

A file lists accounts that are not ours, so it is read in two moves: :func:`read_ties` makes a list of ties among the
file's own ids, and :func:`seat` puts those accounts onto the members of a population.
"""

import csv
import difflib
import gzip
import io
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np

from simulator.follower_network import FollowerNetwork
from simulator.network_plan import NetworkPlan
from simulator.randomness import uniform
from simulator.scenario import Direction, Seating
from simulator.settings import InputError
from simulator.wording import counted

DIRECTIONS: tuple[str, ...] = get_args(Direction)
SEATINGS: tuple[str, ...] = get_args(Seating)

_COLUMNS = ("source", "target", "platform")
_PLAIN = (".txt", ".tsv", ".edges")
_GRAPHS = {".graphml": "GraphML", ".gexf": "GEXF"}
_SHOWN = 5  # offending ids or lines named in a message


@dataclass(frozen=True, eq=False)
class Listing:
    """The members file: where it lies, and the line of each id that it lists, in its order."""

    path: str
    line: list


@dataclass(frozen=True, eq=False)
class TieList:
    """The ties of a file, among the file's own ids.

    Parameters
    ----------
    path : the file.
    ids : what the file calls its accounts, ascending (numbers) or in order of first mention or listing (words).
    source, follower : (ties,) int32, places in ``ids``; what source posts, follower sees. Without repeats.
    segment : for each id the name of its segment, or None where the file does not say.
    listing : the members file that gives the segments, or None where there is none.
    dropped_self, dropped_duplicate : rows that tie an account to itself, and repeated ties; left out.
    """

    path: str
    ids: list
    source: np.ndarray
    follower: np.ndarray
    segment: list | None = None
    dropped_self: int = 0
    dropped_duplicate: int = 0
    listing: Listing | None = None

    def place_of(self, number: int) -> str:
        """Where the segment of an id is stated: the members file with its line, or the file itself."""
        return self.path if self.listing is None else f"{self.listing.path}, line {self.listing.line[number]}"

    def network(self) -> FollowerNetwork:
        """The ties as a network in which member m is ``ids[m]``."""
        return FollowerNetwork.from_pairs(self.source, self.follower, n_members=len(self.ids))


@dataclass(frozen=True)
class _Rows:
    """Rows as they stand in a file: ends are whole numbers or words; line : (rows,) line numbers, None for graphs."""

    source: np.ndarray
    target: np.ndarray
    line: np.ndarray | None = None
    listed: dict | None = None
    both_ways: bool = False


def read_ties(path, *, direction: str | None, platform: str | None = None, members=None) -> TieList:
    """Read a network file.

    Parameters
    ----------
    path : ``.csv`` with the header ``source,target`` or ``source,target,platform``; ``.txt``, ``.tsv`` or ``.edges``
        with two whole numbers in a row and ``#`` comments; ``.graphml``; ``.gexf``. Each also with ``.gz`` behind.
    direction : one of :data:`DIRECTIONS`. A graph that says it is undirected is mutual, whatever is stated.
    platform : where the CSV has that column, only rows of this platform are read.
    members : a CSV file ``id,segment``; then ids that it does not list are an error, and listed ids without ties count.

    Raises
    ------
    InputError : whatever is wrong with the files, with name, line, value and remedy.
    """
    path = Path(path)
    _check_choice("direction", direction, DIRECTIONS)
    kind = _kind_of(path)
    content = _read_bytes(path)
    listed, listing = (None, None) if members is None else _read_members(Path(members))
    if kind in _GRAPHS:
        rows = _read_graph(path, content, kind)
    elif kind == ".csv":
        rows = _read_csv(path, content, platform)
    else:
        rows = _read_plain(path, content, with_lines=listed is not None)
    return _number_ids(path, rows, direction, listed, listing)


def _check_choice(name, value, choices):
    if value not in choices:
        near = difflib.get_close_matches(str(value), choices, n=1, cutoff=0.3)
        known = ", ".join(f'"{c}"' for c in choices)
        raise InputError(f'{name} "{value}" is not known{_meant(near, "choose")} one of: {known}')


def _meant(near, remedy):
    """The nearest match where there is one, and the first word of the remedy after it."""
    return f'; did you mean "{near[0]}"? {remedy.capitalize()}' if near else f"; {remedy}"


def _kind_of(path):
    suffixes = [s.lower() for s in path.suffixes]
    kind = suffixes[-2] if len(suffixes) > 1 and suffixes[-1] == ".gz" else suffixes[-1] if suffixes else ""
    if kind not in (".csv", *_PLAIN, *_GRAPHS):
        raise InputError(
            f'{path}: the extension "{kind}" is not a network file; use .csv, .txt, .tsv, .edges, .graphml or .gexf, '
            "or one of these with .gz behind"
        )
    return kind


def _read_bytes(path):
    if path.is_dir():
        raise InputError(f"{path}: is a folder; name a file in it")
    if path.exists() and not path.is_file():
        raise InputError(f"{path}: is no regular file; save its content in one, and name that")
    try:
        content = path.read_bytes()
        if path.suffix.lower() == ".gz":
            content = gzip.decompress(content)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the path (it is taken from the current folder)") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{path}: not a whole gzip file ({error}); compress it again") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the permissions") from None
    if not content.strip():
        raise InputError(f"{path}: is empty; give at least one row")
    if b"\0" in content[:4096]:
        raise InputError(f"{path}: is not text (it holds zero bytes); give a text file, or add .gz if it is compressed")
    return content.removeprefix(b"\xef\xbb\xbf")


def _decode(path, content):
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(f"{path}, line {line}: is not UTF-8 text; save the file as UTF-8") from None


def _read_plain(path, content, *, with_lines):
    """Two whole numbers in a row: a clean file is read at once; else the first bad line is looked for."""
    number = _all_numbers(content)
    if number is None:
        number = _row_by_row(path, _decode(path, content))
    return _Rows(number[:, 0], number[:, 1], line=_numbered_lines(content) if with_lines else None)


def _all_numbers(content):
    """The two columns of a clean file: (rows, 2) int64; None where it is not clean."""
    import pandas

    try:
        table = pandas.read_csv(io.BytesIO(content), sep=r"\s+", header=None, comment="#", dtype=np.int64)
    except (ValueError, OverflowError):  # pandas' own errors are ValueErrors
        return None
    number = table.to_numpy()
    return number if number.shape[1] == 2 and number.min() >= 0 else None


def _numbered_lines(content):
    """The line of each row: (rows,)."""
    lines = enumerate(content.split(b"\n"), start=1)
    return np.array([number for number, row in lines if row.partition(b"#")[0].strip()])


def _row_by_row(path, text):
    """As :func:`_all_numbers`, but says which line is wrong."""
    rows = []
    for line, row in enumerate(text.split("\n"), start=1):
        words = row.partition("#")[0].split()
        if not words:
            continue
        if len(words) != 2:
            has = counted(len(words), "column")
            raise InputError(f"{path}, line {line}: {row.strip()[:40]!r} has {has}; give two numbers")
        for word in words:
            if not _is_number(word):
                raise InputError(f"{path}, line {line}: {word[:40]!r} is not an id; use whole numbers of 0 or more")
        rows.append([int(word) for word in words])
    if not rows:
        raise InputError(f"{path}: has only comments; give at least one tie")
    return np.array(rows, dtype=np.int64)


def _is_number(word):
    return word.isascii() and word.isdigit() and len(word) < 19


def _read_csv(path, content, platform):
    text = _decode(path, content)
    _, header = next(_csv_rows(path, text))
    _check_header(path, header, _COLUMNS, needed=2)
    columns, line = _csv_of_numbers(text) or _csv_of_words(path, text, len(header))
    if len(header) == 3 and platform is not None:
        here = columns[2] == platform
        if not here.any():
            _refuse_platform(path, platform, columns[2])
        columns, line = [column[here] for column in columns], line[here]
    return _Rows(columns[0], columns[1], line=line)


def _csv_of_numbers(text):
    """Columns and lines of a clean file of whole numbers, or None: then it is read row by row."""
    import pandas

    kinds = {"source": np.int64, "target": np.int64, "platform": str}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            table = pandas.read_csv(io.StringIO(text), dtype=kinds, keep_default_na=False, index_col=False)
        table.columns = [name.strip() for name in table.columns]
        source, target = (table[name].to_numpy(dtype=np.int64) for name in _COLUMNS[:2])
    except (ValueError, OverflowError, pandas.errors.ParserWarning):
        return None
    clean = len(table) and min(source.min(), target.min()) >= 0 and len(table) == len(text.splitlines()) - 1
    platform = [table["platform"].to_numpy(dtype=object)] if "platform" in table else []
    if not clean or any(
        not isinstance(word, str) or not word.strip() or word != word.strip() for c in platform for word in c
    ):
        return None
    return [source, target, *platform], np.arange(2, len(table) + 2)


def _csv_of_words(path, text, n_columns):
    """Columns and lines of any other file, checked row by row."""
    numbered = _csv_rows(path, text)
    next(numbered)
    rows, lines = [], []
    for line, row in numbered:
        if len(row) != n_columns:
            has = counted(len(row), "column")
            raise InputError(f"{path}, line {line}: has {has}; give {n_columns}, as in the header")
        rows.append(row)
        lines.append(line)
    if not rows:
        raise InputError(f"{path}: has a header but no ties; give at least one row")
    columns = [[row[place] for row in rows] for place in range(n_columns)]
    for name, column in zip(_COLUMNS, columns, strict=False):
        _check_words(path, name, column, lines)
    return [np.array(column, dtype=object) for column in columns], np.array(lines)


def _csv_rows(path, text):
    """Line and stripped words of every row that is not blank; the header comes first."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for row in reader:
            if row:
                yield reader.line_num, [word.strip() for word in row]
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: is not CSV ({error}); check the quotes") from None


def _check_words(path, name, column, lines):
    """Every different word is looked at once; only a wrong one is then searched for its line."""
    wrong = {word for word in set(column) if _is_blank(word) or (name != "platform" and _is_negative(word))}
    if not wrong:
        return
    word, line = next((word, line) for word, line in zip(column, lines, strict=True) if word in wrong)
    if _is_blank(word):
        raise InputError(f"{path}, line {line}: {name} is {word!r}, which is no id; fill it in, or leave out the row")
    raise InputError(f"{path}, line {line}: {name} {word} is negative; use whole numbers of 0 or more, or words")


def _is_blank(word):
    return word.lower() in ("", "nan", "null", "none", "na")


def _is_negative(word):
    return word.startswith("-") and word[1:].isdigit()


def _check_header(path, names, columns, *, needed):
    for name in names:
        if name not in columns:
            near = difflib.get_close_matches(name.lower(), columns, n=1, cutoff=0.5)
            meant = _meant(near, "use")
            raise InputError(f'{path}, line 1: "{name[:40]}" is not a column{meant} the header {",".join(columns)}')
    if names != list(columns[: len(names)]) or len(names) < needed:
        raise InputError(
            f'{path}, line 1: the header is "{",".join(names)}"; use {",".join(columns[:needed])} in this order'
        )


def _refuse_platform(path, platform, column):
    there = sorted(set(column))
    near = difflib.get_close_matches(platform, there, n=1)
    meant = _meant(near, "the")
    raise InputError(f'{path}: no tie on platform "{platform}"{meant} file has {", ".join(there[:_SHOWN])}')


def _read_graph(path, content, kind):
    import networkx

    reader = networkx.read_graphml if kind == ".graphml" else networkx.read_gexf
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph = reader(io.BytesIO(content))
    except Exception as error:  # the parsers raise whatever they stumble over
        raise InputError(f"{path}: is not a {_GRAPHS[kind]} file ({error}); export it again") from None
    if graph.number_of_edges() == 0:
        raise InputError(f"{path}: has no ties; give at least one edge")
    listed = {str(node): attribute.get("segment") for node, attribute in graph.nodes(data=True)}
    ends = zip(*((str(one), str(other)) for one, other in graph.edges()), strict=True)
    source, target = (np.array(end, dtype=object) for end in ends)
    return _Rows(source, target, listed=listed, both_ways=not graph.is_directed())


def _read_members(path):
    """Segment of each listed id, in the file's order, and where each is listed."""
    numbered = _csv_rows(path, _decode(path, _read_bytes(path)))
    _, header = next(numbered)
    _check_header(path, header, ("id", "segment"), needed=2)
    listed: dict[str, str] = {}
    lines = []
    for line, words in numbered:
        place = f"{path}, line {line}"
        if len(words) != 2 or not all(words):
            raise InputError(f"{place}: is {','.join(words)[:40]!r}; give an id and a segment")
        if words[0] in listed:
            raise InputError(f"{place}: id {words[0]} is listed twice; list every id once")
        listed[words[0]] = words[1]
        lines.append(line)
    if not listed:
        raise InputError(f"{path}: has a header but no members; give at least one row")
    return listed, Listing(str(path), lines)


def _number_ids(path, rows, direction, members, listing):
    listed = members if members is not None else rows.listed
    if listed is None:
        ids, source, target = _number_all(rows)
    else:
        ids = list(listed)
        source, target = _number_listed(path, rows, {name: place for place, name in enumerate(ids)})
    seen, sees = (target, source) if direction == "source follows" else (source, target)
    if direction == "mutual" or rows.both_ways:
        seen, sees = np.concatenate([source, target]), np.concatenate([target, source])
    network = FollowerNetwork.from_pairs(seen, sees, n_members=len(ids))
    n_to_oneself = int(np.count_nonzero(source == target))
    seen, sees = network.pairs()
    segment = None if listed is None or None in listed.values() else [str(listed[name]) for name in ids]
    return TieList(str(path), ids, seen, sees, segment, n_to_oneself, network.dropped_duplicate, listing)


def _number_all(rows):
    both = np.concatenate([rows.source, rows.target])
    if both.dtype == object:
        import pandas

        number, names = pandas.factorize(both)
    else:
        names, number = np.unique(both, return_inverse=True)
    return names.tolist(), number[: len(rows.source)], number[len(rows.source) :]


def _number_listed(path, rows, place):
    ends = [[place.get(str(name), -1) for name in end] for end in (rows.source, rows.target)]
    source, target = [np.array(end, dtype=np.int64) for end in ends]
    wrong = np.flatnonzero((source < 0) | (target < 0))
    if len(wrong):
        _refuse_ids(path, rows, wrong, source, target)
    return source, target


def _refuse_ids(path, rows, wrong, source, target):
    stranger = [str(rows.source[row]) for row in wrong if source[row] < 0]
    stranger += [str(rows.target[row]) for row in wrong if target[row] < 0]
    names = list(dict.fromkeys(stranger))
    lines = "" if rows.line is None else f", line {', '.join(str(rows.line[row]) for row in wrong[:_SHOWN])}"
    strangers = counted(len(names), "id is", "ids are")
    raise InputError(
        f"{path}{lines}: {strangers} not in the members file ({', '.join(names[:_SHOWN])}); "
        "list every id there with a segment, or leave out its ties"
    )


def seat(
    ties: TieList, plan: NetworkPlan, *, how: str, key: np.uint64, names: list[str] | None = None
) -> tuple[FollowerNetwork, np.ndarray]:
    """Put the accounts of a file onto the members of a population.

    Parameters
    ----------
    ties : what :func:`read_ties` read.
    plan : the platform; of it are used ``segment``, ``account`` (only members with room for an account are seated) and
        ``mean_followers``.
    how : one of :data:`SEATINGS`. In ``most followed`` ties are broken by key.
    key : of the draws.
    names : the segments' names in the plan's order, needed for ``by segment``.

    Returns
    -------
    The network of all members, and the mask of those who have an account now: (members,) bool.

    Raises
    ------
    InputError : if there are more accounts than members, in all or in a segment; or ids have no segment.
    """
    _check_choice("how", how, SEATINGS)
    room = np.flatnonzero(plan.account)
    if len(ties.ids) > len(room):
        raise InputError(
            f"{ties.path}: has {_accounts_for(len(ties.ids), len(room))}; enlarge the segments, or give a smaller file"
        )
    if how == "by segment":
        member = _seat_by_segment(ties, plan, names, key)
    else:
        member = _seat_by_rank(ties, plan, room, key, by_followers=how == "most followed")
    account = np.zeros(len(plan.account), dtype=bool)
    account[member] = True
    network = FollowerNetwork.from_pairs(member[ties.source], member[ties.follower], n_members=len(plan.account))
    return network, account


def _accounts_for(n_ids, n_room):
    return f"{counted(n_ids, 'account')} for {counted(n_room, 'member')} with room for one"


def _seat_by_rank(ties, plan, room, key, *, by_followers):
    """The member of each id: both sides in a keyed order, or most followed first."""
    id_luck, member_luck = uniform(key, 0, np.arange(len(ties.ids))), uniform(key, 1, room)
    if by_followers:
        count = np.bincount(ties.source, minlength=len(ties.ids))
        id_order = np.lexsort((id_luck, -count))
        member_order = np.lexsort((member_luck, -np.asarray(plan.mean_followers)[plan.segment[room]]))
    else:
        id_order, member_order = np.argsort(id_luck), np.argsort(member_luck)
    member = np.empty(len(ties.ids), dtype=np.int64)
    member[id_order] = room[member_order[: len(ties.ids)]]
    return member


def _seat_by_segment(ties, plan, names, key):
    if ties.segment is None:
        raise InputError(
            f'{ties.path}: its ids have no segments; give a members file id,segment, or seat "most followed"'
        )
    if names is None or len(names) != plan.n_segments:
        raise InputError(
            f"names has {0 if names is None else len(names)} entries; name each of {plan.n_segments} segments"
        )
    for name in dict.fromkeys(ties.segment):
        if name not in names:
            _check_choice(f"{ties.place_of(ties.segment.index(name))}: segment", name, names)
    segment = np.array([names.index(name) for name in ties.segment])
    member = np.empty(len(ties.ids), dtype=np.int64)
    for s, name in enumerate(names):
        ids, room = np.flatnonzero(segment == s), np.flatnonzero(plan.account & (plan.segment == s))
        if len(ids) > len(room):
            raise InputError(
                f'{ties.place_of(ids[len(room)])}: segment "{name}" has {_accounts_for(len(ids), len(room))}; '
                "enlarge the segment, or list fewer ids in it"
            )
        member[ids] = room[np.argsort(uniform(key, 2, room))[: len(ids)]]
    return member
