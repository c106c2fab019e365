"""Draws belong to what they are about: exact values, and the mixing that the model relies on.

The reference is written here in whole numbers modulo 2**64, from the paper and not from the code. Bounds were set
before the first run: |z| < 4.5 for each statistic unless a test says otherwise, and for Kolmogorov and Smirnov's
distance the value that is passed once in 10,000 times.
"""

import math
import os
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulator.randomness import draw, exponential, fold, mix, normal, stream, uniform, unit

BITS = 52
Z_BOUND = 4.5
KEY = stream(0, "share")
IDS = np.arange(200_000)

numbers = st.integers(0, 2**63 - 1)
keys = st.integers(0, 2**64 - 1)
mix_array = getattr(mix, "py_func", mix)  # the source of ``mix`` as plain Python, which takes arrays too


def reference_mix(x: int) -> int:
    x = (x + 0x9E3779B97F4A7C15) % 2**64
    x = (x ^ x // 2**30) * 0xBF58476D1CE4E5B9 % 2**64
    x = (x ^ x // 2**27) * 0x94D049BB133111EB % 2**64
    return x ^ x // 2**31


def reference_unit(key: int) -> float:
    return float(Fraction(2 * (key // 2 ** (64 - BITS)) + 1, 2 ** (BITS + 1)))


def reference_draw(key: int, *ids: int) -> float:
    for number in ids:
        key = reference_mix(key ^ number)
    return reference_unit(key)


def distance_bound(n: int) -> float:
    """Kolmogorov and Smirnov's distance that n draws pass with chance 0.0001: sqrt(-ln(0.0001 / 2) / (2 n))."""
    return math.sqrt(-math.log(0.0001 / 2) / (2 * n))


def assert_uncorrelated(first: np.ndarray, second: np.ndarray) -> None:
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) * math.sqrt(first.size) < Z_BOUND


# Exact values


def test_the_mix_gives_the_published_outputs_of_splitmix64():
    """The first outputs for the seed 1234567, as published with the generator's reference implementations."""
    published = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    states = [(1234567 + turn * 0x9E3779B97F4A7C15) % 2**64 for turn in range(5)]
    assert [reference_mix(state) for state in states] == published
    assert [int(mix(np.uint64(state))) for state in states] == published


def test_a_stream_is_the_digest_of_its_world_and_name():
    """By another program: ``printf 0/share | b2sum --length 64``, whose bytes are read lowest first."""
    digests = {
        (0, "share"): "a0ac037784fdf5df",
        (1, "share"): "2ee01e317b8eaa34",
        (0, "see"): "2bf1de3ff375b180",
        (2**64, "share"): "be2c7513dc71dd76",
    }
    for (world, name), digest in digests.items():
        assert int(stream(world, name)) == int.from_bytes(bytes.fromhex(digest), "little")


@given(keys, numbers)
def test_compiled_folding_is_the_reference(key, number):
    assert int(mix(np.uint64(key))) == reference_mix(key)
    assert int(fold(np.uint64(key), number)) == reference_mix(key ^ number)
    assert unit(np.uint64(key)) == reference_unit(key)


@given(keys, numbers, numbers)
def test_compiled_and_array_draws_are_the_reference(key, first, second):
    expected = reference_draw(key, first, second)
    assert draw(np.uint64(key), first, second) == expected
    assert uniform(np.uint64(key), first, second) == expected


@given(keys, st.lists(numbers, min_size=1, max_size=5))
def test_an_array_draw_takes_any_number_of_ids(key, ids):
    assert uniform(np.uint64(key), *ids) == reference_draw(key, *ids)


def test_plain_python_gives_the_same_draws_as_the_compiled_functions():
    cases = [(world, first, second) for world in (0, 1, 99) for first in (0, 1, 10**6) for second in (0, 7, 2**62)]
    program = (
        "from simulator.randomness import draw, stream\n"
        f"for world, first, second in {cases}:\n"
        "    print(float(draw(stream(world, 'share'), first, second)).hex())\n"
    )
    plain = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    compiled = [draw(stream(world, "share"), first, second).hex() for world, first, second in cases]
    assert plain.stdout.split() == compiled


@pytest.mark.parametrize("kind", [np.int32, np.uint32, np.int64, np.uint64, np.uint8])
def test_the_kind_of_integer_does_not_matter(kind):
    assert draw(KEY, kind(5), kind(7)) == draw(KEY, 5, 7)
    assert uniform(KEY, np.array([5], kind), np.array([7], kind)) == [draw(KEY, 5, 7)]


def test_ids_are_broadcast_together():
    table = uniform(KEY, np.arange(3)[:, np.newaxis], np.arange(4))
    assert table.shape == (3, 4)
    assert table[2, 3] == draw(KEY, 2, 3)
    assert exponential(KEY, np.arange(3)[:, np.newaxis], np.arange(4)).shape == (3, 4)
    assert normal(KEY, np.arange(3)[:, np.newaxis], np.arange(4)).shape == (3, 4)


def test_a_draw_does_not_depend_on_what_else_is_drawn():
    everybody = uniform(KEY, np.arange(100))
    some = np.array([70, 3, 42])
    assert np.array_equal(uniform(KEY, some), everybody[some])


@pytest.mark.parametrize("key", [0, 2**64 - 1])
def test_the_outermost_keys_draw_neither_0_nor_1(key):
    assert 0 < unit(np.uint64(key)) < 1


# Worlds and streams


def test_world_0_is_a_world_like_any_other():
    assert len({int(stream(world, "share")) for world in range(1000)}) == 1000
    assert stats.kstest(uniform(stream(0, "share"), IDS), "uniform").statistic < distance_bound(IDS.size)


def test_the_same_world_and_stream_draw_the_same():
    assert np.array_equal(uniform(stream(7, "share"), IDS), uniform(stream(7, "share"), IDS))


@pytest.mark.parametrize("other", [stream(1, "share"), stream(0, "see"), stream(0, "shar"), stream(10, "share")])
def test_another_world_or_stream_draws_otherwise(other):
    assert not np.any(uniform(KEY, IDS) == uniform(other, IDS))
    assert_uncorrelated(uniform(KEY, IDS), uniform(other, IDS))


# Mixing


def counted_without(bit: int, n: int) -> np.ndarray:
    """The n smallest numbers in which a bit is 0, so that flipping it gives n others and no pair counts twice."""
    count = np.arange(n, dtype=np.uint64)
    below = count & np.uint64((1 << bit) - 1)
    return ((count ^ below) << np.uint64(1)) | below


def largest_z(changed: np.ndarray, bits: int) -> float:
    """How far the flips of any of the lowest bits are from one half, in standard errors."""
    flips = np.array([np.count_nonzero(changed & np.uint64(1 << place)) for place in range(bits)])
    return float(np.max(np.abs(flips - changed.size / 2)) / math.sqrt(changed.size / 4))


@pytest.mark.parametrize("inputs", ["counted", "scattered"])
def test_one_flipped_bit_flips_each_bit_of_the_mix_half_the_time(inputs):
    """With n = 16,384 inputs, the largest |z| of 64 x 64 pairs of bits stays below 5.5 (chance 0.00016)."""
    n = 16_384
    scattered = np.array([reference_mix(7 * number) for number in range(n)], dtype=np.uint64)
    for bit in range(64):
        before = scattered if inputs == "scattered" else counted_without(bit, n)
        with np.errstate(over="ignore"):
            changed = mix_array(before) ^ mix_array(before ^ np.uint64(1 << bit))
        assert largest_z(changed, bits=64) < 5.5, f"bit {bit}"


@pytest.mark.parametrize("which", [0, 1])
def test_one_flipped_bit_of_an_id_flips_half_of_the_draws_bits(which):
    """With n = 10,000 pairs of small ids, the largest |z| of 20 bits of an id x 32 of a draw is below 5 (0.0004)."""
    for bit in range(20):
        ids = [np.tile(np.arange(100), 100)] * 2
        ids[which] = np.repeat(counted_without(bit, 100), 100)
        other = list(ids)
        other[which] = ids[which] ^ np.uint64(1 << bit)
        highest, others_highest = ((uniform(KEY, *pair) * 2**32).astype(np.uint64) for pair in (ids, other))
        assert largest_z(highest ^ others_highest, bits=32) < 5, f"bit {bit} of id {which}"


@pytest.mark.parametrize(
    "draws",
    [
        uniform(KEY, IDS),
        uniform(KEY, IDS, 0),
        uniform(KEY, 0, IDS),
        uniform(KEY, IDS % 447, IDS // 447),
        uniform(KEY, 2**20 * IDS, 5),
        np.array([uniform(stream(world, "share"), 0) for world in range(20_000)]),
    ],
    ids=["one id", "first of two", "second of two", "pairs", "widely spaced", "worlds"],
)
def test_draws_are_uniform(draws):
    """With n = 200,000 (20,000 worlds)."""
    assert stats.kstest(draws, "uniform").statistic < distance_bound(draws.size)


def test_pairs_of_neighbouring_draws_fill_the_square_evenly():
    """With n = 200,000 pairs in 32 x 32 cells; chi-squared with 1,023 degrees of freedom, |z| as everywhere."""
    draws = uniform(KEY, IDS)
    cells, _, _ = np.histogram2d(draws, np.roll(draws, 1), bins=32, range=[[0, 1], [0, 1]])
    expected = IDS.size / 32**2
    chi_squared = float(((cells - expected) ** 2 / expected).sum())
    assert abs(chi_squared - 1023) / math.sqrt(2 * 1023) < Z_BOUND


@pytest.mark.parametrize("distance", [1, 2, 64, 1024, 4096])
def test_neighbouring_members_have_unrelated_luck(distance):
    assert_uncorrelated(uniform(KEY, IDS), uniform(KEY, IDS + distance))
    assert_uncorrelated(uniform(KEY, IDS, 3), uniform(KEY, IDS, 3 + distance))


def test_a_pair_and_its_reverse_have_unrelated_luck():
    first, second = np.triu_indices(600, k=1)
    assert_uncorrelated(uniform(KEY, first, second), uniform(KEY, second, first))


def test_pairs_with_the_same_sum_or_the_same_difference_have_unrelated_luck():
    first, second = IDS % 447 + 1, IDS // 447 + 1
    assert_uncorrelated(uniform(KEY, first, second), uniform(KEY, first + 1, second - 1))
    assert_uncorrelated(uniform(KEY, first, second), uniform(KEY, first + 1, second + 1))


def test_a_million_pairs_of_small_ids_have_a_million_keys():
    """Chance of one collision among a million 64-bit keys: 0.00000003."""
    small = np.arange(1000, dtype=np.uint64)
    with np.errstate(over="ignore"):
        pairs = mix_array(mix_array(KEY ^ small)[:, np.newaxis] ^ small)
    assert pairs[1, 2] == fold(fold(KEY, 1), 2)
    assert np.unique(pairs).size == 1_000_000


# Other laws


def assert_moments(draws: np.ndarray, law: stats.rv_continuous) -> None:
    """Mean and variance of n draws lie within |z| < 4.5 of the law's, and so does the whole distribution."""
    n = draws.size
    mean, variance, excess = (float(moment) for moment in law.stats(moments="mvk"))
    assert abs(draws.mean() - mean) / math.sqrt(variance / n) < Z_BOUND
    assert abs(draws.var() - variance) / math.sqrt(variance**2 * (excess + 2) / n) < Z_BOUND
    assert stats.kstest(draws, law.cdf).statistic < distance_bound(n)


def test_exponential_draws_have_the_unit_exponential_law():
    """With n = 200,000."""
    assert_moments(exponential(KEY, IDS), stats.expon)
    assert np.all(exponential(KEY, IDS) > 0)


def test_normal_draws_have_the_standard_normal_law():
    """With n = 200,000; skewness and kurtosis too."""
    draws = normal(KEY, IDS)
    assert_moments(draws, stats.norm)
    assert abs(stats.skew(draws)) / math.sqrt(6 / IDS.size) < Z_BOUND
    assert abs(stats.kurtosis(draws)) / math.sqrt(24 / IDS.size) < Z_BOUND
    assert_uncorrelated(draws, normal(KEY, IDS + 1))


def test_the_wrong_law_is_noticed():
    """The twin of the tests above: exponential draws are not normal, and a slightly tilted uniform is not uniform."""
    with pytest.raises(AssertionError):
        assert_moments(exponential(KEY, IDS), stats.norm)
    assert stats.kstest(uniform(KEY, IDS) ** 1.03, "uniform").statistic > distance_bound(IDS.size)
    with pytest.raises(AssertionError):
        assert_uncorrelated(uniform(KEY, IDS), uniform(KEY, IDS) + uniform(KEY, IDS + 1))
