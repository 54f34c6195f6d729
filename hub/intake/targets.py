"""What a field means: by its label and what it stands under, else by the words of its label and
its value, else by the type its form gave it."""

from hub.intake.labels import meaning, phrase, words
from hub.intake.vocabulary import LABELS

_TYPES = {
    "email": "email",
    "phone": "phone",
    "phone_number": "phone",
    "tel": "phone",
    "textarea": "message",
    "long_text": "message",
    "paragraph": "message",
    "legal": "consent",
    "full_name": "name",
}


def target(path: tuple[str, ...], text: str, hint: str) -> str:
    """The target of the field at `path`, or "". `text` is its value, `hint` the type its form
    gave it."""
    if not path:
        return ""
    label = path[-1]
    said = words(label)
    if said[:1] == ("utm",) or phrase(label) in LABELS["clicks"]:
        return "utm"
    parent = next((key for key in reversed(path[:-1]) if words(key)), "")
    thing = _thing(parent)
    if (
        thing
        and said
        and said[-1] in ("name", "title", "id", "email", "phone", "url", "zone", "timezone")
    ):
        return meaning(f"{parent} {label}") if said[-1] in ("name", "title") else ""
    if parent == "object" and meaning(label) == "tz":
        return ""  # the zone of the event, not of the person
    if parent and len(said) <= 2:
        joined = meaning(f"{parent} {label}")
        if joined and (joined != meaning(label)):
            return joined
    return meaning(label) or _likely(label, text) or _TYPES.get(hint.removeprefix("input_"), "")


def _thing(parent: str) -> bool:
    said = words(parent)
    return bool(said) and said[-1] in LABELS["things"]


def _likely(label: str, text: str) -> str:
    """The target of a label that is a sentence ("Best mobile number to reach you?"), by its
    words and value."""
    said = set(words(label))
    if said & LABELS["when"] and said & LABELS["reaching"] and not said & LABELS["not_asked"]:
        return "asked"
    if said & LABELS["permission"] and not said & {"id", "ip", "url"}:
        return _permission(said)
    if said & LABELS["email"] and "@" in text:
        return "email"
    if said & LABELS["phone"] and 5 <= sum(c.isdigit() for c in text) <= 20 and "fax" not in said:
        return "phone"
    for part in ("first", "last", "full"):
        if {part, "name"} <= said:
            return "name" if part == "full" else part
    if said & LABELS["message"]:
        return "message"
    if said & LABELS["company"] and len(text) < 120:
        return "company"
    if "name" in said and len(said) <= 3 and not said & (LABELS["things"] | LABELS["not_a_person"]):
        return "name"
    return ""


def _permission(said: set[str]) -> str:
    if said & {"newsletter", "marketing", "communications"}:
        return "consent.news"
    if said & {"sms", "text", "texts"}:
        return "consent.sms"
    if said & {"call", "calls", "phone"}:
        return "consent.call"
    if said & LABELS["email"]:
        return "consent.email"
    return "consent"
