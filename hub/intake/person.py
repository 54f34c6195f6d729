"""Who asked and what they told us, from the fields of a form. Every text leaves here cleaned and
capped."""

from dataclasses import dataclass

from app.domain.lead import Person
from hub.intake import context, leftover, names, reach
from hub.intake.clean import MESSAGE, block, line
from hub.intake.countries import country_of
from hub.intake.device import device
from hub.intake.fields import Form
from hub.intake.phone import Phone
from hub.intake.zone import Told


@dataclass(frozen=True, slots=True)
class Read:
    """A person, the number as read (None when there is none to dial), and where the form says
    they are."""

    person: Person
    phone: Phone | None
    told: Told


def read(form: Form, default_region: str, agent: str) -> Read:
    """`default_region` is the source's country for national numbers; `agent` the request's
    User-Agent."""
    told = context.told(form)
    locale = line(form.first("locale"), 40)
    region = told.country or default_region or country_of(told.zone) or context.region_of(locale)
    mail = reach.address(form)
    number, raw, others = reach.number(form, region)
    pages = [one.text for one in form.of("page")]
    person = Person(
        name=names.name(form),  # after the reach: what that left may be a name without a label
        salutation=names.salutation(form),
        company=line(form.first("company")),
        role=line(form.first("role")),
        place=context.place(form),
        email=mail,
        phone=number.e164 if number else "",
        phone_read=number.read if number else "",
        phone_raw=raw,
        phone_kind=number.kind if number else "",
        message=_message(form),
        page=next((one for one in map(context.link, pages) if one), ""),
        device=device(form.first("agent")) or device(agent),
        locale=locale,
        utm=context.utm(form, pages),
        content=context.content(form),
        extra=leftover.extra(form, number.extension if number else "", others),
    )
    return Read(person, number, told)


def _message(form: Form) -> str:
    said = (block(value) for one in form.of("message") for value in one.values)
    return "\n\n".join(dict.fromkeys(one for one in said if one))[:MESSAGE]
