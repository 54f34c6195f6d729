"""Texts by Kannel's smsbox. A POST, not the usual GET: neither the password nor the words then
stand in an address that something on the way may log, and no HTTP library sends a POST twice by
itself."""

import re
from urllib.parse import parse_qsl, urlsplit

from app.domain.ids import Ms
from app.domain.sms_parts import sms_parts
from hub.gateways.answers import Key, NoAnswer, outcome, refused, told
from hub.gateways.port import (
    BadCallback,
    Callback,
    GatewayTrouble,
    Inbound,
    Kind,
    Letter,
    Outcome,
    Refused,
    Report,
    Sent,
    Unknown,
)
from hub.gateways.refusal_words import KANNEL_DENIED, Meaning, late
from hub.gateways.request import Answer, Line
from hub.gateways.twilio import NO_NUMBER, NUMBER
from hub.gateways.twilio_callbacks import LARGEST, LONGEST_TEXT, MOST_FIELDS

ALL_REPORTS = "31"
"""dlr-mask: delivered 1, failed 2, waiting 4, network took it 8, network refused it 16."""
INBOUND_QUERY = "from=%q&to=%Q&text=%b&id=%I&coding=%c&charset=%C"
"""What follows the address in `get-url`. %a would squeeze spaces, and so tear UTF-16 apart."""
_REPORTED = "type=%d&answer=%A&ref=%F"
_CHARSETS = {"utf-8": "utf-8", "utf-16be": "utf-16-be", "iso-8859-1": "latin-1"}
_RECEIPT = re.compile(r"\b(stat|err):([A-Z0-9]{1,10})\b")


class Kannel:
    """`base` is smsbox's address, http://host:13013. It signs nothing it calls back with: the
    address it calls has to be secret, which whoever hands out `report_to` sees to."""

    kind: Kind = "sms"
    title = "Kannel"
    keeps_track = False

    def __init__(self, base: str, user: str, password: Key, sender: str) -> None:
        self._url = base.rstrip("/") + "/cgi-bin/sendsms"
        self._user = user
        self._password = password
        self._sender = sender
        self._line = Line()

    async def send(self, letter: Letter) -> Outcome:
        if not NUMBER.fullmatch(letter.to):
            return Refused(code="number", why=NO_NUMBER)
        if not letter.text.strip():
            return Refused(code="empty", why="There was no text in it.")
        told = await outcome(self._post(letter), self._outcome)
        # smsbox gives no name of its own; ours is as good, and it is what its reports carry.
        return Sent(ref=letter.id) if isinstance(told, Sent) else told

    def _outcome(self, answer: Answer) -> Outcome:
        said = answer.body[:200].decode("utf-8", errors="replace")
        if answer.status == 202 and said[:2] in ("0:", "3:"):
            return Sent(ref="")
        if 200 <= answer.status < 300:
            return Unknown(why="Kannel answered, but not whether it has it.")
        code = "denied" if "white- and/or black-lists" in said else ""
        return refused(self.title, {"denied": KANNEL_DENIED}, code, answer)

    async def ask(self, letter: Letter, ref: str, since: Ms) -> Report:
        why = "Kannel keeps no list of what it was given, so it cannot be asked."
        return Report(state="no_answer", ref=ref, message=letter.id, why=why)

    async def check(self) -> str:
        """A request without a receiver is refused either way; how tells whether the password is
        right."""
        try:
            answer = await told(self._post(None))
        except NoAnswer as wrong:
            await self._password()
            raise GatewayTrouble(f"sms.base_url: {wrong} Is smsbox running there?") from None
        said = answer.body[:200].decode("utf-8", errors="replace")
        if answer.status == 400 and "receiver" in said:
            return "Kannel accepts the user and password."
        if answer.status == 403:
            raise GatewayTrouble(
                "sms.password: Kannel does not accept this user and password. Compare them with "
                "the sendsms-user group of its configuration, and user-allow-ip there."
            )
        if answer.status == 503:
            raise GatewayTrouble("sms.base_url: smsbox is there, its bearerbox is not. Start it.")
        raise GatewayTrouble(f"sms.base_url: no smsbox answers there (status {answer.status}).")

    async def _post(self, letter: Letter | None) -> Answer:
        headers = {
            "Content-Type": "text/plain; charset=UTF-8",
            "X-Kannel-Username": self._user,
            "X-Kannel-Password": await self._password(),
        }
        if letter is None:
            return await self._line("POST", self._url, headers, b"-")
        headers |= {
            "X-Kannel-From": self._sender,
            "X-Kannel-To": letter.to,
            "X-Kannel-Coding": "0" if sms_parts(letter.text).plain else "2",
        }
        if letter.report_to:
            headers |= {
                "X-Kannel-DLR-Mask": ALL_REPORTS,
                "X-Kannel-DLR-Url": report_url(letter.report_to),
            }
        return await self._line("POST", self._url, headers, letter.text.encode())

    async def read_callback(self, callback: Callback) -> Report | Inbound | None:
        """A delivery report to the address given with a text; or a person's text, called in with
        INBOUND_QUERY."""
        form = _query(callback)
        if "type" in form:
            return self._fate(form)
        if "text" in form and form.get("from"):
            return _text_in(form)
        raise BadCallback("it says neither what it is nor how it went")

    def _fate(self, form: dict[str, str]) -> Report:
        kind = form["type"]
        if kind in ("4", "8"):
            return Report(state="on_its_way")
        if kind == "1":
            return Report(state="delivered")
        if kind not in ("2", "16"):
            raise BadCallback("there is no such kind of report")
        receipt = dict(_RECEIPT.findall(form.get("answer", "")[:500]))
        code = receipt.get("err", "") if receipt.get("err", "").strip("0") else ""
        code = code or receipt.get("stat", "")
        if kind == "16":
            return Report(state="failed", code=code, why="The phone network refused it.")
        return Report(state="failed", code=code, why=late(_LATE, self.title, code).why)

    async def close(self) -> None:
        await self._line.close()


_LATE: dict[str, Meaning] = {
    "EXPIRED": Meaning("Their phone was off or out of reach for too long."),
    "DELETED": Meaning("The phone network dropped it."),
    "UNDELIV": Meaning("The phone network could not deliver it."),
    "REJECTD": Meaning("The phone network refused it."),
}
"""The states of a delivery receipt (SMPP 3.4, appendix B)."""


def report_url(report_to: str) -> str:
    """`report_to` with what Kannel is to fill in. A % that is already there is not its to fill."""
    mark = "&" if "?" in report_to else "?"
    return report_to.replace("%", "%%") + mark + _REPORTED


def _query(callback: Callback) -> dict[str, str]:
    """Values byte for byte, as latin-1: which characters they are is said by one of them."""
    if len(callback.url) > LARGEST:
        raise BadCallback("it is too large")
    try:
        query = urlsplit(callback.url).query
        pairs = parse_qsl(
            query, keep_blank_values=True, encoding="latin-1", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise BadCallback("it is not a query") from None
    return dict(pairs)


def _text_in(form: dict[str, str]) -> Inbound:
    charset = _CHARSETS.get(form.get("charset", "").lower(), "utf-8")
    if form.get("coding") == "2" and "charset" not in form:
        charset = "utf-16-be"
    sender = form["from"].strip()
    if len(sender) > 100 or len(form.get("to", "")) > 100:
        raise BadCallback("a number in it is too long")
    # "latin-1" gave each byte a character of its own; a query beyond it has none to give back.
    raw = form["text"].encode("latin-1", errors="replace")
    return Inbound(
        kind="sms",
        from_="+" + sender[2:] if sender.startswith("00") else sender,
        to=form.get("to", "").strip(),
        text=raw.decode(charset, errors="replace")[:LONGEST_TEXT],
        ref=form.get("id", "")[:100],
    )
