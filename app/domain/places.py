"""Places that somebody names as where they are: "I'm in Denver", "their time is Berlin", "Pacific
time". A zone for each, and what hearing one changes. Which zones a form means is intake's work."""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from app.domain import hours
from app.domain.lead import Where
from app.domain.rules import DEFAULT

LONGEST = 200
SAID = "said"
SOURCES = (SAID, "form field", "address", "number", "company", "")
"""What says where a person is, the strongest first."""


class Heard(Struct, frozen=True, kw_only=True):
    """A zone somebody named, its country where that is known, and where in the text it stands."""

    zone: str
    country: str = ""
    region: str = ""
    start: int = 0
    end: int = 0


def zone_said(text: str) -> str | None:
    """The zone that `text` says the person is in, or None."""
    found = heard(text)
    return found.zone if found else None


def heard(text: str) -> Heard | None:
    """The last place named in `text` as where the person is, and the part of the text that says so.
    Only words that speak of being somewhere, or of a time there, are understood: "ask for Paris" is
    somebody to ask for."""
    last = None
    for lead_in, name, start in _mentions(text[:LONGEST]):
        inside = last is not None and lead_in < last.end
        if not inside and (found := _longest(name)) is not None:
            place, length = found
            zone, country, region = place
            end = start + length + _tail(name[length:])
            if _LATER.match(text, end):
                continue  # "in Berlin next week": not where they are now
            last = Heard(zone=zone, country=country, region=region, start=lead_in, end=end)
    return last


def moved(where: Where, found: Heard) -> Where:
    """`where` once they said it themselves: that zone alone, for certain. Laws of where they were
    thought to be stay candidates, as people travel; another country's come to them."""
    regions = list(where.regions)
    if found.region:
        regions = [key for key in regions if not key.startswith(found.country)] + [found.region]
    if found.country != where.country:
        regions.append(found.country or DEFAULT)
    return Where(
        zones=(found.zone,),
        country=where.country or found.country,
        regions=tuple(dict.fromkeys(regions)),
        confidence="high",
        source=SAID,
    )


def better(known: Where, told: Where) -> Where:
    """Which of two readings of where somebody is counts: the stronger source, of equals the later.
    Nothing told is nothing new."""
    if not told.zones:
        return known
    ranks = {source: rank for rank, source in enumerate(SOURCES)}
    stronger = ranks.get(told.source, len(ranks)) <= ranks.get(known.source, len(ranks))
    return told if stronger or not known.zones else known


# ---- finding the words -----------------------------------------------------------------------

_MAYBE = r"(?:(?!not\b|never\b|longer\b)\w+\s+)?"
_BEING = (
    rf"(?:\b\w+['’](?:m|s|re)\s+{_MAYBE}in\s+"  # I'm (now) in
    rf"|(?:\b(?:i|he|she|they|we)\s+)?\b(?:am|is|are)\s+{_MAYBE}in\s+"
    rf"|\b(?:based|located|living|lives?|sits?|works?|working|calling)\s+{_MAYBE}(?:in|from)\s+"
    r"|\b(?:moved|relocated)\s+to\s+"
    r"|\btime\s*zone\s*(?:is|:|=)?\s*|\btz\s*(?:is|:|=)?\s*"
    r"|\b(?:their|his|her|my|local)\s+time\s*(?:is|:|=)\s*(?:in\s+)?"
    r"|^\s*in\s+)"
)
_NAMED = r"(?P<name>[^\W\d_][\w .'’/_-]{1,40})"
_AFTER = re.compile(_BEING + _NAMED, re.IGNORECASE)
_BEFORE = re.compile(r"\b(?P<name>[^\W\d_][\w.'’/_-]*(?: [^\W\d_][\w.'’_-]*){0,2}) time\b", re.I)
_KEY = re.compile(r"\b(?P<name>[A-Z][A-Za-z]+/[A-Za-z_/-]{3,40})")
_TAIL = re.compile(r"\s*(?:local\s+)?time\b", re.IGNORECASE)
_LATER = re.compile(r"\s*(?:next|tomorrow|starting|from|on|as of)\b", re.IGNORECASE)
_OF_DAY = re.compile(r"(?:\d\s*(?:[ap]\.?m\.?|h|uhr|o'clock)?|noon)\s*$", re.IGNORECASE)


def _mentions(text: str) -> Iterator[tuple[int, str, int]]:
    """Where each phrase begins, the words that may begin with a place, and where those begin."""
    found = [(m.start(), m["name"], m.start("name")) for m in _AFTER.finditer(text)]
    found += [(m.start("name"), m["name"], m.start("name")) for m in _KEY.finditer(text)]
    for m in _BEFORE.finditer(text):
        if _OF_DAY.search(text[: m.start()]):
            continue  # "16:10 London time" may be the rep's own clock
        name = m["name"]
        for skipped in range(name.count(" ") + 1):
            words = name.split(" ")[skipped:]
            start = m.end("name") - len(" ".join(words))
            found.append((start, " ".join(words) + " time", start))
    return iter(sorted(found))


def _longest(name: str) -> tuple[tuple[str, str, str], int] | None:
    """The place that `name` begins with, and how many letters of it that is."""
    ends = [m.end() for m in re.finditer(r"[\w.'’/_-]+", name)][:4]
    for end in reversed(ends):
        said = name[:end].rstrip(".'’-")
        if (found := place(said)) is not None:
            return found, len(said)
    return None


def _tail(rest: str) -> int:
    found = _TAIL.match(rest)
    return found.end() if found else 0


# ---- what a name means -----------------------------------------------------------------------


@lru_cache(1024)
def place(name: str) -> tuple[str, str, str] | None:
    """Zone, country and jurisdiction of a place, "" where not known; None for no place we know."""
    said = re.sub(r"[\s_]+", " ", name).strip().replace("’", "'").casefold()
    said = re.sub(r"^(?:the|greater|downtown|central) (?!time|european)", "", said)
    if said in _WORDS:
        return None
    if said in _NAMES:
        return _NAMES[said]
    if "/" in said:
        key = "/".join(_titled(part) for part in said.split("/"))
        return (key, "", "") if hours.zone(key) else None
    named = [f"{area}/{_titled(said)}" for area in _AREAS]
    known = [key for key in named if hours.zone(key)] if re.fullmatch("[a-z -]{3,30}", said) else []
    return (known[0], "", "") if len(known) == 1 else None


def _titled(part: str) -> str:
    small = {"of", "es", "au", "da", "and"}
    words = (w if w in small else w.capitalize() for w in re.split(r"[ _]", part))
    return "-".join(w[:1].upper() + w[1:] for w in "_".join(words).split("-"))


_AREAS = (
    "Africa", "America", "America/Argentina", "America/Indiana", "America/Kentucky",
    "America/North_Dakota", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip
_WORDS = frozenset({"time", "north", "south", "west", "east", "center", "general", "easter"})
"""Words that are zone names too, or parts of such, and said of other things."""


def _named() -> dict[str, tuple[str, str, str]]:
    found: dict[str, tuple[str, str, str]] = {}
    for line in _PLACES.strip().splitlines():
        zone, country, region, names = (part.strip() for part in line.split("|"))
        found.update({name.strip(): (zone, country, region) for name in names.split(",")})
    return found


# Zone | country | jurisdiction | names: cities that no zone is named for, cities whose zone's name
# does not tell the country, states and countries with one clock, and the usual names of clocks.
_PLACES = """
America/New_York|US||eastern,eastern time,est,edt,et,east coast
America/Chicago|US||central time,cst,cdt,ct
America/Denver|US||mountain,mountain time,mst,mdt,mt
America/Los_Angeles|US||pacific,pacific time,pst,pdt,pt,west coast
America/Anchorage|US|US-AK|anchorage,alaska,alaska time
Pacific/Honolulu|US|US-HI|honolulu,hawaii,maui,hawaii time
America/New_York|US|US-NY|new york,nyc,new york city,new york state,manhattan,brooklyn,buffalo
America/New_York|US|US-MA|boston,massachusetts
America/New_York|US|US-PA|philadelphia,philly,pittsburgh,pennsylvania
America/New_York|US|US-DC|washington dc,washington d.c.,dc
America/New_York|US|US-GA|atlanta,savannah
America/New_York|US|US-FL|miami,orlando,tampa,jacksonville,fort lauderdale
America/New_York|US|US-NC|charlotte,raleigh,durham,north carolina
America/New_York|US|US-SC|charleston,south carolina
America/New_York|US|US-OH|columbus,cleveland,cincinnati,ohio
America/New_York|US|US-MD|baltimore,maryland
America/New_York|US|US-VA|richmond,virginia
America/New_York|US|US-NJ|newark,new jersey,jersey city
America/New_York|US|US-CT|hartford,connecticut
America/New_York|US|US-RI|providence,rhode island
America/New_York|US|US-VT|vermont,burlington
America/New_York|US|US-NH|new hampshire
America/New_York|US|US-ME|maine
America/Detroit|US|US-MI|detroit,ann arbor,grand rapids
America/Kentucky/Louisville|US|US-KY|louisville,lexington
America/Indiana/Indianapolis|US|US-IN|indianapolis
America/Chicago|US|US-TN|nashville,memphis
America/New_York|US|US-TN|knoxville
America/Chicago|US|US-IL|chicago,illinois
America/Chicago|US|US-TX|houston,dallas,austin,san antonio,fort worth
America/Denver|US|US-TX|el paso
America/Chicago|US|US-MN|minneapolis,saint paul,st paul,st. paul,minnesota
America/Chicago|US|US-WI|milwaukee,wisconsin
America/Chicago|US|US-MO|st louis,st. louis,saint louis,missouri
America/Chicago|US|US-LA|new orleans,louisiana,baton rouge
America/Chicago|US|US-AL|alabama,huntsville,montgomery
America/Chicago|US|US-AR|arkansas,little rock
America/Chicago|US|US-MS|mississippi
America/Chicago|US|US-OK|oklahoma,oklahoma city,tulsa
America/Chicago|US|US-IA|iowa,des moines
America/Chicago|US|US-NE|omaha
America/Denver|US|US-CO|denver,boulder,colorado,colorado springs
America/Denver|US|US-UT|salt lake city,utah
America/Denver|US|US-NM|albuquerque,santa fe,new mexico
America/Denver|US|US-MT|montana
America/Denver|US|US-WY|wyoming
America/Boise|US|US-ID|boise
America/Phoenix|US|US-AZ|phoenix,tucson,scottsdale
America/Los_Angeles|US|US-CA|los angeles,san francisco,san diego,san jose,sacramento,oakland
America/Los_Angeles|US|US-CA|california,bay area,silicon valley
America/Los_Angeles|US|US-WA|seattle,tacoma,spokane,washington state
America/Los_Angeles|US|US-NV|las vegas,vegas,reno
America/Los_Angeles|US|US-OR|eugene
America/Halifax|CA|CA-NS|halifax,nova scotia,atlantic time
America/St_Johns|CA|CA-NL|st johns,st. johns,st john's,newfoundland
America/Toronto|CA|CA-ON|toronto,ottawa,mississauga
America/Toronto|CA|CA-QC|montreal,montréal,quebec city
America/Winnipeg|CA|CA-MB|winnipeg,manitoba
America/Regina|CA|CA-SK|regina,saskatoon
America/Edmonton|CA|CA-AB|edmonton,calgary,alberta
America/Vancouver|CA|CA-BC|vancouver
America/Mexico_City|MX||mexico city
America/Bogota|CO||bogota,bogotá,medellin,colombia
America/Lima|PE||lima,peru
America/Santiago|CL||santiago
America/Argentina/Buenos_Aires|AR||buenos aires,argentina
America/Sao_Paulo|BR||sao paulo,são paulo,rio,rio de janeiro
Europe/London|GB||uk,england,scotland,wales,britain,great britain,united kingdom,gmt,bst
Europe/London|GB||london,manchester,leeds,edinburgh,glasgow,bristol,liverpool,cardiff,belfast
Europe/Dublin|IE||dublin,ireland
Europe/Paris|FR||paris,lyon,marseille,toulouse,france
Europe/Berlin|DE||berlin,munich,münchen,hamburg,frankfurt,cologne,köln,stuttgart,germany,deutschland
Europe/Vienna|AT||vienna,wien,austria
Europe/Zurich|CH||zurich,zürich,geneva,basel,bern,switzerland
Europe/Madrid|ES||madrid,valencia,seville,malaga
Europe/Lisbon|PT||lisbon,porto
Europe/Rome|IT||rome,milan,milano,roma,italy
Europe/Amsterdam|NL||amsterdam,rotterdam,the hague,utrecht,netherlands,holland
Europe/Brussels|BE||brussels,antwerp,ghent,belgium
Europe/Luxembourg|LU||luxembourg
Europe/Copenhagen|DK||copenhagen,denmark
Europe/Stockholm|SE||stockholm,gothenburg,malmö,sweden
Europe/Oslo|NO||oslo,bergen,norway
Europe/Helsinki|FI||helsinki,tampere,espoo,finland
Europe/Tallinn|EE||tallinn,estonia
Europe/Riga|LV||riga,latvia
Europe/Vilnius|LT||vilnius,lithuania
Europe/Warsaw|PL||warsaw,krakow,kraków,wroclaw,poland
Europe/Prague|CZ||prague,brno,czechia,czech republic
Europe/Bratislava|SK||bratislava,slovakia
Europe/Budapest|HU||budapest,hungary
Europe/Bucharest|RO||bucharest,cluj,romania
Europe/Sofia|BG||sofia,bulgaria
Europe/Athens|GR||athens,greece
Europe/Zagreb|HR||zagreb,croatia
Europe/Ljubljana|SI||ljubljana,slovenia
Europe/Belgrade|RS||belgrade,serbia
Europe/Kyiv|UA||kyiv,kiev
Europe/Istanbul|TR||istanbul,ankara,turkey
Asia/Jerusalem|IL||tel aviv,jerusalem,israel
Asia/Dubai|AE||dubai,abu dhabi,uae
Asia/Riyadh|SA||riyadh,saudi arabia
Asia/Qatar|QA||doha,qatar
Asia/Kolkata|IN||india,ist,mumbai,delhi,new delhi,bangalore,bengaluru,chennai,pune,kolkata
Asia/Karachi|PK||karachi,lahore,pakistan
Asia/Dhaka|BD||dhaka,bangladesh
Asia/Kathmandu|NP||kathmandu,nepal
Asia/Colombo|LK||colombo,sri lanka
Asia/Bangkok|TH||bangkok,thailand
Asia/Ho_Chi_Minh|VN||hanoi,ho chi minh city,saigon,vietnam
Asia/Singapore|SG||singapore
Asia/Kuala_Lumpur|MY||kuala lumpur
Asia/Manila|PH||manila,philippines
Asia/Hong_Kong|HK||hong kong
Asia/Shanghai|CN||shanghai,beijing,shenzhen,china
Asia/Taipei|TW||taipei,taiwan
Asia/Seoul|KR||seoul,korea,south korea
Asia/Tokyo|JP||tokyo,osaka,japan,jst
Australia/Sydney|AU|AU-NSW|sydney,canberra
Australia/Melbourne|AU|AU-VIC|melbourne
Australia/Brisbane|AU|AU-QLD|brisbane,queensland,gold coast
Australia/Adelaide|AU|AU-SA|adelaide
Australia/Perth|AU|AU-WA|perth
Australia/Hobart|AU|AU-TAS|hobart,tasmania
Australia/Darwin|AU|AU-NT|darwin
Pacific/Auckland|NZ||auckland,wellington,christchurch
Africa/Johannesburg|ZA||johannesburg,cape town,durban,south africa
Africa/Lagos|NG||lagos,abuja,nigeria
Africa/Nairobi|KE||nairobi,kenya
Africa/Cairo|EG||cairo,egypt
Africa/Casablanca|MA||casablanca,morocco
Africa/Accra|GH||accra,ghana
UTC|||utc
Europe/Paris|||cet,cest
Europe/Athens|||eet,eest
"""
_NAMES = _named()
