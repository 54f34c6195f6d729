"""The Test button of "How I call": what would happen, in words, and a call to a number of the rep's
own where one was typed."""

from client.ports import Dialer
from client.settings import CallBy, Settings
from client.system.links import E164
from client.system.softphone import Softphone

NO_HANDLER = (
    "Nothing on this computer opens phone links. Install a softphone, or choose another way here."
)
NO_NUMBER = "A number begins with + and its country code, like +447700900142."
NO_COMPANY = "Your team’s hub makes no calls now: your computer’s own phone is used."


def number_of(typed: str) -> str:
    """A typed number without what people put between its digits; "" when it is none."""
    bare = "".join(sign for sign in typed if sign not in " -./()\u00a0")
    return bare if E164.fullmatch(bare) else ""


def handed_over(dialer: Dialer, number: str) -> str:
    """The way of the computer's own phone."""
    name = dialer.handler("tel")
    if not name:
        return NO_HANDLER
    if not number:
        return f"Calls open in {name}."
    return f"Handed to {name}." if dialer.call(number) else f"{name} could not be started."


def by_company(settings: Settings, gateway: str) -> str:
    """The way of the company's phone system; only a call to a lead goes there."""
    if not gateway:
        return NO_COMPANY
    if not E164.fullmatch(settings.my_phone):
        return f"{gateway} has to know your phone. {NO_NUMBER}"
    return f"{gateway} rings {settings.my_phone} first. Pick up, and it calls the lead."


async def checked(
    how: CallBy, typed: str, settings: Settings, *, dialer: Dialer, phone: Softphone, gateway: str
) -> tuple[str, str]:
    """What there is to say, and the number the softphone is to call now, if any."""
    number = number_of(typed)
    if typed.strip() and not number:
        return NO_NUMBER, ""
    if how == "tel":
        return handed_over(dialer, number), ""
    if how == "company":
        return by_company(settings, gateway), ""
    found = await phone.probe(settings.sip_phone, settings.sip_dials)
    return found.text, number if found.usable else ""
