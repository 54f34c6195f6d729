"""What the page says: which sentences there are, and the English ones. The other languages are
`phrases_abroad.py`."""

from msgspec import Struct


class Words(Struct, frozen=True, kw_only=True):
    """One language. `{who}` is a rep's name or the team's, `{end}` the last digits of a number."""

    code: str
    days: tuple[str, ...]
    months: tuple[str, ...]
    today: str
    tomorrow: str
    date: str
    clock: str
    minutes: str
    hours: str
    as_said: str
    as_promised: str

    title: str
    named: str
    calls: str
    we_call: str
    about: str
    no_number: str
    yours: str
    unsure: str
    times_for: str
    unknown_zone: str
    now: str
    own: str
    hint: str
    send: str
    email: str
    not_interested: str
    stop: str
    nobody: str
    gone: str
    too_long: str
    empty: str

    sure_title: str
    sure: str
    sure_yes: str
    sure_no: str

    thanks: str
    called_now: str
    called_then: str
    understood: str
    then: str
    kept: str
    written: str
    stopped_title: str
    stopped: str
    change: str

    used_title: str
    used: str
    expired_title: str
    expired: str
    unknown_title: str
    unknown: str
    over_title: str
    over: str
    later_title: str
    later: str

    out_title: str
    out_ask: str
    out_yes: str
    out_done: str

    not_before: str
    never: str
    after: str
    before: str
    ask_for: str
    other_number: str
    no_calls: str


ENGLISH = Words(
    code="en",
    days=(
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    today="Today, {day}",
    tomorrow="Tomorrow, {day}",
    date="{day} {n} {month}",
    clock="{h:02}:{m:02}",
    minutes="in about {n} minutes",
    hours="in about {n} hours",
    as_said="you said “{said}”",
    as_promised="as we said",
    title="When is a good time?",
    named="{name}, when is a good time?",
    calls="{who} will call you on the number ending {end}{about}.",
    we_call="We will call you on the number ending {end}{about}.",
    about=" about {about}",
    no_number="We have no number to call. Write yours below, and when to call.",
    yours="All times are yours, {city} time.",
    unsure="Times are for {city}. Not right? Say where you are, below.",
    times_for="Times are for {city}.",
    unknown_zone="We do not know your time zone: say when, and where you are, below.",
    now="Call me now",
    own="Another time, in your own words",
    hint="Thursday after 3, or not before Monday",
    send="Send",
    email="Just email me",
    not_interested="Not interested?",
    stop="Stop, do not contact me",
    nobody="Nobody will call, text or email you about this again.",
    gone="That time has just gone. These are free.",
    too_long="That was too long. Say it in fewer words.",
    empty="Say when first, in your own words.",
    sure_title="Stop all contact?",
    sure="Nobody will call, text or email you about this again.",
    sure_yes="Yes, stop",
    sure_no="No, go back",
    thanks="Thank you",
    called_now="{who} is asked to call you now, on the number ending {end}.",
    called_then="{who} will call you then, on the number ending {end}.",
    understood="We understood: {echo}.",
    then="{who} will call then.",
    kept="We kept your words for {who}, who will answer you: “{said}”",
    written="{who} will write to you instead.",
    stopped_title="You will not hear from us again",
    stopped="We have taken you off. Nobody will call, text or email you about this.",
    change="To change that, reply to our message.",
    used_title="You have answered already",
    used="You chose: {chosen}.",
    expired_title="This link is too old",
    expired="Reply to our message and say when: we will call you then.",
    unknown_title="This link does not work",
    unknown="Part of it may be missing. Open it again from our message, or reply to that.",
    over_title="Nothing is planned any more",
    over="To talk to us, reply to our message.",
    later_title="One moment",
    later="We could not take that just now. Go back and try again in a minute.",
    out_title="No more emails?",
    out_ask="One click, and {who} will send you no more emails.",
    out_yes="Unsubscribe",
    out_done="You will get no more emails from us.",
    not_before="not before {when}",
    never="not {when}",
    after="after {at}",
    before="before {at}",
    ask_for="ask for {said}",
    other_number="other number {said}",
    no_calls="no more calls",
)
