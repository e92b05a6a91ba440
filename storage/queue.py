"""Which posts go next, to each chat in order and one at a time; and which can go for good."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select

from .tables import campaigns, chats, outbox, participants, rooms

_other = outbox.alias()
_waits = exists().where(
    _other.c.chat == outbox.c.chat,
    _other.c.due.is_not(None),
    or_(
        _other.c.claimed.is_not(None),
        and_(
            _other.c.priority == outbox.c.priority,
            # A broadcast can have hours to go until its turn; what is pushed has none to wait for.
            _other.c.turn <= outbox.c.turn,
            _other.c.id < outbox.c.id,
            _other.c.due <= bindparam("now"),
        ),
    ),
)
NEXT = (
    select(
        outbox.c.id,
        outbox.c.key,
        outbox.c.platform,
        outbox.c.chat,
        outbox.c.body_sealed,
        outbox.c.attempts,
        outbox.c.expires,
        outbox.c.campaign,
        outbox.c.alert,
        outbox.c.room,
        participants.c.language,
        outbox.c.address_sealed.label("own"),
        chats.c.address_sealed,
        chats.c.address_hash,
        rooms.c.address_sealed.label("room_sealed"),
        rooms.c.address_hash.label("room_hash"),
    )
    .outerjoin(chats, chats.c.id == outbox.c.chat)
    .outerjoin(rooms, rooms.c.id == outbox.c.room)
    .outerjoin(participants, participants.c.id == chats.c.participant)
    .where(
        outbox.c.platform == bindparam("platform"),
        outbox.c.priority == bindparam("priority"),
        outbox.c.due.is_not(None),
        outbox.c.due <= bindparam("now"),
        outbox.c.claimed.is_(None),
        or_(outbox.c.retry.is_(None), outbox.c.retry <= bindparam("now")),
        ~_waits,
    )
    .order_by(outbox.c.turn, outbox.c.due, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=outbox, skip_locked=True)
)

_counted = select(campaigns.c.id).where(campaigns.c.ended.is_(None))
OLD = (
    select(outbox.c.id)
    .where(
        outbox.c.settled.is_not(None),
        outbox.c.settled < bindparam("before"),
        or_(outbox.c.campaign.is_(None), outbox.c.campaign.not_in(_counted)),
    )
    .limit(bindparam("most"))
)


def claims(platform: str, held: Collection[int]) -> ColumnElement[bool]:
    """A platform's posts that are claimed, but for those that are held."""
    return and_(
        outbox.c.platform == platform,
        outbox.c.due.is_not(None),
        outbox.c.claimed.is_not(None),
        outbox.c.id.not_in(held),
    )
