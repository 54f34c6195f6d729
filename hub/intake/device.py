"""The device line of the card ("Chrome on Windows") from a browser's user agent; servers have
none."""

from ua_parser import parse

_BROWSERS = {
    "Mobile Safari": "Safari",
    "Mobile Safari UI/WKWebView": "Safari",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Chrome Mobile WebView": "Chrome",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "Edge Mobile": "Edge",
    "Opera Mobile": "Opera",
    "Samsung Internet": "Samsung Internet",
}
_SYSTEMS = {"Mac OS X": "macOS", "Linux": "Linux", "Chrome OS": "ChromeOS", "iOS": "iPhone"}


def device(agent: str) -> str:
    """ "Safari on iPhone" for a browser, "" for anything that is not a person's browser."""
    if not agent.startswith(("Mozilla/", "Opera/")):
        return ""  # python-requests, curl, Zapier and every other sender that posts for a form
    seen = parse(agent[:500])
    if seen.os is None or seen.user_agent is None:
        return ""
    if seen.device is not None and seen.device.family == "Spider":
        return ""
    browser = _BROWSERS.get(seen.user_agent.family, seen.user_agent.family)
    system = _SYSTEMS.get(seen.os.family, seen.os.family)
    if seen.device is not None and seen.device.family in ("iPad", "iPhone"):
        system = seen.device.family
    return f"{browser} on {system}"[:80]
