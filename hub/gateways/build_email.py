"""From settings to the mail account: sending, signing in, and the mailbox answers arrive in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.domain.ids import Ms
from hub.gateways.credentials import Credentials, Key
from hub.gateways.imap_session import Inbox, Position
from hub.gateways.mailbox import Mailbox
from hub.gateways.oauth import Client, Endpoints, SignedIn, endpoints
from hub.gateways.port import Inbound
from hub.gateways.settings import Secret, SmtpEmail
from hub.gateways.smtp import Sender, Smtp
from hub.gateways.smtp_session import Password, Server

Way = Password | SignedIn
"""How the account proves who it is."""


@dataclass(frozen=True)
class KeptSecret:
    """A refresh token where the settings say it is kept."""

    secrets: Credentials
    secret: Secret
    field: str

    async def load(self) -> str:
        return await self.secrets.read(self.secret, self.field)

    async def save(self, token: str) -> None:
        await self.secrets.write(self.secret, self.field, token)


@dataclass(frozen=True)
class SignIn:
    """What a sign-in by device code needs."""

    where: Endpoints
    client: Client
    kept: KeptSecret


@dataclass(frozen=True, kw_only=True)
class WatchedInbox:
    """A mailbox that has not been opened yet."""

    inbox: Inbox
    secret: Way
    ours: frozenset[str]
    ca_file: str
    now: Callable[[], Ms]

    def mailbox(
        self,
        heard: Callable[[Inbound], Awaitable[None]],
        keep: Callable[[Position], Awaitable[None]],
        position: Position | None,
    ) -> Mailbox:
        """As `Mailbox`, which says what `heard`, `keep` and `position` are."""
        return Mailbox(
            self.inbox,
            self.secret,
            heard=heard,
            keep=keep,
            position=position,
            ours=self.ours,
            now=self.now,
            ca_file=self.ca_file,
        )


def mail(
    email: SmtpEmail, secrets: Credentials, now: Callable[[], Ms]
) -> tuple[Smtp, WatchedInbox | None]:
    """Sending and receiving, with one sign-in between them. Raises GatewayTrouble."""
    way = _way(email, secrets, now)
    return _smtp(email, way, now), _inbox(email, way, secrets, now)


def sign_in_of(email: SmtpEmail, secrets: Credentials) -> SignIn | None:
    """None where the account has a password or none at all."""
    if email.auth != "xoauth2" or email.provider is None or email.refresh_token is None:
        return None
    asked = email.client_secret
    return SignIn(
        endpoints(email.provider, email.tenant, email.oauth_url.rstrip("/")),
        Client(
            id=email.client_id,
            secret=Key(secrets, asked, "email.client_secret") if asked else None,
        ),
        KeptSecret(secrets, email.refresh_token, "email.refresh_token"),
    )


def _way(email: SmtpEmail, secrets: Credentials, now: Callable[[], Ms]) -> Way | None:
    asked = sign_in_of(email, secrets)
    if asked is not None:
        return SignedIn(asked.where, asked.client, asked.kept, now)
    if email.auth == "password" and email.password is not None:
        return Key(secrets, email.password, "email.password")
    return None


def _smtp(email: SmtpEmail, way: Way | None, now: Callable[[], Ms]) -> Smtp:
    server = Server(
        host=email.host,
        port=email.port,
        tls=email.tls,
        user=email.user,
        secret=way,
        ca_file=email.ca_file,
    )
    who = Sender(address=email.from_, team=email.from_name, reply_to=email.reply_to)
    return Smtp(server, who, now)


def _inbox(
    email: SmtpEmail, way: Way | None, secrets: Credentials, now: Callable[[], Ms]
) -> WatchedInbox | None:
    given = email.inbox
    if given is None:
        return None
    auth = given.auth or email.auth
    if auth == "password" and (kept := given.password or email.password) is not None:
        way = Key(secrets, kept, "email.inbox.password" if given.password else "email.password")
    if way is None:
        return None
    ours = {email.from_.lower(), *([email.reply_to.lower()] if email.reply_to else [])}
    return WatchedInbox(
        inbox=Inbox(
            host=given.host,
            user=given.user or email.user,
            port=given.port,
            tls=given.tls,
            folder=given.folder,
        ),
        secret=way,
        ours=frozenset(ours),
        ca_file=given.ca_file or email.ca_file,
        now=now,
    )
