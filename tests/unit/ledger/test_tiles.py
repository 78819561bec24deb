"""Paths, bundles and the growing edge, by the examples of C2SP tlog-tiles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.ledger import merkle, tiles


def leaf(number):
    return f"leaf {number}".encode()


def grown(size):
    """Return the edge and all the files of a tree of ``size`` leaves."""
    edge, files = tiles.Edge(), {}
    for number in range(size):
        edge.append(leaf(number))
        files |= dict(edge.full_files())
    return edge, files | dict(edge.partial_files())


def write(folder, files):
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def test_a_number_is_written_in_groups_of_three_digits():
    assert tiles.tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tiles.bundle_path(7, 12) == "tile/entries/007.p/12"


def test_seventy_thousand_leaves_have_the_partial_tiles_of_the_specification():
    assert tiles.partial_widths(70_000) == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]


def test_256_leaves_are_one_full_tile_and_a_partial_one_above():
    _, files = grown(256)
    assert sorted(files) == ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]


def test_a_tile_above_holds_the_roots_of_the_full_tiles_below():
    _, files = grown(600)
    hashes = merkle.leaf_hashes(map(leaf, range(512)))
    assert files["tile/1/000.p/2"] == merkle.root(hashes[:256]) + merkle.root(hashes[256:])


@given(st.lists(st.binary(max_size=65535), max_size=20))
def test_a_bundle_gives_its_leaves_back(leaves):
    assert tiles.leaves_of(tiles.bundle(leaves)) == leaves


def test_a_bundle_cut_short_is_refused():
    with pytest.raises(ValueError, match="middle of a leaf"):
        tiles.leaves_of(tiles.bundle([b"one", b"two"])[:-1])


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 700])
def test_the_edge_read_from_disk_is_the_one_that_grew(tmp_path, size):
    edge, files = grown(size)
    write(tmp_path, files)
    assert tiles.edge_on_disk(tmp_path, size) == edge


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
def test_the_edge_knows_the_root(size):
    assert grown(size)[0].root() == merkle.root(merkle.leaf_hashes(map(leaf, range(size))))


def test_the_third_level_begins_with_the_65536th_leaf():
    edge, paths = tiles.Edge(), set()
    for number in range(65_536 + 3):
        edge.append(leaf(number))
        paths |= {path for path, _ in edge.full_files()}
    assert "tile/1/000" in paths
    assert [path for path, _ in edge.partial_files()] == [
        "tile/entries/256.p/3", "tile/0/256.p/3", "tile/2/000.p/1",
    ]  # fmt: skip
    assert edge.root() == merkle.root(merkle.leaf_hashes(map(leaf, range(65_536 + 3))))


def test_a_partial_tile_replaced_by_the_full_one_is_still_readable(tmp_path):
    write(tmp_path, grown(300)[1])
    assert tiles.edge_on_disk(tmp_path, 100).root() == grown(100)[0].root()


def test_a_damaged_bundle_is_noticed(tmp_path):
    write(tmp_path, grown(300)[1] | {"tile/entries/001.p/44": tiles.bundle([b"other"] * 44)})
    with pytest.raises(ValueError, match="does not hash"):
        tiles.edge_on_disk(tmp_path, 300)


@pytest.mark.parametrize("index", [0, 255, 256, 699])
def test_tiles_are_enough_to_prove_a_leaf(tmp_path, index):
    edge, files = grown(700)
    write(tmp_path, files)
    proof = merkle.inclusion_proof(tiles.nodes_on_disk(tmp_path, 700), index, 700)
    assert merkle.verify_inclusion(merkle.leaf_hash(leaf(index)), index, 700, proof, edge.root())


def test_tiles_are_enough_to_prove_that_one_tree_extends_another(tmp_path):
    edge, files = grown(700)
    write(tmp_path, files)
    proof = merkle.consistency_proof(tiles.nodes_on_disk(tmp_path, 700), 300, 700)
    assert merkle.verify_consistency(300, 700, grown(300)[0].root(), edge.root(), proof)
