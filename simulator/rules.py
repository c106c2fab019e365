"""What one exposure does to one member: small functions of scalars, each with its formula and its source.

Compiled as they stand and readable as plain Python. Each factor says which value is neutral; with every factor neutral
the model is the textbook independent cascade (Kempe, Kleinberg & Tardos 2003).
"""

import math

from simulator.compiling import compiled

SIMPLE, REINFORCED, THRESHOLD, LINEAR_THRESHOLD = range(4)
ASSIMILATION, BOUNDED_CONFIDENCE, FIXED = range(3)
POWER_LAW, HALF_LIFE, FIXED_DELAY = range(3)

CONTAGION_RULES = ("simple", "reinforced", "threshold", "linear_threshold")
BELIEF_RULES = ("assimilation", "bounded_confidence", "fixed")
RESPONSE_LAWS = ("power_law", "half_life", "fixed")

BRAND_TRUST = 0.33
"""Trust in a brand's own account (#28)."""
_NOVELTY_SHAPE = 0.4
"""Exponent of the stretched exponential in which novelty fades (Wu & Huberman 2007)."""
_LN_2 = math.log(2.0)


@compiled()
def share_in_time(law, constant, theta, half_life, horizon):
    """Share of all responses that come within ``horizon`` hours: the law of :func:`response_delay` at the horizon."""
    if law == FIXED_DELAY:
        return 1.0
    if law == HALF_LIFE:
        return 1.0 - math.exp(-_LN_2 * horizon / half_life)
    start = theta / (1.0 + theta)
    if horizon <= constant:
        return start * horizon / constant
    return 1.0 - (1.0 - start) * (constant / horizon) ** theta


@compiled()
def response_delay(law, share, constant, theta, half_life):
    """Hours between a post and a follower's response to it, by which this share of all responses has come.

    Power law (SEISMIC, Zhao et al. 2015): density c up to ``constant`` hours, then c (t / constant)^-(1 + theta), with
    c * constant = theta / (1 + theta). Half-life: exponential. Fixed: always ``half_life``. The law is truncated at a
    horizon by drawing ``share`` uniformly between 0 and :func:`share_in_time`.
    """
    if law == FIXED_DELAY:
        return half_life
    if law == HALF_LIFE:
        return -math.log(1.0 - share) * half_life / _LN_2
    start = theta / (1.0 + theta)
    if share < start:
        return constant * share / start
    return constant * ((1.0 - start) / (1.0 - share)) ** (1.0 / theta)


@compiled()
def power(basis, exponent):
    """``basis ** exponent`` for an exponent >= 0: the whole part by squaring, a third of the time of pow (measured)."""
    whole = int(exponent)
    result = 1.0 if exponent == whole else basis ** (exponent - whole)
    while whole > 0:
        if whole & 1:
            result *= basis
        basis *= basis
        whole >>= 1
    return result


@compiled()
def chance_to_see(slots, arrivals, visits):
    """Chance that a post is still among the ``slots`` newest at the member's next visit: 1 - (a / (a + v))^slots.

    Arrivals and visits are Poisson, per hour (oracle O15). Neutral: endless slots, endless visits, or no arrivals.
    """
    if arrivals <= 0.0 or math.isinf(slots) or math.isinf(visits):
        return 1.0
    return 1.0 - power(arrivals / (arrivals + visits), slots)


@compiled()
def novelty(age, half_life):
    """How fresh a message of this age is: 2^-((age / half life)^0.4) (Wu & Huberman 2007). Neutral: endless."""
    if math.isinf(half_life) or math.isinf(age):
        return 1.0
    return math.exp(-_LN_2 * (max(age, 0.0) / half_life) ** _NOVELTY_SHAPE)  # 2.0 ** x compiles to other last bits


@compiled()
def reinforcement(n_sources, second_source, plateau):
    """Factor on the chance at the n-th distinct source: 1, second_source, ... level from the plateau on (evidence 2.1).

    Neutral: second_source = 1.
    """
    return 1.0 + (second_source - 1.0) * (min(max(n_sources, 1), plateau) - 1)


@compiled()
def agreement(stance, attitude, weight):
    """Factor on passing on what one agrees with: 1 + weight * stance * attitude. Neutral: weight 0."""
    return 1.0 + weight * stance * attitude


@compiled()
def patience(annoyance, irritation):
    """Factor on sharing and acting that annoyance leaves: 1 / (1 + irritation * annoyance). Neutral: irritation 0."""
    return 1.0 / (1.0 + irritation * annoyance)


@compiled()
def belief_shift(rule, attitude, stance, weight, bound):
    """Change of attitude at one exposure, kept within -1..1.

    Assimilation: weight * (stance - attitude). Bounded confidence (Deffuant et al. 2000): the same, where the distance
    is at most ``bound``. Fixed: none. A negative weight (a response that backfires) moves the attitude away.
    """
    distance = stance - attitude
    if rule == FIXED or (rule == BOUNDED_CONFIDENCE and abs(distance) > bound):
        return 0.0
    return min(max(attitude + weight * distance, -1.0), 1.0) - attitude


@compiled()
def chorus(voices, weight):
    """Factor on persuasion for support from several kinds of people: 1 + weight (n - 1) (claim B13). Neutral: weight 0.

    ``voices`` has a bit for each kind that has been heard, this one included.
    """
    n = 0
    while voices > 0:
        n += voices & 1
        voices >>= 1
    return 1.0 + weight * (n - 1)


@compiled()
def repair(damage, weight):
    """Change of attitude by an answer to the crisis: part of the damage that heals is undone, weight x -damage.

    ``damage`` is the deviation that would recover by itself, where it is below 0; what stays for years is left as it
    is, the residue of a correction (evidence 4.6), and nobody is lifted above where they were before. Neutral: 0.
    """
    return -min(weight, 1.0) * min(damage, 0.0)


@compiled()
def familiarity_effect(familiarity, peak, weight):
    """Factor on acting that rises to 1 at ``peak`` exposures and falls beyond: (1 - w) + w (f/peak) e^(1 - f/peak).

    The inverted U of Schmidt & Eisend 2015. Neutral: weight 0.
    """
    dose = familiarity / peak
    return 1.0 - weight + weight * dose * math.exp(1.0 - dose)


@compiled()
def liking(attitude, weight):
    """Factor on acting for liking the brand: 1 + weight * attitude, never below 0. Neutral: weight 0."""
    return max(1.0 + weight * attitude, 0.0)


@compiled()
def social_proof(n_followers, typical, weight):
    """Factor on credibility for a visible crowd: 1 + weight log10((1 + n) / (1 + typical)), never below 0 (claim D2).

    Neutral: weight 0, or as many followers as a typical account.
    """
    if weight == 0.0:
        return 1.0
    return max(1.0 + weight * math.log10((1.0 + n_followers) / (1.0 + typical)), 0.0)


@compiled()
def trusted(trust, weight):
    """Factor on acting for trust in the messenger, against a brand's own account: (trust / 0.33)^weight.

    Claims A1, B14, C2; ratios of trust from surveys (#22-#28). Neutral: weight 0.
    """
    if weight == 0.0:
        return 1.0
    return (trust / BRAND_TRUST) ** weight


@compiled()
def example(posted, carries, above):
    """How far leaders set an example, 0 to 1: the own one posts, or what a silent one hands down from ``above`` (B12).

    Neutral: ``carries`` 0, only the own leader counts.
    """
    return max(posted, carries * above)


@compiled()
def led(shown, silent, active):
    """Factor on willingness for the leaders' example: ``silent`` at 0 to ``active`` at 1 (#38). Neutral: 1."""
    return silent + (active - silent) * shown


@compiled()
def heard(posts, reactions, patience, feedback):
    """Factor on willingness for feedback (claim D6): 1 + feedback (2 s - 1), s = (r + k) / (r + p + 2 k).

    p posts and r reactions, both as far as they are remembered; k = ``patience`` posts with a reaction each, which
    everybody expects, so that the first post is no step. Neutral: feedback 0, or one reaction per post.
    """
    share = (reactions + patience) / (reactions + posts + 2.0 * patience)
    return 1.0 + feedback * (2.0 * share - 1.0)


@compiled()
def depth(conviction, weight):
    """Factor on willingness for depth of conviction: 1 + weight (2 conviction - 1) (A4). Neutral: weight 0."""
    return 1.0 + weight * (2.0 * conviction - 1.0)


@compiled()
def spirit(morale, weight):
    """Factor on willingness for morale: 1 + weight * morale, never below 0. Neutral: weight 0."""
    return max(1.0 + weight * morale, 0.0)


@compiled()
def worth(value, weight):
    """Factor on willingness for a message's value, 0 to 1: 1 - weight (1 - value) (E8). Neutral: weight 0."""
    return 1.0 - weight * (1.0 - value)


@compiled()
def disappointment(content, weight):
    """Factor on the hazard to drop out: 1 + weight (1 - content), never below 0 (D6, E11). Neutral: weight 0."""
    return max(1.0 + weight * (1.0 - content), 0.0)


@compiled()
def calmed(calm, virality):
    """Factor on passing on hostile stories after one more answer: the strongest that was heard counts. Neutral: 1."""
    if virality < 1.0:
        return min(calm, virality)
    return max(calm, virality) if calm >= 1.0 else calm


@compiled()
def has_left(hours, exit_rate, luck):
    """Whether a member has left a story after so many hours, at a constant hazard per hour (A9, A13). Neutral: 0.

    Of the story of the crisis only the attention that is gone counts: hours x (1 - attention / attention at the onset).
    """
    return exit_rate > 0.0 and hours * exit_rate > -math.log(luck)


@compiled()
def decides(rule, left, chance, n_sources, needed, n_followed, luck):
    """Whether the member shares now.

    The law of independent chances: the product ``left`` of all (1 - p) so far falls to ``luck``, which is uniform and
    belongs to the member and the message: the general threshold model (Kempe, Kleinberg & Tardos 2003). Threshold:
    enough distinct sources, and willing. Linear threshold: sources / followed accounts reach the uniform threshold.
    """
    if rule == THRESHOLD:
        return n_sources >= needed and luck >= 1.0 - chance
    if rule == LINEAR_THRESHOLD:
        return chance * n_sources >= (1.0 - luck) * max(n_followed, 1)
    return left <= luck
