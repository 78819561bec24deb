"""Tiles and checkpoints on disk: complete, extending, and recovering from every interruption."""

import pytest
from django.db import connection

from gongkai.ledger import merkle, notes, publish, tiles
from gongkai.ledger.models import Checkpoint, Event
from gongkai.ledger.proofs import NotYetPublished, inclusion_proof
from gongkai.ledger.publish import LedgerBroken, folder, publish_checkpoint, rebuild
from gongkai.ledger.verify import verify
from tests.integration.ledger.conftest import NINE, append, protection_off


def files():
    return {str(path.relative_to(folder())) for path in folder().rglob("*") if path.is_file()}


def shown_size():
    return notes.parse_checkpoint((folder() / "checkpoint").read_text())[1]


def test_the_published_files_are_those_of_the_specification(published):
    assert files() == {
        "checkpoint", "key", "verify.py",
        "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/44",
    }  # fmt: skip


def test_the_checkpoint_is_signed_and_has_the_root_of_all_events(published):
    note = (folder() / "checkpoint").read_text()
    verifier = notes.parse_verifier((folder() / "key").read_text())
    _, size, root = notes.parse_checkpoint(verifier.open(note))
    hashes = [bytes(value) for value in Event.objects.values_list("leaf_hash", flat=True)]
    assert (size, root) == (300, merkle.root(hashes))


def test_nothing_new_gives_no_checkpoint(published):
    assert publish_checkpoint(NINE) is None
    assert Checkpoint.objects.count() == 2


def test_every_checkpoint_extends_the_one_before(published):
    first, second = Checkpoint.objects.all()
    proof = merkle.consistency_proof(tiles.nodes_on_disk(folder(), 300), first.size, second.size)
    assert merkle.verify_consistency(first.size, second.size, bytes(first.root), bytes(second.root), proof)


def test_a_few_new_events_do_not_read_the_old_ones(published, django_assert_max_num_queries):
    append(5)
    with django_assert_max_num_queries(8) as queries:
        publish_checkpoint(NINE)
    assert not any('"index" >= 0' in query["sql"] for query in queries)
    assert shown_size() == 305


@pytest.mark.parametrize("stop_at", ["tile/0/001.p/44", "tile/1/000.p/1", "key", "checkpoint"])
def test_a_run_killed_anywhere_is_finished_by_the_next(db, monkeypatch, stop_at):
    append(200)
    publish_checkpoint(NINE)
    append(100)
    write = publish._write

    def die(path, content):
        if path == stop_at:
            raise KeyboardInterrupt
        write(path, content)

    monkeypatch.setattr(publish, "_write", die)
    with pytest.raises(KeyboardInterrupt):
        publish_checkpoint(NINE)
    assert shown_size() == 200
    monkeypatch.setattr(publish, "_write", write)
    publish_checkpoint(NINE)
    assert shown_size() == 300
    assert verify().ok


@pytest.mark.parametrize("lost", ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44", "checkpoint"])
def test_a_lost_file_at_the_edge_is_written_again(published, lost):
    (folder() / lost).unlink()
    append(1)
    publish_checkpoint(NINE)
    assert shown_size() == 301
    assert verify().ok


def test_all_files_can_be_written_again_from_the_database(published):
    before = {path: (folder() / path).read_bytes() for path in files()}
    folder().rename(folder().with_name("away"))
    assert rebuild() == 300
    assert {path: (folder() / path).read_bytes() for path in files()} == before


def test_nothing_is_signed_over_a_changed_event(published):
    with protection_off() as cursor:
        cursor.execute("""UPDATE ledger_event SET leaf = replace(leaf, '"n":7', '"n":8') WHERE index = 7""")
    (folder() / "checkpoint").unlink()
    with pytest.raises(LedgerBroken, match="停止发布"):
        publish_checkpoint(NINE)
    assert not (folder() / "checkpoint").exists()


def test_nothing_is_signed_over_a_ledger_cut_short(published):
    with protection_off() as cursor:
        cursor.execute("DELETE FROM ledger_event WHERE index > 250")
    with pytest.raises(LedgerBroken, match="少于检查点签名的 300 条"):
        publish_checkpoint(NINE)


def test_nothing_is_signed_over_somebody_elses_files(published):
    signer = publish.signer()
    strange = signer.sign(notes.checkpoint_text(signer.name, 900, b"r" * 32))
    (folder() / "checkpoint").write_text(strange)
    with pytest.raises(LedgerBroken, match="不是本数据库签发的"):
        publish_checkpoint(NINE)


def test_only_one_process_publishes(published):
    append(1)
    other = connection.copy()
    other.cursor().execute("SELECT pg_advisory_lock(%s)", [publish.PUBLISH_LOCK])
    try:
        assert publish_checkpoint(NINE) is None
    finally:
        other.close()


@pytest.mark.parametrize("index", [0, 199, 255, 256, 299])
def test_an_event_is_proven_to_anyone_with_the_checkpoint(published, index):
    proof = inclusion_proof(index)
    _, size, root = notes.parse_checkpoint(proof["checkpoint"])
    leaf = merkle.leaf_hash(proof["leaf"].encode())
    path = [bytes.fromhex(node) for node in proof["hashes"]]
    assert merkle.verify_inclusion(leaf, proof["index"], size, path, root)


def test_an_event_without_checkpoint_says_so(published):
    (index,) = append(1)
    with pytest.raises(NotYetPublished, match="下一个检查点"):
        inclusion_proof(index)


def test_a_changed_event_has_no_proof(published):
    with protection_off() as cursor:
        cursor.execute("""UPDATE ledger_event SET leaf = replace(leaf, '"n":7', '"n":8') WHERE index = 7""")
    with pytest.raises(LedgerBroken, match="与已公布的账本不符"):
        inclusion_proof(7)
