"""A provider's sign-in on loopback, as Google and Microsoft document theirs: device code with
pending, slow_down, denial and expiry (RFC 8628), refresh with rotation and its end (RFC 6749)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

CLIENT = "leadbell-test-client"
DEVICE_CODE = "dev-4f1c"
USER_CODE = "WDJB-MJHT"


@dataclass
class OauthServer:
    """What it does next is set here; what it was asked is kept.

    `answers`: what the next polls get, in order; then the sign-in succeeds. `rotates`: every
    refresh gives a new refresh token and ends the old one."""

    url: str = ""
    user: str = "sales"
    answers: list[str] = field(default_factory=list)
    device_error: str = ""
    rotates: bool = True
    expires_in: int = 3600
    secret: str = ""
    down: bool = False
    google: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    refresh: str = ""
    issued: int = 0

    def valid(self, token: str) -> bool:
        """Whether an access token is the one given out last."""
        return token == f"access-{self.issued}"

    def revoke(self) -> None:
        """A changed password: nothing given out so far is good any more."""
        self.refresh = ""
        self.issued += 1

    async def whose(self, request: web.Request) -> web.Response:
        """What a mail server asks about a token it was given (RFC 7662 in Google's form)."""
        if not self.valid(request.query.get("access_token", "")):
            return _error("invalid_token")
        return web.json_response({"email": self.user, "expires_in": self.expires_in})

    async def device(self, request: web.Request) -> web.Response:
        form = await self._form(request)
        if self.device_error:
            return _error(self.device_error)
        if form.get("client_id") != CLIENT or not form.get("scope"):
            return _error("invalid_client", 401)
        address = "verification_url" if self.google else "verification_uri"
        return web.json_response(
            {
                **{"device_code": DEVICE_CODE, "user_code": USER_CODE, "interval": 5},
                **{"expires_in": 900, address: "https://sign.in.example/device"},
            }
        )

    async def token(self, request: web.Request) -> web.Response:
        if self.down:
            return web.Response(status=503, text="<html>later</html>")
        form = await self._form(request)
        if form.get("client_id") != CLIENT or form.get("client_secret", "") != self.secret:
            return _error("invalid_client", 401)
        if form.get("grant_type") == "refresh_token":
            return self._refreshed(form)
        if form.get("device_code") != DEVICE_CODE:
            return _error("invalid_grant")
        if self.answers:
            # Google answers 428 while pending, Microsoft 400; both in JSON.
            return _error(self.answers.pop(0), 428 if self.google else 400)
        return self._given(fresh=True)

    def _refreshed(self, form: dict[str, str]) -> web.Response:
        if not self.refresh or form.get("refresh_token") != self.refresh:
            return _error("invalid_grant")
        return self._given(fresh=self.rotates)

    def _given(self, *, fresh: bool) -> web.Response:
        self.issued += 1
        given: dict[str, object] = {
            **{"access_token": f"access-{self.issued}", "token_type": "Bearer"},
            "expires_in": self.expires_in,
        }
        if fresh:
            given["refresh_token"] = self.refresh = f"refresh-{self.issued}"
        return web.json_response(given)

    async def _form(self, request: web.Request) -> dict[str, str]:
        form = {key: str(value) for key, value in (await request.post()).items()}
        self.asked.append(form)
        return form


def _error(error: str, status: int = 400) -> web.Response:
    return web.json_response(
        {"error": error, "error_description": "AADSTS70016: for sales@northwind.example"},
        status=status,
    )


@asynccontextmanager
async def oauth_server() -> AsyncIterator[OauthServer]:
    """Running on a free port, at the paths of both providers."""
    provider = OauthServer()
    app = web.Application()
    for device, token in (
        ("/device/code", "/token"),
        ("/common/oauth2/v2.0/devicecode", "/common/oauth2/v2.0/token"),
    ):
        app.router.add_post(device, provider.device)
        app.router.add_post(token, provider.token)
    app.router.add_get("/tokeninfo", provider.whose)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    provider.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield provider
    finally:
        await runner.cleanup()
