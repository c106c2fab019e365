"""Short names of settings that may be uncertain, for sentences in which a whole meaning would drown."""

from simulator.setting_paths import parsed

SHORT = {
    "action_chance": "chance to act on a call",
    "alignment": "sharing of what one agrees with",
    "attention_half_life_hours": "half-life of attention",
    "attitude": "attitude at the start",
    "attitude_weight": "weight of attitude in acting",
    "authenticity_price": "price of incentives in trust",
    "backfire": "share in whom answers backfire",
    "brand_reach": "reach of posts of outlets",
    "chorus": "weight of support from several kinds of people",
    "closure": "end of attention by answers heard",
    "conviction": "firmness of conviction",
    "crisis.second_wave.chance": "chance of a second wave",
    "disengaged": "share of disengaged employees",
    "disparagement_per_week": "hostile posts of disengaged employees",
    "exit_per_day": "pace of leaving a story",
    "familiarity_weight": "weight of familiarity in acting",
    "feedback": "weight of reactions to own posts",
    "goal_dilution": "loss by several goals at once",
    "homophily": "ties within the own segment",
    "hostile_filter": "passing on of hostile messages",
    "humanness": "trust won by hearing from employees",
    "irritation": "loss by annoyance",
    "lasting_share": "lasting part of attention",
    "leaders_active": "pull of leaders who post",
    "leaders_silent": "drag of leaders who are silent",
    "leak_per_week": "off-limits posts of employees",
    "member_reach": "reach of posts of people",
    "minutes_per_post": "working time of a post",
    "mitigation": "passing on of answers to the crisis",
    "own_words_per_week": "posts in own words",
    "participation": "share of the enrolled who take part",
    "per_advocate_month": "cost of an advocate",
    "per_employee_month": "cost of an employee in the programme",
    "per_hour": "cost of an employee's hour",
    "per_outlet_post": "cost of a post of our outlets",
    "persuasion": "persuasion by one exposure",
    "second_source": "weight of a second source",
    "severity": "severity of the crisis",
    "share_chance": "chance to share a message",
    "slots_per_visit": "posts looked at per visit",
    "slow_share": "slow part of attitude change",
    "social_proof": "weight of follower counts",
    "takes_per_day": "further posts on the crisis",
    "thunder": "effect of telling it first",
    "tolerance_per_week": "tolerance of promotion",
    "trust": "trust in their word",
    "trust_weight": "weight of trust in acting",
    "unfollow_chance": "chance to unfollow when annoyed",
    "value_of_result": "value of an action",
    "visits_per_day": "feed visits a day",
    "wear_per_post": "credibility lost by promotional posts",
    "wear_per_statement": "credibility lost by answers to a crisis",
}
"""By the setting's name, or by its whole path where the name alone says too little."""


def short_name(path: str) -> str | None:
    """The short name of the setting at a path; None where it has none.

    >>> short_name("crisis.severity"), short_name('segments."old friends".trust'), short_name("clock.days")
    ('severity of the crisis', 'trust in their word', None)
    """
    return SHORT.get(path) or SHORT.get(str(parsed(path)[-1]))
