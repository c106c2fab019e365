"""Network files: what is read, how it is seated, and what is refused."""

import gzip
import os
from pathlib import Path

import networkx
import numpy as np
import pytest

from simulator.network_files import DIRECTIONS, read_ties, seat
from simulator.network_plan import NetworkPlan
from simulator.randomness import stream, uniform
from simulator.settings import InputError

DATA = Path(os.environ.get("GROUNDSWELL_DATA", Path(__file__).parents[2] / "shared" / "data"))
KEY = stream(5, "seat")


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def named_ties(ties):
    return {(ties.ids[a], ties.ids[b]) for a, b in zip(ties.source, ties.follower, strict=True)}


def plan_of(sizes, means, account=None):
    segment = np.repeat(np.arange(len(sizes)), sizes)
    account = np.ones(len(segment), dtype=bool) if account is None else account
    return NetworkPlan(segment=segment, account=account, mean_followers=np.array(means, dtype=float))


# Reading


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        ("source is followed", {("ann", "bob")}),
        ("source follows", {("bob", "ann")}),
        ("mutual", {("ann", "bob"), ("bob", "ann")}),
    ],
)
def test_the_direction_says_who_sees_whom(tmp_path, direction, expected):
    path = written(tmp_path, "ties.csv", "source,target\nann,bob\n")
    assert named_ties(read_ties(path, direction=direction)) == expected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "source,target\n1,2\n2,7\n"),
        ("b.csv", "\ufeffsource,target\r\n1,2\r\n2,7\r\n"),
        ("c.csv", "source,target\n1,2\n\n 2 ,7"),
        ("d.csv", 'source,target\n"1","2"\n"2","7"\n'),
        ("e.txt", "# a comment\n1 2\n2 7\n"),
        ("f.tsv", "1\t2\n  # indented\n\n2\t7"),
        ("g.edges", "1 2 # a remark\n2   7\n"),
    ],
)
def test_every_spelling_of_two_ties_reads_alike(tmp_path, name, content):
    ties = read_ties(written(tmp_path, name, content), direction="source is followed")
    assert {(int(a), int(b)) for a, b in named_ties(ties)} == {(1, 2), (2, 7)}
    zipped = tmp_path / (name + ".gz")
    zipped.write_bytes(gzip.compress(content.encode()))
    assert named_ties(read_ties(zipped, direction="source is followed")) == named_ties(ties)


@pytest.mark.parametrize("name", ["ties.graphml", "ties.gexf"])
def test_graph_files_carry_ties_and_segments(tmp_path, name):
    graph = networkx.DiGraph([("ann", "bob"), ("bob", "eve")])
    networkx.set_node_attributes(graph, {"ann": "fans", "bob": "staff", "eve": "fans"}, "segment")
    (networkx.write_graphml if name.endswith("graphml") else networkx.write_gexf)(graph, tmp_path / name)
    ties = read_ties(tmp_path / name, direction="source is followed")
    assert named_ties(ties) == {("ann", "bob"), ("bob", "eve")}
    assert dict(zip(ties.ids, ties.segment, strict=True)) == {"ann": "fans", "bob": "staff", "eve": "fans"}


def test_an_undirected_graph_is_mutual(tmp_path):
    networkx.write_graphml(networkx.Graph([("ann", "bob")]), tmp_path / "ties.graphml")
    ties = read_ties(tmp_path / "ties.graphml", direction="source follows")
    assert named_ties(ties) == {("ann", "bob"), ("bob", "ann")}
    assert ties.segment is None


def test_parallel_edges_of_a_graph_are_one_tie(tmp_path):
    networkx.write_graphml(networkx.MultiDiGraph([("a", "b"), ("a", "b"), ("a", "a")]), tmp_path / "ties.graphml")
    ties = read_ties(tmp_path / "ties.graphml", direction="source follows")
    assert (len(ties.source), ties.dropped_self, ties.dropped_duplicate) == (1, 1, 1)


def test_only_the_rows_of_the_platform_are_read(tmp_path):
    path = written(tmp_path, "ties.csv", "source,target,platform\n1,2,x\n3,4,work\n5,6,x\n")
    assert named_ties(read_ties(path, direction="source is followed", platform="x")) == {(1, 2), (5, 6)}
    assert len(read_ties(path, direction="source is followed").source) == 3
    with pytest.raises(InputError, match='no tie on platform "wrok"; did you mean "work"'):
        read_ties(path, direction="source is followed", platform="wrok")


def test_a_members_file_gives_segments_and_members_without_ties(tmp_path):
    ties = written(tmp_path, "ties.csv", "source,target\n1,2\n")
    members = written(tmp_path, "members.csv", "id,segment\n2,fans\n9,staff\n1,fans\n")
    read = read_ties(ties, direction="source is followed", members=members)
    assert read.ids == ["2", "9", "1"] and read.segment == ["fans", "staff", "fans"]
    assert named_ties(read) == {("1", "2")}


def test_ties_to_oneself_and_repeated_rows_are_counted(tmp_path):
    path = written(tmp_path, "ties.txt", "1 1\n1 2\n1 2\n")
    ties = read_ties(path, direction="source is followed")
    assert (len(ties.source), ties.dropped_self, ties.dropped_duplicate) == (1, 1, 1)
    assert read_ties(path, direction="mutual").dropped_self == 1, "a row counts once, though it is read both ways"


def test_slashdot_reads_whole():
    path = DATA / "graph_slashdot" / "edges.txt.gz"
    if not path.exists():
        pytest.skip("data of graph_slashdot not found; set GROUNDSWELL_DATA")
    ties = read_ties(path, direction="source follows")
    assert (len(ties.ids), len(ties.source), ties.dropped_duplicate) == (82_168, 870_161, 0)


# Refusing

BAD = [
    ("ties.csv", "", "is empty; give at least one row"),
    ("ties.txt", " \n", "is empty"),
    ("ties.txt", "# nothing\n", "has only comments"),
    ("ties.csv", "source,target\n", "has a header but no ties"),
    ("ties.csv", "source,taget\n1,2\n", 'line 1: "taget" is not a column; did you mean "target"'),
    ("ties.csv", "source,target,weight\n1,2,3\n", 'line 1: "weight" is not a column'),
    ("ties.csv", "target,source\n1,2\n", 'the header is "target,source"; use source,target in this order'),
    ("ties.csv", "source\n1\n", 'the header is "source"; use source,target'),
    ("ties.csv", "1,2\n3,4\n", 'line 1: "1" is not a column'),
    ("ties.csv", "source,target\n1,2\n3\n", "line 3: has 1 column; give 2, as in the header"),
    ("ties.csv", "source,target\n1,2,3\n", "line 2: has 3 columns; give 2"),
    ("ties.csv", "source,target\n1,\n", "line 2: target is '', which is no id"),
    ("ties.csv", "source,target\nNaN,2\n", "line 2: source is 'NaN', which is no id"),
    ("ties.csv", "source,target\n1,2\n\n-3,4\n", "line 4: source -3 is negative"),
    ("ties.csv", "source,target,platform\n1,2,x\n1,3,\n", "line 3: platform is ''"),
    ("ties.txt", "1 2\n3\n", "line 2: '3' has 1 column; give two numbers"),
    ("ties.txt", "1 2\n# fine\n3 4 5\n", "line 3: '3 4 5' has 3 columns"),
    ("ties.txt", "1 2\n1 -2\n", "line 2: '-2' is not an id; use whole numbers of 0 or more"),
    ("ties.txt", "1 2\nnan 3\n", "line 2: 'nan' is not an id"),
    ("ties.txt", "1 2.5\n", "line 1: '2.5' is not an id"),
    ("ties.txt", "1 99999999999999999999\n", "line 1: '99999999999999999999' is not an id"),
    ("ties.csv", b"source,target\n\x00\x01\x02", "is not text"),
    ("ties.txt", b"\x89PNG\xff\xfe12 3\n", "line 1: is not UTF-8 text"),
    ("ties.csv", b"source,target\nJos\xe9,b\n", "line 2: is not UTF-8 text"),
    ("ties.txt.gz", b"1 2\n", "not a whole gzip file"),
    ("ties.txt.gz", gzip.compress(b"1 2\n" * 1000, mtime=0)[:30], "not a whole gzip file"),
    ("ties.graphml", "<graphml><oops>", "is not a GraphML file"),
    ("ties.graphml", "source,target\n", "is not a GraphML file"),
    ("ties.gexf", "<gexf></gexf>", "is not a GEXF file"),
    ("ties.xlsx", "1", 'the extension ".xlsx" is not a network file; use .csv'),
    ("ties", "1 2", 'the extension "" is not a network file'),
]


@pytest.mark.parametrize(("name", "content", "message"), BAD)
def test_a_bad_file_is_refused_with_place_value_and_remedy(tmp_path, name, content, message):
    path = written(tmp_path, name, content)
    with pytest.raises(InputError) as error:
        read_ties(path, direction="mutual")
    assert str(error.value).startswith(str(path))
    assert message in str(error.value)


def good_files():
    graph = networkx.DiGraph([("ann", "bob"), ("bob", "eve"), ("eve", "ann")])
    networkx.set_node_attributes(graph, "fans", "segment")
    return {
        "ties.csv": b'source,target,platform\n1,2,x\n"2",3,work\n\nann,4,x\n',
        "ties.txt": b"# comment\n1 2\n2\t3\n",
        "ties.graphml": "\n".join(networkx.generate_graphml(graph)).encode(),
        "ties.gexf": "\n".join(networkx.generate_gexf(graph)).encode(),
        "ties.txt.gz": gzip.compress(b"1 2\n2 3\n", mtime=0),
    }


@pytest.mark.parametrize("name", good_files())
def test_a_damaged_file_is_read_or_refused_but_never_breaks(tmp_path, name):
    """150 files, each with one to four bytes replaced, and cut off in every second one."""
    good = good_files()[name]
    refused = 0
    for number in range(150):
        luck = uniform(stream(number, "damage"), np.arange(9))
        damaged = bytearray(good)
        for hit in range(1 + number % 4):
            damaged[int(luck[hit] * len(good))] = b'\xff\x00",-<9\n#&'[int(luck[hit + 4] * 10)]
        cut = len(good) if number % 2 else 1 + int(luck[8] * len(good))
        try:
            ties = read_ties(written(tmp_path, name, bytes(damaged[:cut])), direction="mutual")
        except InputError as error:
            refused += str(error).startswith(str(tmp_path / name))
        else:
            assert len(ties.source) == len(ties.follower)
    assert refused > 10


def test_a_field_without_end_is_refused(tmp_path):
    path = written(tmp_path, "ties.csv", 'source,target\nann,"' + "b" * 200_000)
    with pytest.raises(InputError, match=r"is not CSV .*; check the quotes"):
        read_ties(path, direction="mutual")


def test_a_graph_without_ties_is_refused(tmp_path):
    networkx.write_graphml(networkx.empty_graph(3), tmp_path / "ties.graphml")
    with pytest.raises(InputError, match="has no ties"):
        read_ties(tmp_path / "ties.graphml", direction="mutual")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "ties.csv")
    with pytest.raises(InputError, match=r"ties\.csv: is no regular file; save its content in one, and name that"):
        read_ties(tmp_path / "ties.csv", direction="mutual")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(InputError, match="no such file; check the path"):
        read_ties(tmp_path / "ties.csv", direction="mutual")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="is a folder; name a file in it"):
        read_ties(tmp_path / "folder.csv", direction="mutual")


@pytest.mark.parametrize(("said", "meant"), [("source_follows", "source follows"), ("mutul", "mutual")])
def test_an_unknown_direction_is_refused_with_the_nearest(said, meant):
    assert meant in DIRECTIONS
    with pytest.raises(InputError, match=f'direction "{said}" is not known; did you mean "{meant}"'):
        read_ties("ties.csv", direction=said)


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [("t.csv", "source,target\n1,2\n1,77\n88,99\n", "3, 4"), ("t.txt", "# x\n1 2\n\n1 77\n88 99\n", "4, 5")],
)
def test_ids_that_are_not_listed_are_named_with_their_lines(tmp_path, name, content, lines):
    members = written(tmp_path, "members.csv", "id,segment\n1,fans\n2,fans\n")
    with pytest.raises(InputError) as error:
        read_ties(written(tmp_path, name, content), direction="mutual", members=members)
    assert f"{name}, line {lines}: 3 ids are not in the members file (88, 77, 99)" in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,segmnt\n1,a\n", 'did you mean "segment"'),
        ("id,segment\n1\n", "line 2: is '1'; give an id and a segment"),
        ("id,segment\n1,a\n1,b\n", "line 3: id 1 is listed twice"),
        ("id,segment\n", "has a header but no members"),
        ("", "is empty"),
    ],
)
def test_a_bad_members_file_is_refused(tmp_path, content, message):
    ties = written(tmp_path, "ties.csv", "source,target\n1,2\n")
    with pytest.raises(InputError, match=r"members\.csv") as error:
        read_ties(ties, direction="mutual", members=written(tmp_path, "members.csv", content))
    assert message in str(error.value)


# Seating


@pytest.fixture
def star(tmp_path):
    """Account 9 has five followers, account 8 has two, the others have none."""
    return read_ties(
        written(tmp_path, "star.txt", "9 1\n9 2\n9 3\n9 4\n9 5\n8 1\n8 2\n"), direction="source is followed"
    )


def test_the_most_followed_become_influencers(star):
    network, account = seat(star, plan_of([4, 1, 1, 4], [30, 5_000, 90, 45]), how="most followed", key=KEY)
    assert network.follower_count[4] == 5 and network.follower_count[5] == 2
    assert account.sum() == 7 and network.n_ties == 7


def test_seating_keeps_the_network_whatever_the_order(star):
    for how in ("most followed", "random"):
        network, account = seat(star, plan_of([20], [45]), how=how, key=KEY)
        assert sorted(network.follower_count[account]) == [0, 0, 0, 0, 0, 2, 5]
        assert np.all(network.following_count[~account] == 0)


def test_the_same_key_seats_alike_and_another_differently(star):
    plan = plan_of([500], [45])
    one, again, other = (seat(star, plan, how="random", key=stream(s, "seat"))[1] for s in (0, 0, 1))
    assert np.array_equal(one, again) and not np.array_equal(one, other)


def test_members_without_room_are_not_seated(star):
    room = np.arange(30) % 2 == 0
    _, account = seat(star, plan_of([30], [45], room), how="random", key=KEY)
    assert not np.any(account & ~room)


def test_too_many_accounts_are_refused_with_both_numbers(star):
    with pytest.raises(InputError, match="has 7 accounts for 3 members with room for one; enlarge the segments"):
        seat(star, plan_of([3], [45]), how="random", key=KEY)


def listed(tmp_path, segments="1,fans\n2,fans\n3,staff\n"):
    ties = written(tmp_path, "ties.csv", "source,target\n1,2\n3,1\n")
    return read_ties(ties, direction="mutual", members=written(tmp_path, "members.csv", "id,segment\n" + segments))


def test_accounts_are_seated_in_their_segments(tmp_path):
    plan = plan_of([10, 10, 10], [1, 1, 1])
    network, account = seat(listed(tmp_path), plan, how="by segment", key=KEY, names=["none", "staff", "fans"])
    assert np.bincount(plan.segment[account], minlength=3).tolist() == [0, 1, 2]
    assert network.n_ties == 4


def test_a_segment_that_is_too_small_or_unknown_is_refused(tmp_path):
    with pytest.raises(InputError, match=r'/members\.csv, line 3: segment "fans" has 2 accounts for 1 member with'):
        seat(listed(tmp_path), plan_of([1, 9], [1, 1]), how="by segment", key=KEY, names=["fans", "staff"])
    with pytest.raises(InputError, match=r'/members\.csv, line 2: segment "fans" is not known; did you mean "fan"\? C'):
        seat(listed(tmp_path), plan_of([5, 5], [1, 1]), how="by segment", key=KEY, names=["fan", "staff"])


def test_the_segments_of_a_graph_are_looked_for_in_the_graph_itself(tmp_path):
    graph = networkx.DiGraph([("ann", "bob")])
    networkx.set_node_attributes(graph, "fans", "segment")
    networkx.write_graphml(graph, tmp_path / "g.graphml")
    ties = read_ties(tmp_path / "g.graphml", direction="source follows")
    with pytest.raises(InputError, match=r'/g\.graphml: segment "fans" is not known; choose one of: "staff"'):
        seat(ties, plan_of([5], [1]), how="by segment", key=KEY, names=["staff"])


@pytest.mark.parametrize(
    ("content", "members", "message"),
    [
        ("source,target\n1,2\n1\n", "1,fans\n2,fans\n", "line 3: has 1 column; give 2"),
        ("source,target\n1,2\n", "1,fans\n", "line 2: 1 id is not in the members file (2); list every id there"),
        ("von,nach\n1,2\n", "1,fans\n", '"von" is not a column; use the header source,target,platform'),
        ("sorce,target\n1,2\n", "1,fans\n", 'did you mean "source"? Use the header source,target,platform'),
    ],
)
def test_a_complaint_is_a_whole_sentence_with_one_of_a_thing(tmp_path, content, members, message):
    listed = written(tmp_path, "members.csv", "id,segment\n" + members)
    with pytest.raises(InputError) as error:
        read_ties(written(tmp_path, "ties.csv", content), direction="mutual", members=listed)
    assert message in str(error.value)


def test_by_segment_needs_segments_and_names(star, tmp_path):
    with pytest.raises(InputError, match="its ids have no segments; give a members file"):
        seat(star, plan_of([9], [1]), how="by segment", key=KEY, names=["a"])
    with pytest.raises(InputError, match="names has 0 entries; name each of 2 segments"):
        seat(listed(tmp_path), plan_of([5, 5], [1, 1]), how="by segment", key=KEY)


def test_an_unknown_seating_is_refused(star):
    with pytest.raises(InputError, match='how "most folowed" is not known; did you mean "most followed"'):
        seat(star, plan_of([9], [1]), how="most folowed", key=KEY)
