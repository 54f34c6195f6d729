"""Why an alarm ends, in words for the ring card; empty when the reader did it."""

from app.domain import facts as f
from app.domain.facts import Fact


def over_words(fact: Fact, me: str) -> str:
    match fact:
        case f.LeadClaimed(rep=rep, rep_name=name) if rep != me:
            return f"{name} took it"
        case f.LeadAssigned(rep=rep, rep_name=name, by_name=by) if rep != me:
            return f"{by} gave it to {name}"
        case f.LeadClosed(rep=rep, rep_name=name) if rep != me:
            return f"{name} closed it" if name else "It is closed"
        case _:
            return ""
