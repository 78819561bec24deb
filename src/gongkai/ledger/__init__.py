"""The append-only event log, its Merkle tree, signed checkpoints and verification."""
