import pytest

from realtime.runtime.errors import BadSetting, Damaged
from realtime.security.vault import Kind, Name, NoKey, Vault

MASTER = "ab" * 32


def test_what_is_sealed_opens_under_its_name_only() -> None:
    vault = Vault(MASTER)
    sealed = vault.seal("test", ("sum", "k", 1), b"1 2")
    assert b"1 2" not in sealed
    assert vault.open("test", ("sum", "k", 1), sealed) == b"1 2"
    assert sealed != vault.seal("test", ("sum", "k", 1), b"1 2")
    others: list[tuple[Kind, Name, bytes]] = [
        ("test", ("sum", "k", 2), sealed),
        ("test", ("sum", "k1", 1), sealed),
        ("test", ("sum", "k", "1"), sealed),
        ("test", ("sum/k", 1), sealed),
        ("sample", ("sum", "k", 1), sealed),
        ("test", ("sum", "k", 1), sealed[:-1] + bytes([sealed[-1] ^ 1])),
        ("test", ("sum", "k", 1), sealed[1:]),
        ("test", ("sum", "k", 1), sealed[:9]),
        ("test", ("sum", "k", 1), b""),
    ]
    for kind, name, content in others:
        with pytest.raises(Damaged, match=f"{kind} {'/'.join(map(str, name))} cannot be opened"):
            vault.open(kind, name, content)
    with pytest.raises(Damaged):
        Vault("cd" * 32).open("test", ("sum", "k", 1), sealed)


def test_a_narrow_vault_has_no_other_keys() -> None:
    vault = Vault(MASTER)
    narrow = vault.only("sample")
    assert narrow.open("sample", ("a",), vault.seal("sample", ("a",), b"x")) == b"x"
    with pytest.raises(NoKey):
        narrow.open("test", ("a",), vault.seal("test", ("a",), b"x"))
    with pytest.raises(NoKey):
        narrow.seal("test", ("a",), b"x")


@pytest.mark.parametrize("key", ["", "abc", "zz" * 32, "ab" * 31])
def test_a_master_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(BadSetting):
        Vault(key)
