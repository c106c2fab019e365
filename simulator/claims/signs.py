"""The sign tests of the evidence that repeat claims, and stand or fall with them.

V1, V7 and V12 have experiments of their own, in the files of what they are about.
"""

from simulator.claims.declaring import claim

SIGNS = {
    "V2": ("Influencers relay hostile messages, advocates hardly.", ("A6", "A11")),
    "V3": ("Advocates yield more action per aware person.", ("A1",)),
    "V4": ("A campaign with three goals does less for its main goal than a focused one.", ("B15",)),
    "V5": ("Active leaders beat silent ones.", ("B12",)),
    "V6": ("A mismatch of platform lowers engagement.", ("E10",)),
    "V8": ("Incentives raise posts; without feedback participation falls.", ("B22", "D6")),
    "V9": ("Policy reduces leaks, and never to zero.", ("E5",)),
    "V10": ("Adapting is at least as good as a fixed plan when things change.", ("B23",)),
    "V11": ("The ramp-up is visible.", ("B24",)),
    "V13": ("Employees' joint reach passes influencers' at some level of participation.", ("D4",)),
    "V14": ("Trust by follower count can turn the ranking round.", ("D2",)),
    "V15": ("A mixture's unique reach is less than the sum.", ("B3",)),
    "V16": ("Misplaced people produce less.", ("B19",)),
    "V17": ("One insider's post can erase the gain in trust, while the gain in reach stays.", ("D9",)),
    "V18": ("A matched response beats a mismatched one; denial is worst for the responsible.", ("S3",)),
}

WHY = {
    "V14": "the ranking turns at a weight of about 0.65; without proof the fee decides (D1), and turns it at about 600"
}

for number, (says, shown_by) in SIGNS.items():
    claim(number, says, shown_by=shown_by, why=WHY.get(number, ""))
