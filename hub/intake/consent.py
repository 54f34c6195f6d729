"""What a form said about being contacted, per channel. Silence is `unknown`, never `refused`."""

from app.domain.lead import Consent
from app.domain.touch import Channel
from hub.intake.clean import line
from hub.intake.fields import Field, Form
from hub.intake.vocabulary import ANSWERS

_YES, _NO = frozenset(ANSWERS["yes"]), frozenset(ANSWERS["no"])
_AGREES, _DECLINES = tuple(ANSWERS["agrees"]), tuple(ANSWERS["declines"])
_CHANNELS: tuple[Channel, ...] = ("call", "sms", "email")


def said(text: str) -> bool | None:
    """Yes, no, or neither, of a tick box or its wording."""
    word = line(text, 300).casefold().strip(" .!")
    if word in _YES:
        return True
    if word in _NO:
        return False
    if word.startswith(_DECLINES):
        return False
    return True if word.startswith(_AGREES) else None


def consents(form: Form) -> dict[Channel, Consent]:
    """By channel, for the channels the form says anything about.

    A general yes covers every channel. A general no covers calls and texts: an answer by e-mail
    to what somebody asked is still open. What names a channel beats what does not, and of two a
    no beats a yes.
    """
    general = _heard(form, "consent", turned=False) + _heard(form, "no", turned=True)
    out: dict[Channel, Consent] = {}
    for channel in _CHANNELS:
        own = _heard(form, f"consent.{channel}", turned=False)
        own += _heard(form, f"no.{channel}", turned=True)
        heard = own or [one for one in general if one[0] or channel != "email"]
        if heard:
            yes, why = min(heard)  # False sorts first
            out[channel] = Consent(state="allowed" if yes else "refused", why=why)
    return out


def _heard(form: Form, target: str, turned: bool) -> list[tuple[bool, str]]:
    """Each clear answer under `target` with its words; `turned` where the question asks for a
    no."""
    out: list[tuple[bool, str]] = []
    for one in form.fields:
        answer = said(one.text) if one.target == target else None
        if answer is None:
            continue
        form.take(one)
        if turned and not answer:
            continue  # "do not call: no" is not a permission
        out.append((answer != turned, _why(one, answer)))
    return out


def _why(one: Field, answer: bool) -> str:
    return f"{'yes' if answer else 'no'} to \u201c{line(one.label, 60)}\u201d on the form"
