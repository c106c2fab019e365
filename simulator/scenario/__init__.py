"""The frozen, checked content of a scenario: what a planner may say, and default and source of everything else.

Nothing here runs a model. ``registries`` what a scenario picks by name, and how an extension adds to it; ``places``,
``members``, ``segments``, ``messages``, ``crisis`` and ``strategies`` the settings by what they are about; ``whole``
the scenario that holds them all, its canonical form and its digest.
"""

from simulator.scenario.crisis import Crisis, SecondWave
from simulator.scenario.members import Belief, Contagion, Conversion, Credibility, Fatigue
from simulator.scenario.messages import Message, Posture, Response, Responses
from simulator.scenario.places import Clock, Direction, Network, Platform, Seating
from simulator.scenario.registries import (
    ACTIONS,
    MECHANISMS,
    METRICS,
    ROLES,
    SIGNALS,
    Chosen,
    action_settings,
    mechanism_settings,
    role_settings,
)
from simulator.scenario.segments import (
    PUBLIC,
    VOLUNTEERS,
    AdvocatesSettings,
    AudienceSettings,
    Coverage,
    EmployeesSettings,
    InfluencersSettings,
    OutletsSettings,
    SegmentSettings,
    VolunteerSettings,
)
from simulator.scenario.strategies import (
    DO_NOTHING,
    GOAL_ATTAINMENT,
    ActionSettings,
    Care,
    Choose,
    Costs,
    Enrolment,
    Goal,
    Strategy,
    Task,
    Trigger,
)
from simulator.scenario.whole import MOST_MESSAGES, MOST_PLATFORMS, Scenario, canonical, digest

__all__ = [
    "ACTIONS",
    "DO_NOTHING",
    "GOAL_ATTAINMENT",
    "MECHANISMS",
    "METRICS",
    "MOST_MESSAGES",
    "MOST_PLATFORMS",
    "PUBLIC",
    "ROLES",
    "SIGNALS",
    "VOLUNTEERS",
    "ActionSettings",
    "AdvocatesSettings",
    "AudienceSettings",
    "Belief",
    "Care",
    "Choose",
    "Chosen",
    "Clock",
    "Contagion",
    "Conversion",
    "Costs",
    "Coverage",
    "Credibility",
    "Crisis",
    "Direction",
    "EmployeesSettings",
    "Enrolment",
    "Fatigue",
    "Goal",
    "InfluencersSettings",
    "Message",
    "Network",
    "OutletsSettings",
    "Platform",
    "Posture",
    "Response",
    "Responses",
    "Scenario",
    "Seating",
    "SecondWave",
    "SegmentSettings",
    "Strategy",
    "Task",
    "Trigger",
    "VolunteerSettings",
    "action_settings",
    "canonical",
    "digest",
    "mechanism_settings",
    "role_settings",
]
