"""Area codes of the North American plan that lie in more than one time zone.

`phonenumbers` knows zones by exchange and gives an exchange it does not know the zone of most of
its area code, so a number in the smaller part can come back with the wrong zone alone. For these
codes every number is in every zone of its code.

Sources: the exchanges of phonenumbers 9.0.43 that differ from the zone of their code (a test
keeps this table at least as wide); NANPA's area-code reports and 49 CFR part 71 for county
boundaries; dialling-hour tables of a call-centre vendor (docs.livevox.com, "Area Codes with
Split Time Zones") for overlays, which cover the same ground as the code they relieve: 208/986,
250/236, 270/364, 402/531, 418/581, 541/458, 709/879, 812/930, 850/448. Checked 2026-11.
"""

_E, _C, _M, _P = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"

SPLIT: dict[str, tuple[str, ...]] = {
    "208": ("America/Boise", _P),
    "986": ("America/Boise", _P),
    "219": (_C, _E),
    "574": (_E, _C),
    "812": (_E, _C),
    "930": (_E, _C),
    "270": (_C, _E),
    "364": (_C, _E),
    "606": (_E, _C),
    "308": (_C, _M),
    "402": (_C, _M),
    "531": (_C, _M),
    "423": (_E, _C),
    "458": (_P, "America/Boise"),
    "541": (_P, "America/Boise"),
    "605": (_C, _M),
    "701": (_C, _M),
    "620": (_C, _M),
    "785": (_C, _M),
    "775": (_P, _M),
    "850": (_C, _E),
    "448": (_C, _E),
    "906": ("America/Detroit", _C),
    "928": ("America/Phoenix", _M),
    "907": ("America/Anchorage", "America/Adak"),
    "250": ("America/Vancouver", "America/Edmonton"),
    "236": ("America/Vancouver", "America/Edmonton"),
    "672": ("America/Vancouver", "America/Edmonton"),
    "778": ("America/Vancouver", "America/Edmonton"),
    "257": ("America/Vancouver", "America/Edmonton"),
    "807": ("America/Toronto", "America/Winnipeg"),
    "418": ("America/Toronto", "America/Halifax"),
    "581": ("America/Toronto", "America/Halifax"),
    "367": ("America/Toronto", "America/Halifax"),
    "709": ("America/St_Johns", "America/Halifax"),
    "879": ("America/St_Johns", "America/Halifax"),
    "867": (
        "America/Whitehorse",
        "America/Vancouver",
        "America/Edmonton",
        "America/Winnipeg",
        "America/Toronto",
    ),
}
"""Area code to its zones, the larger part first."""
