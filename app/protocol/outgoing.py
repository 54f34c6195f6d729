"""Facts and snapshots as text ready to send. Encoded once, shared by every connection of a team."""

from collections.abc import Iterator, Sequence

from msgspec import Raw, Struct
from msgspec.structs import replace

from app.domain.ids import Ms
from app.domain.lead import Lead
from app.protocol import codec
from app.protocol.messages import Ev, Snap, SnapBegin, SnapEnd

PAGE_LEADS = 200
PAGE_BYTES = 64 * 1024
"""A page ends here unless one lead alone is larger, so that a slow desk costs the hub little."""
LEAD_BYTES = 200 * 1024


class LogLine(Struct, frozen=True):
    """One event of the log, encoded once. `whole` is its frame for a desk that has had seq - 1."""

    seq: int
    eid: str
    vis: str
    whole: str

    def after(self, prev: int) -> str:
        """The frame for a desk whose settled position is `prev`."""
        if prev == self.seq - 1:
            return self.whole
        told = f'"seq":{self.seq},"prev":{self.seq - 1},'
        return self.whole.replace(told, f'"seq":{self.seq},"prev":{prev},', 1)


def log_line(
    s: str, seq: int, eid: str, ts: Ms, k: str, lead: str, v: int, body: bytes, op: str, vis: str
) -> LogLine:
    """The line of one stored event of stream `s`."""
    ev = Ev(s=s, seq=seq, prev=seq - 1, eid=eid, ts=ts, k=k, lead=lead, v=v, b=Raw(body), op=op)
    return LogLine(seq, eid, vis, codec.encode(ev))


class Snapshot(Struct, frozen=True, kw_only=True):
    """The leads one rep may see, as of a position that was read first."""

    epoch: str
    view: int
    as_of: int
    eid: str
    leads: Sequence[Lead]


def snapshot_frames(s: str, snapshot: Snapshot) -> Iterator[str]:
    """The frames of a snapshot, made one at a time as the socket takes them."""
    yield codec.encode(
        SnapBegin(s=s, epoch=snapshot.epoch, view=snapshot.view, as_of=snapshot.as_of)
    )
    page: list[Lead] = []
    size = 0
    for lead in snapshot.leads:
        lead, weight = _fitting(lead)
        if page and (len(page) == PAGE_LEADS or size + weight > PAGE_BYTES):
            yield codec.encode(Snap(s=s, leads=tuple(page)))
            page, size = [], 0
        page.append(lead)
        size += weight
    if page:
        yield codec.encode(Snap(s=s, leads=tuple(page)))
    yield codec.encode(SnapEnd(s=s, n=len(snapshot.leads), eid=snapshot.eid))


def _fitting(lead: Lead) -> tuple[Lead, int]:
    """`lead` and its encoded size. A timeline too long for one frame loses its oldest half, again
    until it fits: a desk that cannot read the frame would never get past it."""
    while (weight := codec.size(lead)) > LEAD_BYTES and len(lead.timeline) > 1:
        lead = replace(lead, timeline=lead.timeline[len(lead.timeline) // 2 :])
    return lead, weight
