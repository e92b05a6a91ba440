"""Surveys and their versions: drafts may change, what was published stays as it was."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, insert, select, update

from dialogs.surveys.survey import Survey
from dialogs.surveys.tally import STEP, Tallies

from .arrivals import count_by_posters, forget_posters
from .bursts import Bursts, bursts_of, note_bursts, renew_bursts
from .codes import fresh_code
from .crypt import Keys
from .dialect import shuffle
from .files import untie
from .followers import follow_up
from .kept_regions import finer, roll_up
from .moments import stamp
from .room_rows import take_back
from .rows import end_invitations, forget_invited
from .standings import Standing, standings
from .tables import ballots, meta, room_told, survey_versions, surveys
from .tallies import begin_tallies, keep_tallies, tallies_of
from .words import attached, detach

_decode = msgspec.json.Decoder(Survey).decode
_encode = msgspec.json.Encoder().encode
_DEFINITION = select(survey_versions.c.definition, survey_versions.c.published).where(
    survey_versions.c.survey == bindparam("id"), survey_versions.c.version == bindparam("version")
)
_REVISION = select(meta.c.value).where(meta.c.name == "revision")
_SECRET = select(surveys.c.secret_sealed).where(surveys.c.id == bindparam("id"))
_HOLD = select(surveys.c.state).where(surveys.c.id == bindparam("id")).with_for_update()

Definitions = dict[tuple[str, int], Survey]
"""Published versions never change, so a process reads each only once."""


class Unknown(Exception):
    """There is no survey of that name."""


class Refused(Exception):
    """The survey is not in a state in which that can be done; the message says why."""


class Surveys:
    def __init__(self, connection: Connection, keys: Keys, definitions: Definitions) -> None:
        self._connection = connection
        self._keys = keys
        self._definitions = definitions
        self._secrets: dict[str, bytes | None] = {}
        self.untied = False

    def revision(self) -> str:
        """Changes whenever a survey is published, closed, or has new numbers to show."""
        return str(self._connection.execute(_REVISION).scalar_one())

    def definition(self, id: str, version: int) -> Survey:
        if (survey := self._definitions.get((id, version))) is None:
            row = self._connection.execute(_DEFINITION, {"id": id, "version": version}).first()
            if row is None:
                raise Unknown(id)
            survey = _decode(row.definition)
            if row.published:
                self._definitions[id, version] = survey
        return survey

    def draft(self, id: str, version: int) -> Survey:
        """A version that may still change, read anew each time."""
        row = self._connection.execute(_DEFINITION, {"id": id, "version": version}).first()
        if row is None:
            raise Unknown(id)
        return _decode(row.definition)

    def published(self) -> list[tuple[str, int]]:
        """Every version that was ever published."""
        query = select(survey_versions.c.survey, survey_versions.c.version).where(
            survey_versions.c.published
        )
        return [(row.survey, row.version) for row in self._connection.execute(query)]

    def versions(self, id: str) -> list[int]:
        """The published versions of a survey, the newest first."""
        return sorted(
            (version for known, version in self.published() if known == id), reverse=True
        )

    def standings(self) -> list[Standing]:
        """All surveys, the newest first."""
        return standings(self._connection)

    def standing(self, id: str) -> Standing:
        for standing in self.standings():
            if standing.id == id:
                return standing
        raise Unknown(id)

    def add(self, survey: Survey) -> Survey:
        """Keep as a draft: a new survey, a new version of one, or nothing new; as it now is."""
        # Held so that the version that is changed here cannot be published at the same moment.
        self.hold(survey.id)
        standing = next((s for s in self.standings() if s.id == survey.id), None)
        if standing is None:
            survey = replace(survey, version=1)
            row = {"id": survey.id, "state": "draft", "version": 0, "examples": 0}
            self._connection.execute(insert(surveys), row)
            self._insert(survey)
            return survey
        if standing.state == "closed":
            raise Refused(
                f"Die Umfrage „{survey.id}“ ist beendet. Geben Sie der neuen eine andere Kennung."
            )
        newest = self.draft(survey.id, standing.newest)
        survey = replace(survey, version=newest.version)
        if survey == newest:
            return survey
        if standing.newest > standing.version:
            self._connection.execute(
                update(survey_versions)
                .where(
                    survey_versions.c.survey == survey.id,
                    survey_versions.c.version == survey.version,
                )
                .values(definition=_encode(survey).decode())
            )
            return survey
        survey = replace(survey, version=newest.version + 1)
        self._insert(survey)
        return survey

    def publish(self, id: str, now: datetime, k: int = STEP) -> bool:
        """Open a survey, telling nothing of fewer than k, or its new version; false if it was."""
        self.hold(id)
        standing = self.standing(id)
        if standing.state == "closed":
            raise Refused(f"Die Umfrage „{id}“ ist beendet und wird nicht wieder geöffnet.")
        if standing.state == "open" and standing.version == standing.newest:
            return False
        values: dict[str, object] = {"state": "open", "version": standing.newest}
        if standing.state == "draft":
            secret = self._keys.seal(secrets.token_bytes(32), b"survey" + id.encode())
            values |= {"published": stamp(now), "k": k, "secret_sealed": secret}
            values["code"] = fresh_code(self._connection)
        self._connection.execute(update(surveys).where(surveys.c.id == id).values(**values))
        self._connection.execute(
            update(survey_versions)
            .where(survey_versions.c.survey == id, survey_versions.c.version == standing.newest)
            .values(published=True)
        )
        begin_tallies(self._connection, id, standing.newest)
        self.changed()
        return True

    def close(self, id: str, now: datetime) -> bool:
        """End a survey for good; false where it had ended before.

        In the mode `unlinkable` the tie between people and ballots ends here.
        """
        # Held so that no ballot can slip in between the last count and the close.
        is_open = self.hold(id)
        standing = self.standing(id)
        if standing.state == "draft":
            raise Refused(f"Die Umfrage „{id}“ ist noch nicht veröffentlicht.")
        if not is_open:
            return False
        values = {"state": "closed", "closed": stamp(now)}
        self._connection.execute(update(surveys).where(surveys.c.id == id).values(**values))
        tallies = self.tallies(id)
        for version, both in tallies.items():
            self.keep_tallies(id, version, both.close(max(STEP, standing.k)))
        end_invitations(self._connection, id, now)
        take_back(self._connection, room_told.c.thing == f"survey:{id}", now)
        count_by_posters(self._connection, id)
        if secret := self.secret(id):
            follow_up(self._connection, id, secret)
            note_bursts(self._connection, id, secret)
        # Whoever took part in an unlinkable version was promised so.
        if any(self.definition(id, version).anonymity == "unlinkable" for version in tallies):
            self._untie(id)
        self.changed()
        return True

    def release(self, id: str, now: datetime) -> bool:
        """Have an open survey show its next step, if there is one; whether there was."""
        if not self.hold(id):
            return False
        tallies, step = self.tallies(id), max(STEP, self.standing(id).k)
        due = [version for version in tallies if tallies[version].release(stamp(now), step)]
        for version in due:
            self.keep_tallies(id, version, tallies[version])
        if due:
            self._renew_bursts(id, tallies)
            self.changed()
        return bool(due)

    def secret(self, id: str) -> bytes | None:
        """What ties participants to ballots; none before publishing and once it is destroyed."""
        if id not in self._secrets:
            sealed = self._connection.execute(_SECRET, {"id": id}).scalar_one_or_none()
            context = b"survey" + id.encode()
            self._secrets[id] = self._keys.unseal(sealed, context) if sealed else None
        return self._secrets[id]

    def linked(self) -> list[str]:
        """The surveys in which a participant's ballot can still be told."""
        query = select(surveys.c.id).where(surveys.c.secret_sealed.is_not(None))
        return list(self._connection.execute(query.order_by(surveys.c.id)).scalars())

    def unlink(self, before: datetime) -> int:
        """Destroy the secrets of surveys closed before then; how many there were."""
        expired = select(surveys.c.id).where(
            surveys.c.closed.is_not(None),
            surveys.c.closed < stamp(before),
            surveys.c.secret_sealed.is_not(None),
        )
        ids = self._connection.execute(expired.order_by(surveys.c.id)).scalars().all()
        for id in ids:
            self._untie(id)
        return len(ids)

    def bursts(self, id: str) -> Bursts:
        """What has been noticed of a survey's ballots."""
        return bursts_of(self._connection, id)

    def untie(self, id: str) -> None:
        """Destroy the tie between people and ballots of a survey, if it is there still."""
        if self.secret(id) is not None:
            self._untie(id)

    def detach(self) -> int:
        """Loosen ballots of surveys that were untied by an older version; how many surveys."""
        ids = sorted({*attached(self._connection), *finer(self._connection)})
        for id in ids:
            self._loosen(id)
        return len(ids)

    def hold(self, id: str) -> bool:
        """Hold a survey until the transaction ends; whether it is open."""
        return self._connection.execute(_HOLD, {"id": id}).scalar_one_or_none() == "open"

    def tallies(self, id: str) -> dict[int, Tallies]:
        """Version → its tallies."""
        return tallies_of(self._connection, id)

    def keep_tallies(self, id: str, version: int, both: Tallies) -> None:
        keep_tallies(self._connection, id, version, both)

    def mark_examples(self, id: str, number: int) -> None:
        """Note that so many ballots are made up, for a demonstration."""
        query = update(surveys).where(surveys.c.id == id).values(examples=number)
        self._connection.execute(query)
        self.changed()

    def changed(self) -> None:
        """Have everybody take a new picture of what can be talked about."""
        self._connection.execute(
            update(meta).where(meta.c.name == "revision").values(value=secrets.token_hex(8))
        )

    def _renew_bursts(self, id: str, versions: Iterable[int]) -> None:
        """Only where numbers are shown meanwhile; elsewhere the close looks."""
        public = all(self.definition(id, version).results == "public" for version in versions)
        if public and (secret := self.secret(id)):
            renew_bursts(self._connection, id, secret)

    def _untie(self, id: str) -> None:
        """Destroy what ties participants to the ballots of a survey."""
        query = update(surveys).where(surveys.c.id == id).values(secret_sealed=None)
        self._connection.execute(query)
        untie(self._connection, id)
        self._connection.execute(
            update(ballots).where(ballots.c.survey == id).values(cast_sealed=None)
        )
        forget_posters(self._connection, id)
        self._loosen(id)
        forget_invited(self._connection, id)
        self._secrets[id] = None

    def _loosen(self, id: str) -> None:
        """Have ballots tell neither words, nor small regions, nor in what order they came."""
        detach(self._connection, self._keys, id, self.definition)
        roll_up(self._connection, id, self.definition)
        shuffle(self._connection, id)
        self.untied = True

    def _insert(self, survey: Survey) -> None:
        row = {
            "survey": survey.id,
            "version": survey.version,
            "definition": _encode(survey).decode(),
            "published": False,
        }
        self._connection.execute(insert(survey_versions), row)
