"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint) with Ed25519 keys."""

import base64
import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
KEY_ID_BYTES = 4
SECRET_PREFIX = "PRIVATE+KEY"  # noqa: S105


class BadNote(ValueError):
    """A note or key that is malformed or whose signature is not good."""


def key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:KEY_ID_BYTES]


@dataclass(frozen=True)
class Verifier:
    """The public half: who signs, and how to tell."""

    name: str
    public: bytes

    @property
    def text(self) -> str:
        """Return the key as published: ``<name>+<key id>+<base64 of type and key>``."""
        return f"{self.name}+{key_id(self.name, self.public).hex()}+{_base64(ED25519 + self.public)}"

    def open(self, note: str) -> str:
        """Return the text of ``note`` when this key has signed it.

        Raises:
            BadNote: malformed, not signed by this key, or changed afterwards.
        """
        text, separator, lines = note.rpartition("\n\n")
        if not separator:
            raise BadNote("检查点没有签名。")
        text += "\n"
        for line in lines.splitlines():
            dash, _, rest = line.partition(" ")
            name, _, signature = rest.partition(" ")
            raw = _from_base64(signature)
            if dash == "—" and name == self.name and raw[:KEY_ID_BYTES] == key_id(name, self.public):
                self._check(raw[KEY_ID_BYTES:], text)
                return text
        raise BadNote(f"检查点没有“{self.name}”的签名。")

    def _check(self, signature: bytes, text: str) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature as error:
            raise BadNote(f"检查点上“{self.name}”的签名无效。") from error


@dataclass(frozen=True)
class Signer:
    """The secret half."""

    name: str
    secret: bytes

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self._key().public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        identifier = key_id(self.name, self.verifier.public).hex()
        return f"{SECRET_PREFIX}+{self.name}+{identifier}+{_base64(ED25519 + self.secret)}"

    def sign(self, text: str) -> str:
        """Return ``text``, which ends in a newline, as a signed note."""
        signature = key_id(self.name, self.verifier.public) + self._key().sign(text.encode())
        return f"{text}\n— {self.name} {_base64(signature)}\n"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)


def parse_signer(text: str) -> Signer:
    parts = text.strip().split("+", 4)
    if len(parts) != 5 or "+".join(parts[:2]) != SECRET_PREFIX:
        raise BadNote("签名密钥的格式不对。")
    raw = _from_base64(parts[4])
    signer = Signer(parts[2], raw[1:])
    if raw[:1] != ED25519 or len(raw) != 33 or signer.text != text.strip():
        raise BadNote("签名密钥的格式不对。")
    return signer


def parse_verifier(text: str) -> Verifier:
    name, _, rest = text.strip().partition("+")
    raw = _from_base64(rest.partition("+")[2])
    verifier = Verifier(name, raw[1:])
    if raw[:1] != ED25519 or len(raw) != 33 or verifier.text != text.strip():
        raise BadNote("验证公钥的格式不对。")
    return verifier


def read_or_create_signer(path: Path, name: str) -> Signer:
    """Return the signing key kept in ``path``; make one called ``name`` when there is none yet."""
    with suppress(FileNotFoundError):
        return parse_signer(path.read_text())
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(Signer(name, Ed25519PrivateKey.generate().private_bytes_raw()).text + "\n")
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
    return parse_signer(path.read_text())


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    return f"{origin}\n{size}\n{_base64(root)}\n"


def parse_checkpoint(text: str) -> tuple[str, int, bytes]:
    """Return origin, size and root of a checkpoint's text."""
    lines = text.split("\n")
    if len(lines) < 4 or not lines[1].isdecimal():
        raise BadNote("检查点的格式不对。")
    return lines[0], int(lines[1]), _from_base64(lines[2])


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise BadNote("不是有效的Base64。") from error
