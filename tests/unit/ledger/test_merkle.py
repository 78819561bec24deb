"""Hashes and proofs, by the test vectors of Certificate Transparency and by properties."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from gongkai.ledger import merkle

# The eight leaves and roots of the reference implementation of RFC 6962.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

sizes = st.integers(1, 600)


def hashes(size):
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


def mth(leaf_hashes):
    """The definition of RFC 6962 section 2.1, word for word."""
    if not leaf_hashes:
        return hashlib.sha256().digest()
    if len(leaf_hashes) == 1:
        return leaf_hashes[0]
    split = 1
    while split * 2 < len(leaf_hashes):
        split *= 2
    return hashlib.sha256(b"\x01" + mth(leaf_hashes[:split]) + mth(leaf_hashes[split:])).digest()


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_roots_are_those_of_the_reference():
    leaf_hashes = merkle.leaf_hashes(LEAVES)
    assert [merkle.root(leaf_hashes[:size]).hex() for size in range(1, 9)] == ROOTS


def test_the_path_is_that_of_the_reference():
    node = merkle.nodes_over(merkle.leaf_hashes(LEAVES))
    assert [part.hex() for part in merkle.inclusion_proof(node, 5, 8)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(sizes)
def test_the_root_follows_the_definition(size):
    assert merkle.root(hashes(size)) == mth(hashes(size))


@given(sizes, st.data())
def test_every_leaf_can_be_proven(size, data):
    index = data.draw(st.integers(0, size - 1))
    leaves = hashes(size)
    proof = merkle.inclusion_proof(merkle.nodes_over(leaves), index, size)
    assert merkle.verify_inclusion(leaves[index], index, size, proof, merkle.root(leaves))


@given(st.integers(2, 600), st.data())
def test_a_leaf_proves_no_other_place(size, data):
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    leaves = hashes(size)
    proof = merkle.inclusion_proof(merkle.nodes_over(leaves), index, size)
    assert not merkle.verify_inclusion(leaves[index], other, size, proof, merkle.root(leaves))


@given(sizes, st.data())
def test_a_tree_extends_each_of_its_beginnings(size, data):
    old = data.draw(st.integers(0, size))
    leaves = hashes(size)
    proof = merkle.consistency_proof(merkle.nodes_over(leaves), old, size)
    assert merkle.verify_consistency(old, size, merkle.root(leaves[:old]), merkle.root(leaves), proof)


@given(sizes, st.data())
def test_a_tree_with_another_beginning_cannot_be_proven(size, data):
    old = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    before, after = hashes(size)[:old], hashes(size)
    before[changed] = merkle.leaf_hash(b"another")
    proof = merkle.consistency_proof(merkle.nodes_over(after), old, size)
    assert not merkle.verify_consistency(old, size, merkle.root(before), merkle.root(after), proof)


@given(sizes, st.lists(st.binary(min_size=32, max_size=32), max_size=12), st.data())
def test_an_invented_proof_is_refused(size, proof, data):
    index = data.draw(st.integers(0, size - 1))
    stranger = merkle.leaf_hash(b"never in the tree")
    assert not merkle.verify_inclusion(stranger, index, size, proof, merkle.root(hashes(size)))
