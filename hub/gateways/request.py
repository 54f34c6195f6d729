"""One HTTP request to a gateway, and the one question that matters when it fails: may the gateway
have got it? Nothing here is ever sent twice."""

import asyncio

import aiohttp
from msgspec import Struct
from yarl import URL

LIMIT_S = 10.0
CONNECT_S = 5.0
LARGEST = 1024 * 1024
"""Bytes of an answer that are read."""
AGAIN_S = 30
LONGEST_AGAIN_S = 3600
NO_ADDRESS = "The gateway's address is not a web address."


class Answer(Struct, frozen=True):
    """A whole answer. `again_s`: when the gateway wants to be asked again (Retry-After)."""

    status: int
    body: bytes
    again_s: int | None = None


class NotTaken(Exception):
    """The request certainly did not reach the gateway. `str()` is a sentence for the rep."""


class Lost(Exception):
    """It may have reached the gateway; no whole answer came. `str()` is a sentence for the rep."""


class Line:
    """Requests to one gateway. A connection serves one request: one that was kept could turn out
    dead only once the message had been written to it, and then nobody would know."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._session: aiohttp.ClientSession | None = None

    async def __call__(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None = None
    ) -> Answer:
        """The whole answer, whatever its status. Raises NotTaken or Lost."""
        where = _address(url)
        try:
            return await self._ask(method, where, headers, body)
        except aiohttp.ClientConnectorDNSError:
            raise NotTaken("The gateway's address was not found.") from None
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError):
            raise NotTaken("No safe connection to the gateway could be made.") from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise NotTaken("The gateway could not be reached.") from None
        except aiohttp.InvalidURL:
            raise NotTaken(NO_ADDRESS) from None
        except TimeoutError:
            raise Lost(f"The gateway did not answer within {self._limit_s:g} seconds.") from None
        except (aiohttp.ClientError, OSError):
            raise Lost("The connection to the gateway broke before it answered.") from None

    async def _ask(
        self, method: str, where: URL, headers: dict[str, str], body: bytes | None
    ) -> Answer:
        if self._session is None:
            self._session = _session(self._limit_s)
        async with self._session.request(
            method, where, headers=headers, data=body, allow_redirects=False
        ) as answer:
            read = await answer.content.read(LARGEST + 1)
            while (more := await answer.content.read(LARGEST)) and len(read) <= LARGEST:
                read += more
            return Answer(answer.status, read[:LARGEST], _again(answer.headers.get("Retry-After")))

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None
            # The transports below it close on the next turn of the loop.
            await asyncio.sleep(0)


def _address(url: str) -> URL:
    try:
        where = URL(url, encoded=True)
        port = where.port
    except ValueError:
        raise NotTaken(NO_ADDRESS) from None
    if port is None or not 0 < port < 65_536:
        raise NotTaken(NO_ADDRESS)
    return where


def _session(limit_s: float) -> aiohttp.ClientSession:
    connect = min(CONNECT_S, limit_s / 2)
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(force_close=True, limit=64),
        timeout=aiohttp.ClientTimeout(total=limit_s, connect=connect, sock_connect=connect),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        skip_auto_headers=("User-Agent",),
    )


def _again(told: str | None) -> int | None:
    if told is None or not told.isascii() or not told.isdigit():
        return None
    return min(LONGEST_AGAIN_S, max(1, int(told[:6])))
