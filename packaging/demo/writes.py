"""How the story ends: another lead rings, one key claims and answers it by SMS, and they write
back."""

from pathlib import Path

from backstage import Hub, until
from people import Poster, Somebody
from phone_company import PhoneCompany
from plan import Players
from timeline import Timeline

BACK = "Thursday after 3 is better. Ask for Dana."


def answers(
    who: Players,
    writer: Somebody,
    poster: Poster,
    hub: Hub,
    phones: PhoneCompany,
    timeline: Timeline,
    out: Path,
) -> None:
    """From the ring to their reply; three pictures."""
    screen, jonas = who.screen, who.jonas
    screen.press("g", "n", "Escape")
    timeline.note("POST of another lead")
    lead = poster.send(writer)
    timeline.note("the desktop's notification has it", who.anna.wait("notified", lead))
    screen.press("Home", "s")
    timeline.note("Home, S: claim and answer by SMS, in one act")
    claimed = jonas.fact("lead.claimed", lead)[0]
    timeline.note("the hub granted it", claimed)
    heard, queued = jonas.fact("message.queued", lead)
    timeline.note("and queued the words: Z takes them back for 5 s", heard)
    screen.picture(out / "13-goes-out-in-5-s.png")
    timeline.note("the phone company has the text", jonas.fact("message.sent", lead)[0])
    [text] = [sent for sent in phones.sent if sent.words == queued["b"]["text"]]
    assert text.to == writer.phone.replace(" ", "")
    timeline.note("it is on their phone", jonas.fact("message.delivered", lead)[0])
    until(lambda: who.anna.lead(lead).get("first_attempt"), "Anna's clock has stopped")
    screen.picture(out / "14-delivered.png")
    phones.text_in(hub.data, text.to, BACK)
    timeline.note(f"they write back: “{BACK}”", jonas.fact("message.received", lead)[0])
    until(lambda: BACK in _words(who, lead), "Anna's desk has their answer")
    screen.picture(out / "15-they-wrote-back.png")


def _words(who: Players, lead: str) -> list[str]:
    return [message["text"] for message in who.anna.lead(lead).get("messages", ())]
