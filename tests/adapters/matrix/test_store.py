"""The device's keys on disk: all or nothing, sealed, gone when they are old."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from nio.crypto import InboundGroupSession, OlmAccount, OlmDevice, OutboundGroupSession

from adapters.matrix.shelf import BRIEF, KEPT, InUse
from adapters.matrix.store import KeyStore
from storage.crypt import KeyProblem, Keys

KEYS = Keys(b"k" * 32)
ROOM, ANNA = "!room", "@anna:revier.test"


def group_session() -> InboundGroupSession:
    return InboundGroupSession(OutboundGroupSession().session_key, "signs", "sends", ROOM)


def test_everything_is_there_after_a_new_start(tmp_path: Path) -> None:
    path = tmp_path / "matrix" / "keys.db"
    store = KeyStore(path, KEYS)
    account, session = OlmAccount(), group_session()
    account.shared = True
    device = OlmDevice(ANNA, "PHONE", {"ed25519": "e", "curve25519": "c"}, deleted=True)
    store.save_account(account)
    store.save_inbound_group_session(session)
    store.save_device_keys({ANNA: {"PHONE": device}})
    store.save_encrypted_rooms([ROOM, "!other"])
    store.delete_encrypted_room("!other")
    store.close()
    again = KeyStore(path, KEYS)
    found = again.load_account()
    assert found is not None
    assert (found.identity_keys, found.shared) == (account.identity_keys, True)
    assert again.load_inbound_group_sessions().get(ROOM, "sends", session.id) is not None
    assert again.load_device_keys()[ANNA]["PHONE"].deleted
    assert again.load_encrypted_rooms() == {ROOM}
    again.close()
    assert ANNA.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_key_that_has_sealed_something_is_known_as_far_as_it_went(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys.db", KEYS)
    session = OutboundGroupSession()
    session.users_shared_with.add((ANNA, "PHONE"))
    session.mark_as_shared()
    for _ in range(3):
        session.encrypt("Hallo")
    store.save_outbound_group_session(ROOM, session)
    store.close()
    again = KeyStore(tmp_path / "keys.db", KEYS)
    found = again.load_outbound_group_sessions()[ROOM]
    assert (found.id, found.message_index, found.message_count) == (session.id, 3, 3)
    assert found.users_shared_with == {(ANNA, "PHONE")}
    assert found.creation_time == session.creation_time
    assert found.shared
    again.forget_outbound_group_sessions()
    assert again.load_outbound_group_sessions() == {}
    again.close()


def test_what_somebody_reacted_with_is_forgotten_sooner_than_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys.db"
    store = KeyStore(path, KEYS)
    store.keep("reaction", "$one", ["$question", "1"])
    assert store.find("reaction", "$one", list) == ["$question", "1"]
    assert store.find("reaction", "$two", list) is None
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("update secrets set at = at - ?", (BRIEF.days + 1,))
        connection.commit()
    again = KeyStore(path, KEYS)
    assert again.find("reaction", "$one", list) is None
    again.close()


def test_what_fails_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys.db", KEYS)

    def fail() -> None:
        with store.together():
            store.save_encrypted_rooms([ROOM])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.load_encrypted_rooms() == set()
    store.close()


def test_two_processes_are_not_one_device(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys.db", KEYS)
    with pytest.raises(InUse):
        KeyStore(tmp_path / "keys.db", KEYS)
    store.close()
    KeyStore(tmp_path / "keys.db", KEYS).close()


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    store = KeyStore(tmp_path / "keys.db", KEYS)
    store.save_account(OlmAccount())
    store.close()
    other = KeyStore(tmp_path / "keys.db", Keys(b"o" * 32))
    with pytest.raises(KeyProblem):
        other.load_account()
    other.close()


def test_old_keys_of_messages_are_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "keys.db"
    store = KeyStore(path, KEYS)
    store.save_inbound_group_session(group_session())
    store.save_account(OlmAccount())
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("update secrets set at = at - ?", (KEPT.days + 1,))
        connection.commit()
    again = KeyStore(path, KEYS)
    assert list(again.load_inbound_group_sessions()) == []
    assert again.load_account() is not None
    again.close()
