"""Short names of settings: every setting with a plausible range has one that a sentence bears."""

from simulator.scenario import Scenario
from simulator.settings import Settings
from simulator.studies.short_names import SHORT, short_name

LONGEST = 48
"""Letters that a sentence bears."""


def below(group):
    for one in group.__subclasses__():
        yield one
        yield from below(one)


def uncertain_names():
    """The names of all declared settings that have a plausible range."""
    assert Scenario in set(below(Settings))
    fields = (pair for group in below(Settings) for pair in group.model_fields.items())
    return {
        name
        for name, field in fields
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("plausible")
    }


def test_every_setting_with_a_plausible_range_has_a_short_name():
    names = uncertain_names()
    assert len(names) > 50
    assert {path.rpartition(".")[2] for path in SHORT} == names


def test_no_short_name_drowns_a_sentence_and_none_is_given_twice():
    assert max(map(len, SHORT.values())) <= LONGEST
    assert len(set(SHORT.values())) == len(SHORT)


def test_a_name_that_says_too_little_counts_with_its_path_only():
    assert short_name("crisis.second_wave.chance") == "chance of a second wave"
    assert short_name("other.chance") is None
