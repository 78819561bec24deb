"""How the guard says no, in one form."""

from gongkai.cases.files import RULE
from gongkai.law.refusal import Refusal


def refused(name: str, fault: str, advice: str) -> Refusal:
    """Return the refusal of the file ``name``: what is wrong with it and the way on."""
    return Refusal(f"附件“{name}”{fault}", article=RULE, advice=advice)
