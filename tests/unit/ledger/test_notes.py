"""Signed notes, by the published example of Go's checksum database."""

import pytest

from gongkai.ledger import notes

NEUMANN = notes.parse_verifier("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SIGNER = notes.Signer("gongkai.example/ledger", bytes(range(32)))


def test_a_note_signed_elsewhere_is_opened():
    assert NEUMANN.open(NOTE).endswith("problem is.\n")


@pytest.mark.parametrize("change", [("problem", "solution"), ("x08go/Z", "x08go/A")])
def test_a_changed_note_is_refused(change):
    with pytest.raises(notes.BadNote, match="签名无效"):
        NEUMANN.open(NOTE.replace(*change))


def test_a_note_of_somebody_else_is_refused():
    with pytest.raises(notes.BadNote, match="没有“gongkai"):
        SIGNER.verifier.open(NOTE)


def test_other_signatures_on_the_note_are_passed_over():
    text = notes.checkpoint_text("gongkai.example/ledger", 3, b"r" * 32)
    cosigned = SIGNER.sign(text) + "— witness.example AAAAAAAA\n"
    assert SIGNER.verifier.open(cosigned) == text


def test_a_checkpoint_is_read_back():
    text = notes.checkpoint_text("gongkai.example/ledger", 70_000, b"r" * 32)
    assert notes.parse_checkpoint(text) == ("gongkai.example/ledger", 70_000, b"r" * 32)


def test_keys_are_read_back():
    assert notes.parse_signer(SIGNER.text) == SIGNER
    assert notes.parse_verifier(SIGNER.verifier.text) == SIGNER.verifier


def test_a_key_whose_id_is_wrong_is_refused():
    name, _, rest = SIGNER.verifier.text.split("+", 2)
    with pytest.raises(notes.BadNote, match="公钥的格式"):
        notes.parse_verifier(f"{name}+00000000+{rest}")


def test_the_signing_key_is_made_once_and_for_its_owner_alone(tmp_path):
    made = notes.read_or_create_signer(tmp_path / "key", "a.example/ledger")
    again = notes.read_or_create_signer(tmp_path / "key", "b.example/ledger")
    assert again == made
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["key"]
