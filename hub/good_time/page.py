"""The page as HTML: one form, no script, less than 4 KB. What it may say of a person is decided in
`reader.py`; everything that is not ours is escaped here."""

import base64
import hashlib
from html import escape

from msgspec import Struct

from app.domain import harmless
from app.domain.ids import Ms
from hub.good_time.phrases import Words
from hub.good_time.reader import Reader
from hub.good_time.times import Offer

QUOTED = 200
SAID = 40
LONGEST = 300
"""Characters of their own words that are taken."""

STYLE = (
    ":root{color-scheme:light dark;--g:#fff;--i:#16181d;--s:#474e5a;--h:#626a78;--e:#868e9c;"
    "--l:#e3e6eb;--a:#2a57d5;--f:#2a57d5}"
    "@media(prefers-color-scheme:dark){:root{--g:#17181c;--i:#eceef2;--s:#b1b7c2;--h:#8d94a1;"
    "--e:#6b7280;--l:#2b2e36;--a:#3e69e6;--f:#5f86f3}}"
    "body{max-width:25rem;margin:0 auto;padding:26px 20px;background:var(--g);color:var(--i);"
    "font:1rem/1.45 Inter,system-ui,sans-serif;overflow-wrap:anywhere}"
    "h1{margin:.15rem 0 .35rem;font:600 1.6rem/1.25 Inter Display,Inter,system-ui,sans-serif}"
    "p{margin:0 0 1.25rem;color:var(--s)}p.t{margin:0}p.w{color:var(--i);font-weight:600}"
    "button,input{box-sizing:border-box;width:100%;min-height:50px;margin:0 0 10px;"
    "padding:.7rem 16px;border:1px solid var(--e);border-radius:10px;background:none;"
    "color:inherit;font:inherit;font-size:1.06rem;text-align:start}button,label{font-weight:600}"
    "small{display:block;font-size:.875rem;font-weight:400;color:var(--s)}"
    ".n{border:0;background:var(--a);color:#fff}.c{text-align:center}"
    "label{display:block;margin:.75rem 0 .4rem;font-size:.95rem}"
    "input::placeholder{color:var(--h);opacity:1}"
    ".r{display:flex;flex-wrap:wrap;gap:0 10px}.r>*{flex:1 1 9rem;width:auto}"
    "footer{margin-top:.75rem;padding-top:.8rem;border-top:1px solid var(--l);font-size:.875rem;"
    "color:var(--s)}"
    ".k{display:inline-block;width:auto;margin:calc((1.45em - 50px)/2) 0;padding:0;border:0;"
    "font-size:inherit;text-decoration:underline;color:var(--i)}"
    ".d{position:absolute;width:1px;min-height:0;height:1px;padding:0;border:0;overflow:hidden;"
    "clip-path:inset(50%)}"
    "a{display:inline-block;padding:13px 0;color:var(--i)}"
    ":focus-visible{outline:2px solid var(--f);outline-offset:2px}"
    ".k:focus-visible{outline-offset:-12px}"
)
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode("ascii")
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""The style is the same on every page, so that its hash stands for it."""


class Asked(Struct, frozen=True, kw_only=True):
    """What the page offers. `said` is a sentence before everything else: why it is shown again."""

    now: Ms
    offers: tuple[Offer, ...] = ()
    may_call_now: bool = False
    may_email: bool = False
    said: str = ""
    typed: str = ""
    """Their words, where they have to be said again."""


def ask(reader: Reader, asked: Asked) -> str:
    """When is a good time?"""
    words = reader.words
    title = words.named.format(name=_name(reader.name)) if reader.name else _e(words.title)
    buttons = [_button("now", words.now, "n c")] if asked.may_call_now else []
    buttons += [_time(reader, offer, asked.now) for offer in asked.offers]
    email = _button("email", words.email, "c") if asked.may_email else ""
    body = [
        f"<p class=t>{_name(reader.team)}</p><h1>{title}</h1>",
        f"<p class=w role=alert>{_e(asked.said)}</p>" if asked.said else "",
        f"<p>{_lead_in(reader)}</p>",
        # Enter in the field presses the first button there is: it must not be "call me now".
        "<form method=post><button class=d name=a value=words tabindex=-1 aria-hidden=true>",
        f"{_e(words.send)}</button>",
        *buttons,
        f"<label for=o>{_e(words.own)}</label>",
        f'<input id=o name=words maxlength={LONGEST} autocomplete=off enterkeyhint=send value="',
        f'{_e(asked.typed)}" placeholder="{_e(words.hint)}">',
        f"<div class=r>{_button('words', words.send, 'c')}{email}</div>",
        f"<footer>{_e(words.not_interested)} {_button('stop', words.stop, 'k')}",
        f"<div>{_e(words.nobody)}</div></footer></form>",
    ]
    return _page(words, f"{words.title} {reader.team}", "".join(body))


def sure(reader: Reader) -> str:
    """Stop is asked once more: a thumb slips."""
    words = reader.words
    body = (
        f"<p class=t>{_name(reader.team)}</p><h1>{_e(words.sure_title)}</h1>"
        f"<p>{_e(words.sure)}</p><form method=post>{_button('stop-sure', words.sure_yes, 'n c')}"
        f"<a href=''>{_e(words.sure_no)}</a></form>"
    )
    return _page(words, words.sure_title, body)


def tell(reader: Reader, title: str, *sentences: str, stop: bool = False) -> str:
    """A page that only says something; `title` and `sentences` are plain text. With `stop` there is
    the way out on it."""
    words = reader.words
    team = f"<p class=t>{_name(reader.team)}</p>" if reader.team else ""
    said = "".join(f"<p>{_e(sentence)}</p>" for sentence in sentences if sentence)
    out = (
        f"<form method=post><footer>{_e(words.not_interested)} "
        f"{_button('stop', words.stop, 'k')}</footer></form>"
    )
    return _page(words, title, f"{team}<h1>{_e(title)}</h1>{said}{out if stop else ''}")


def unsubscribe(reader: Reader) -> str:
    """One button, for whoever opened the link in a browser."""
    words = reader.words
    body = (
        f"<p class=t>{_name(reader.team)}</p><h1>{_e(words.out_title)}</h1>"
        f"<p>{_e(words.out_ask.format(who=reader.team))}</p><form method=post>"
        f'<button class="n c" name=List-Unsubscribe value=One-Click>{_e(words.out_yes)}</button>'
        "</form>"
    )
    return _page(words, words.out_title, body)


# ---- sentences -------------------------------------------------------------------------------


def _lead_in(reader: Reader) -> str:
    words = reader.words
    if not reader.end:
        return _e(words.no_number)
    about = words.about.format(about=f"<bdi>{_e(reader.about)}</bdi>") if reader.about else ""
    calls = words.calls if reader.owned else words.we_call
    said = calls.format(who=_name(reader.who), end=_e(reader.end), about=about)
    return f"{said} {_e(zone(reader))}"


def zone(reader: Reader) -> str:
    """Whose clock the times are on."""
    words, clock = reader.words, reader.clock
    if clock is None:
        return words.unknown_zone
    return (words.yours if reader.sure else words.unsure).format(city=clock.city())


def quoted(text: str) -> str:
    """Their own words, as they are said back."""
    return harmless.line(text, QUOTED)


# ---- parts -----------------------------------------------------------------------------------


def _time(reader: Reader, offer: Offer, now: Ms) -> str:
    clock, words = reader.clock, reader.words
    assert clock is not None, "times are offered on a clock"
    said = words.as_said.format(said=harmless.said(offer.said, SAID)) if offer.said else ""
    under = words.as_promised if offer.promised else said or clock.ahead(offer.at, now)
    small = f"<small>{_e(under)}</small>" if under else ""
    return f"<button name=a value=t{offer.at}>{_e(clock.when(offer.at, now))}{small}</button>"


def _button(value: str, label: str, kind: str) -> str:
    return f'<button class="{kind}" name=a value={value}>{_e(label)}</button>'


def _name(text: str) -> str:
    """A name may be written from right to left, and must not turn what stands around it."""
    return f"<bdi>{_e(text)}</bdi>"


def _e(text: str) -> str:
    return escape(text, quote=True)


def _page(words: Words, title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang={words.code}><meta charset=utf-8>"
        "<meta name=viewport content='width=device-width,initial-scale=1'>"
        f"<meta name=robots content=noindex><title>{_e(title.strip())}</title>"
        f"<style>{STYLE}</style><main>{body}</main>"
    )
