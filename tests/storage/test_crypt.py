"""Keys: what is sealed opens only with its own, and a key file is what it says."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from storage.crypt import PREFIX, KeyProblem, Keys, create_key, read_key, voter

ONE, TWO = Keys(bytes(32)), Keys(bytes(31) + b"\x01")


def test_what_is_sealed_opens_again() -> None:
    for data in (b"", b"x", bytes(range(256)) * 40):
        assert ONE.unseal(ONE.seal(data, b"here"), b"here") == data


def test_the_same_sealed_twice_looks_different() -> None:
    assert ONE.seal(b"yes", b"") != ONE.seal(b"yes", b"")


@pytest.mark.parametrize("place", range(0, 32, 5))
def test_a_single_changed_bit_is_noticed(place: int) -> None:
    sealed = bytearray(ONE.seal(b"yes", b"here"))
    sealed[place % len(sealed)] ^= 1
    with pytest.raises(KeyProblem):
        ONE.unseal(bytes(sealed), b"here")


def test_neither_another_key_nor_another_place_opens_it() -> None:
    sealed = ONE.seal(b"yes", b"here")
    with pytest.raises(KeyProblem):
        TWO.unseal(sealed, b"here")
    with pytest.raises(KeyProblem):
        ONE.unseal(sealed, b"there")
    with pytest.raises(KeyProblem):
        ONE.unseal(b"", b"here")


def test_hashes_are_found_again_with_the_same_key_only() -> None:
    assert ONE.index("a") == Keys(bytes(32)).index("a")
    assert len(ONE.index("a")) == 16
    assert len({ONE.index("a"), ONE.index("b"), TWO.index("a")}) == 3


def test_the_check_tells_keys_apart_and_is_no_key() -> None:
    assert ONE.check == Keys(bytes(32)).check != TWO.check
    assert bytes(32).hex() not in ONE.check


def test_a_voter_is_told_by_secret_and_participant() -> None:
    keys = {voter(secret, who) for secret in (b"1" * 32, b"2" * 32) for who in ("a", "b")}
    assert len(keys) == 4
    assert voter(b"1" * 32, "a") in keys


def test_a_key_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "revierstimme.key"
    create_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        create_key(path)
    assert path.read_bytes() == before
    assert read_key(path).check == read_key(path).check
    other = tmp_path / "other.key"
    create_key(other)
    assert read_key(other).check != read_key(path).check


def test_a_missing_key_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        KeyProblem, match=r"gibt es nicht.*revierstimme init.*Schlüssel von damals"
    ):
        read_key(tmp_path / "none.key")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"hello",
        PREFIX.encode(),
        PREFIX.encode() + b"AAAA",
        b"A" * 44,
        PREFIX.encode() + b"A" * 43 + b"!",
        PREFIX.encode() + b"A" * 64,
    ],
)
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "some.key"
    path.write_bytes(content)
    with pytest.raises(KeyProblem, match="keine Schlüsseldatei"):
        read_key(path)


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.key"
    path.write_bytes("Schlüssel".encode("latin-1"))
    with pytest.raises(KeyProblem, match="nicht lesbar"):
        read_key(path)
    with pytest.raises(KeyProblem, match="nicht lesbar"):
        read_key(tmp_path)


def test_a_key_file_with_a_windows_line_end_is_read(tmp_path: Path) -> None:
    path = tmp_path / "some.key"
    create_key(path)
    windows = tmp_path / "windows.key"
    windows.write_bytes(path.read_bytes().rstrip(b"\n") + b"\r\n")
    assert read_key(windows).check == read_key(path).check
