"""Plausible answers made by hand, of any study: what the files that compute them would give."""

import math

from simulator.studies.answers import (
    AdverseWorld,
    Answers,
    Contributions,
    Delayed,
    Estimate,
    Flips,
    Money,
    Part,
    PerResult,
    PriceOfAnHour,
    Ranking,
    Regret,
    Standing,
    Turn,
)
from simulator.studies.statistics import interval, paired_difference
from simulator.views.tables import values_of

METRIC = "reputation_end"


def around(mean, half=0.0):
    return Estimate(mean, mean - half, mean + half)


def estimate(study, strategy, metric):
    values = values_of(study, strategy, metric)
    return Estimate(float(values.mean()), *interval(values)) if len(values) else Estimate(math.nan)


def ranking(study, metric=METRIC, smallest=0.001, chance=0.998):
    """The ranking of a study by a metric of which more is better."""
    order = sorted(study.strategies, key=lambda name: -estimate(study, name, metric).mean)
    rows = study.outcomes[study.outcomes.metric == metric]
    worlds = rows.pivot(index="replication", columns="strategy", values="value").dropna()
    best = worlds[order[0]].to_numpy()
    standings = []
    for place, name in enumerate(order):
        d = paired_difference(best, worlds[name].to_numpy(), better=1)
        behind = Estimate(d.mean, d.low, d.high) if place else Estimate(0.0, 0.0, 0.0)
        value = estimate(study, name, metric)
        left = (1 - chance) / max(len(order) - 1, 1)
        standings.append(
            Standing(name, value, behind, max(len(best) - place, 0), left if place else chance, place * 1e-3)
        )
    return Ranking(metric, 1, len(best), tuple(standings), smallest)


def money(study):
    names = study.strategies
    results = [PerResult(n, "actions", around(50.0 + k, 9.0), around(300.0 + k, 40.0)) for k, n in enumerate(names[1:])]
    results.append(PerResult(names[-1], "leads", around(0.2, 0.9), Estimate(math.nan)))
    return Money(
        currency=study.scenario.costs.currency,
        cost={n: estimate(study, n, "cost") for n in names},
        budget={n: getattr(study.scenario.strategies.get(n), "budget", None) for n in names},
        net_value={n: estimate(study, n, "net_value") for n in names},
        romi={n: estimate(study, n, "romi") for n in names},
        results=tuple(results),
        expansion={n: around(4200.0 * k, 310.0) for k, n in enumerate(names)},
        acceleration={n: around(2.4 * k, 0.3) for k, n in enumerate(names)},
        dominated={names[1]: names[-1]} if len(names) > 2 else {},
    )


def turn(name, path, now, to, lead, rival, **others):
    given = {"unit": "", "source": "assumed", "threshold": None, "words": f"At {to:g} of {name}, {rival} is first."}
    return Turn(name=name, paths=(path,), now=now, to=to, lead=lead, rival=rival, **{**given, **others})


def flips(study, first, rival):
    turns = (
        turn("trust in advocates", "credibility.humanness", 0.2, 0.0, around(-0.004, 0.002), rival, threshold=0.06,
             words=f'If people trust advocates no more than a brand, "{rival}" is ahead.', source="B13; assumed"),
        turn("trust in advocates", "credibility.humanness", 0.2, 0.5, around(0.019, 0.003), rival),
        turn("how far one message moves people", "belief.persuasion", 0.3, 0.1, around(0.002, 0.001), rival,
             unit="per exposure", source="assumed; #58: d = 0.47"),
        turn("how far one message moves people", "belief.persuasion", 0.3, 0.9, around(0.012, 0.004), rival,
             unit="per exposure"),
        turn("how fast attention fades", "crisis.attention_half_life_hours", 12.0, 48.0, around(0.003, 0.004), rival,
             unit="hours"),
    )  # fmt: skip
    return Flips(METRIC, first, around(0.006, 0.0025), 40, turns, 24, 229)


def regret(study, safest):
    cases = (
        ("As given", "the scenario as it stands"),
        ("A second wave", "the story comes back after two days"),
        ("We are to blame", "responsibility is seen with us"),
        ("News desks keep at it", "twice as much coverage"),
    )
    names = study.strategies
    worlds = tuple(
        AdverseWorld(
            case,
            what,
            {n: around(0.03 - 0.004 * k - 0.01 * at, 0.002) for k, n in enumerate(names)},
            {n: 0.004 * k for k, n in enumerate(names)},
            names[0],
        )
        for at, (case, what) in enumerate(cases)
    )
    return Regret(METRIC, "", worlds, {n: 0.004 * k + 0.001 for k, n in enumerate(names)}, safest)


def contributions(strategy):
    parts = (
        Part("advocates", around(0.031, 0.004), around(0.022, 0.004), around(0.026, 0.003)),
        Part("employees", around(0.004, 0.003), around(-0.002, 0.003), around(0.001, 0.003)),
        Part("influencers", around(0.015, 0.003), around(0.009, 0.002), around(0.012, 0.002)),
    )
    return Contributions(strategy, METRIC, around(0.039, 0.004), parts, around(-0.011, 0.004), 40)


def price(strategy):
    delays = tuple(Delayed(h, around(0.02 - 0.0011 * h, 0.004)) for h in (0.0, 2.0, 6.0, 12.0, 24.0))
    return PriceOfAnHour(strategy, METRIC, delays, 12.0, False, around(0.0011, 0.0002), 40)


def answers(study, **changed):
    """All answers that there may be."""
    ranked = changed.pop("ranking", None) or ranking(study)
    first = ranked.first.strategy
    rival = ranked.standings[1].strategy if len(ranked.standings) > 1 else first
    given = {
        "flips": flips(study, first, rival),
        "regret": regret(study, first),
        "contributions": (contributions(study.strategies[-1]),),
        "price_of_an_hour": price(first),
        "stopped": "the answer was clear after 40 worlds",
    }
    return Answers(ranking=ranked, money=money(study), **{**given, **changed})
