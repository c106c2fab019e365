"""The claims of the source documents, each with its mechanism, its settings and an experiment that tries it.

``declaring`` what a claim and an experiment are; ``places``, ``members``, ``segments``, ``messages``, ``crisis`` and
``strategies`` the claims that the settings of the files of the same name in ``simulator/scenario`` express;
``volunteers`` and ``programmes`` those about volunteers and how they are organised; ``signs`` the sign tests that
repeat some of them; ``cited`` the settings that cite a claim; ``running`` and ``judging`` how
claims are tried; ``stages`` the small scenarios in which that happens.
"""

from simulator.claims import crisis, members, messages, places, programmes, segments, signs, strategies, volunteers
from simulator.claims.declaring import CLAIMS, Claim, in_order

__all__ = [
    "CLAIMS",
    "Claim",
    "crisis",
    "in_order",
    "members",
    "messages",
    "places",
    "programmes",
    "segments",
    "signs",
    "strategies",
    "volunteers",
]
