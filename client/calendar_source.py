"""A calendar's text, from a file or over https. Blocks, so it runs on a thread of its own; the
sentences it raises name a file or a host and no private address."""

import http.client
import ssl
import stat
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

from msgspec import Struct

from client.address import is_loopback
from client.calendar_address import Unreadable, check, is_address, label

MOST_BYTES = 5 * 1024 * 1024
ONE_WAIT_S = 10.0
"""The longest silence of a server."""
MOST_REDIRECTS = 5
_CHUNK = 64 * 1024
NOT_ENCRYPTED = "It leads on to an address that is not encrypted."
TOO_BIG = "{name} is larger than 5 MB. A calendar of this year alone is enough."


class Fetched(Struct, frozen=True):
    """What was there, and the mark by which the same is known next time."""

    data: bytes
    mark: tuple[str, ...]


def fetch(
    source: str,
    mark: tuple[str, ...],
    go_on: Callable[[], bool],
    context: ssl.SSLContext | None = None,
) -> Fetched | None:
    """The text of `source` (as `cleaned`); None when it is still what `mark` stands for. Raises
    Unreadable, also once `go_on` says no. `context`: whom to trust; the system's by default."""
    if is_address(source):
        return _from_address(source, mark, go_on, context)
    return _from_file(Path(source), mark)


# ---- a file ------------------------------------------------------------------------------------


def _from_file(path: Path, mark: tuple[str, ...]) -> Fetched | None:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would never end
            raise Unreadable(f"{path.name} is not a file.")
        if found.st_size > MOST_BYTES:
            raise Unreadable(TOO_BIG.format(name=path.name))
        now = (str(found.st_mtime_ns), str(found.st_size))
        if now == mark:
            return None
        with path.open("rb") as file:
            return Fetched(_whole(file, path.name, lambda: True), now)
    except FileNotFoundError:
        raise Unreadable(f"{path.name} is not there any more.") from None
    except PermissionError:
        raise Unreadable(f"{path.name} may not be read by you.") from None
    except (OSError, ValueError):
        raise Unreadable(f"{path.name} could not be read.") from None


def _whole(file: IO[bytes], name: str, go_on: Callable[[], bool]) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := file.read(_CHUNK):
        size += len(part)
        if size > MOST_BYTES:
            raise Unreadable(TOO_BIG.format(name=name))
        if not go_on():
            raise Unreadable(f"{name} takes too long to answer.")
        parts.append(part)
    return b"".join(parts)


# ---- an address --------------------------------------------------------------------------------


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows to https alone: not to files, nor into the clear."""

    max_redirections = MOST_REDIRECTS

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        try:
            if req.type == "https" and not newurl.lower().startswith("https:"):
                raise Unreadable(NOT_ENCRYPTED)  # not even to this very machine
            check(newurl, NOT_ENCRYPTED)
        except Unreadable:
            fp.close()
            raise
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener(context: ssl.SSLContext | None, host: str) -> urllib.request.OpenerDirector:
    """Speaks http and https and nothing else: no files, no ftp."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler({} if is_loopback(host) else None),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=context or ssl.create_default_context()),
        urllib.request.HTTPDefaultErrorHandler(),
        _Redirects(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _from_address(
    address: str,
    mark: tuple[str, ...],
    go_on: Callable[[], bool],
    context: ssl.SSLContext | None,
) -> Fetched | None:
    host = label(address)
    request = urllib.request.Request(address.split("#", 1)[0], headers={"Accept": "text/calendar"})
    for name, value in zip(("If-None-Match", "If-Modified-Since"), mark, strict=False):
        if value:
            request.add_header(name, value)
    try:
        with _opener(context, host).open(request, timeout=ONE_WAIT_S) as answer:
            heads = answer.headers
            now = (heads.get("ETag", ""), heads.get("Last-Modified", ""))
            return Fetched(_whole(answer, host, go_on), now if any(now) else ())
    except urllib.error.HTTPError as no:
        no.close()
        if no.code == 304:
            return None
        raise Unreadable(_refused(host, no.code)) from None
    except urllib.error.URLError as wrong:
        raise Unreadable(_unreached(host, wrong.reason)) from None
    except TimeoutError:
        raise Unreadable(f"{host} takes too long to answer.") from None
    except (OSError, http.client.HTTPException, ValueError) as wrong:
        raise Unreadable(_unreached(host, wrong)) from None


def _refused(host: str, code: int) -> str:
    if code in (401, 403):
        return f"{host} does not let this address in. Copy the private address of the calendar."
    if code in (404, 410):
        return f"{host} has no calendar at this address any more."
    if code in (301, 302, 303, 307, 308):
        return f"{host} leads round in circles, or to where no calendar can be."
    return f"{host} could not answer (error {code}). It is asked again later."


def _unreached(host: str, why: object) -> str:
    if isinstance(why, ssl.SSLCertVerificationError):
        return f"The certificate of {host} cannot be trusted."
    if isinstance(why, TimeoutError):
        return f"{host} takes too long to answer."
    return f"{host} cannot be reached. It is asked again later."
