"""`revierstimme survey export-raw`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from dialogs.organising.roles import Role
from storage.crypt import read_key
from storage.database import Database
from storage.organisers import Invite
from storage.store import Store
from tests.cli.conftest import Cli, Ended
from tests.storage.samples import NOW, cast, chat
from tests.storage.samples import survey as small

FAR = NOW + timedelta(days=9999)


def test_raw_data_need_the_code_of_two_who_still_lead(ready: Cli, home: Path) -> None:
    both = [invited(home, name) for name in ("anna", "bodo")]
    database = opened_at(home)
    database.do(lambda store: store.drafts.keep(small(), "alliance"))
    database.do(lambda store: store.surveys.publish("bus", NOW))
    for number in range(12):
        cast(database, f"resident {number}", rides="yes", why="=1+1")
    now = datetime.now(UTC)
    expires = now + timedelta(hours=1)

    def release(store: Store, code: str) -> None:
        store.releases.ask("bus", both[0], now, expires)
        store.releases.give("bus", both[1], code, expires)

    def export(code: str) -> Ended:
        return ready("survey", "export-raw", "bus", "--code", code, "-o", "bus.csv")

    database.do(lambda store: release(store, "CADE2CADE2"))
    assert "nicht beendet" in export("CADE2CADE2").err
    database.do(lambda store: store.surveys.close("bus", NOW))
    assert "gilt nicht" in export("CADE2CADE3").err
    assert export("cade2-cade2").code == 0
    assert (home / "bus.csv").read_bytes() == b"rides\r\n" + b"yes\r\n" * 12
    assert "Warum?" in (home / "bus-fragebogen.csv").read_text("utf-8")
    assert "gibt es schon" in export("CADE2CADE2").err
    for name in ("bus.csv", "bus-fragebogen.csv"):
        (home / name).unlink()
    assert "gilt nicht" in export("CADE2CADE2").err
    assert ready("audit", "show", "--json").json[-1]["action"] == "export"
    database.do(lambda store: release(store, "CADE2CADE4"))
    assert ready("organiser", "remove", both[0]).code == 0
    assert "gilt nicht" in export("CADE2CADE4").err
    assert not (home / "bus.csv").exists()


def opened_at(home: Path) -> Database:
    data = home / "revierstimme-data"
    return Database(f"sqlite:///{data / 'revierstimme.db'}", read_key(home / "revierstimme.key"))


def invited(home: Path, name: str) -> str:
    """Somebody who leads the alliance; the organiser's id."""

    def work(store: Store) -> str:
        if store.associations.one("alliance") is None:
            store.associations.add("alliance", "Bündnis", NOW)
        code, who = f"CODE{name}", chat(store, name)
        store.organisers.invite(code, Invite("alliance", Role.ALLIANCE, name, "console"), FAR)
        made = store.organisers.accept(code, who.participant, NOW)
        assert made is not None
        return made.id

    return opened_at(home).do(work)
