"""What is drawn of a world: a documented sample, discs that keep apart, and ties that are there."""

import numpy as np
import pytest
from worlds import segment, small, staged

from simulator.population import slices
from simulator.rehearsal.picture import ASPECT, picture_of
from simulator.settings import InputError
from simulator.world import build_world

ALONE = staged(segment("people", "audience", 1) + '[messages.news]\ntopic = "x"\n')


@pytest.fixture(scope="module")
def world():
    return build_world(small(), 3)


def test_everybody_is_drawn_where_there_is_room(world):
    picture = picture_of(small(), world)
    assert picture.member.tolist() == list(range(597))
    assert picture.said.startswith("All 597 members are drawn")


@pytest.mark.parametrize("drawn", [1, 5, 40, 150, 596])
def test_no_more_are_drawn_than_asked_for(world, drawn):
    picture = picture_of(small(), world, drawn=drawn)
    assert len(picture.member) == drawn == len(set(picture.member.tolist()))
    assert np.all(np.diff(picture.member) > 0)
    assert picture.segment.tolist() == world.population.segment[picture.member].tolist()
    assert f"{drawn:,} of 597 members are drawn" in picture.said


def test_small_segments_are_drawn_whole_and_the_others_in_proportion(world):
    picture = picture_of(small(), world, drawn=150)
    drawn = dict(zip(small().segments, np.bincount(picture.segment).tolist(), strict=True))
    assert (drawn["creators"], drawn["brand"], drawn["critic"]) == (4, 1, 2)
    assert drawn["public"] > 100 > drawn["riders"] >= drawn["staff"] >= 12


def test_the_most_followed_are_drawn_first_and_stand_in_the_middle(world):
    picture, rows = picture_of(small(), world, drawn=100), slices(small())["public"]
    n_followers = world.ties.n_followers.sum(axis=0)
    first = rows.start + np.argsort(-n_followers[rows], kind="stable")[:5]
    assert set(first.tolist()) <= set(picture.member.tolist())
    number = list(small().segments).index("public")
    inside = np.flatnonzero(picture.segment == number)
    x, y, _ = picture.disc[number]
    out = np.hypot(picture.x[inside] - x, picture.y[inside] / ASPECT - y)
    followers = n_followers[picture.member[inside]]
    assert np.all(np.diff(followers[np.argsort(out)]) <= 0)


def test_members_stand_in_the_disc_of_their_segment_and_discs_keep_apart(world):
    picture = picture_of(small(), world)
    x, y, radius = picture.disc.T.astype(float)
    out = np.hypot(picture.x - x[picture.segment], picture.y / ASPECT - y[picture.segment])
    assert np.all(out <= radius[picture.segment] + 1e-5)
    apart = np.hypot(x[:, None] - x, y[:, None] - y) - radius[:, None] - radius
    assert np.all(apart[~np.eye(len(x), dtype=bool)] > 0)
    assert np.all((x - radius > 0) & (x + radius < 1) & (y - radius > 0) & (y + radius < 1 / ASPECT))


def test_no_two_members_stand_in_the_same_place(world):
    picture = picture_of(small(), world)
    assert len(set(zip(picture.x.tolist(), picture.y.tolist(), strict=True))) == 597


def test_the_ties_drawn_are_ties_of_the_network_and_both_ends_are_drawn(world):
    picture = picture_of(small(), world, drawn=200, ties=50)
    assert picture.tie.shape == (50, 2)
    ties, n = world.ties, world.population.n_members
    for source, follower in picture.member[picture.tie].tolist():
        followers = [ties.follower[ties.start[at] : ties.start[at + 1]] for at in range(source, len(ties.start) - 1, n)]
        assert follower in np.concatenate(followers)


def test_the_same_world_has_the_same_picture_and_another_world_another(world):
    one, other = (picture_of(small(), world, drawn=100, ties=50) for _ in range(2))
    elsewhere = picture_of(small(), build_world(small(), 4), drawn=100, ties=50)
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("member", "x", "y", "tie"))
    assert not np.array_equal(one.member, elsewhere.member)
    assert not np.array_equal(one.tie, elsewhere.tie)


def test_a_single_member_stands_in_the_middle():
    picture = picture_of(ALONE, build_world(ALONE, 0))
    assert (len(picture.member), len(picture.tie)) == (1, 0)
    assert (picture.x[0], picture.y[0]) == pytest.approx((0.5, 0.5), abs=0.1)


def test_many_small_segments_find_their_places():
    text = "".join(
        segment(f"group {n}", "audience", 1 + n % 7).replace(f"group {n}", f'"group {n}"') for n in range(60)
    )
    many = staged(text + '[messages.news]\ntopic = "x"\n')
    picture = picture_of(many, build_world(many, 0), drawn=90)
    assert len(picture.member) == 90
    x, y, radius = picture.disc.T.astype(float)
    assert np.all((np.hypot(x[:, None] - x, y[:, None] - y) - radius[:, None] - radius)[~np.eye(60, dtype=bool)] > 0)


@pytest.mark.parametrize("drawn", [0, -1, 65_536])
def test_what_cannot_be_drawn_is_refused(world, drawn):
    with pytest.raises(InputError, match="use 1 to 65,535"):
        picture_of(small(), world, drawn=drawn)
