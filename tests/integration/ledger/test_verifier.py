"""The stand-alone verifier, run as a citizen runs it: a downloaded file, Python, yesterday's checkpoint."""

import ast
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction

from gongkai.ledger import tiles, verifier
from gongkai.ledger.actions import record_fact
from gongkai.ledger.models import Checkpoint
from gongkai.ledger.publish import folder, publish_checkpoint
from tests.integration.ledger.conftest import NINE, append

NUMBER = "11620402015000001X/2019-000001"
HASH = "ab" * 32


@pytest.fixture
def ledger(published):
    with transaction.atomic():
        record_fact(
            "publication/1",
            "publishing.sign",
            at=NINE,
            by="赵签",
            data={"index_no": NUMBER, "content_sha256": HASH},
        )
    publish_checkpoint(NINE)
    return folder()


@pytest.fixture
def yesterday(ledger, tmp_path):
    saved = tmp_path / "yesterday"
    saved.write_text(Checkpoint.objects.get(size=200).note)
    return saved


def run(ledger, *arguments, source=None):
    return subprocess.run(
        [sys.executable, "-I", ledger / "verify.py", source or ledger, *arguments],
        capture_output=True, text=True, check=False, cwd=ledger.parent, env={"PATH": ""},
    )  # fmt: skip


def test_it_needs_only_the_standard_library_of_python_3_8(ledger):
    tree = ast.parse((ledger / "verify.py").read_text(), feature_version=(3, 8))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_it_proves_that_today_extends_yesterday(ledger, yesterday):
    done = run(ledger, "--since", yesterday)
    assert done.returncode == 0, done.stderr
    assert "账本共 301 条记录" in done.stdout
    assert "只增加了 101 条" in done.stdout


def test_it_reads_the_ledger_from_the_web(ledger, yesterday):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=ledger))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        done = run(ledger, "--since", yesterday, source=f"http://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        server.server_close()
    assert done.returncode == 0, done.stderr


def test_it_saves_the_checkpoint_for_the_next_time(ledger, tmp_path):
    run(ledger, "--save", tmp_path / "today")
    assert run(ledger, "--since", tmp_path / "today").returncode == 0


def test_it_shows_what_the_ledger_says_of_an_item(ledger):
    done = run(ledger, "--item", NUMBER, "--hash", HASH)
    assert done.returncode == 0, done.stderr
    assert f"第 300 号 2019-06-03T09:00:00+08:00 publishing.sign 内容散列 {HASH}" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["--item", "nothing/2019-000001"], ["--item", NUMBER, "--hash", "cd" * 32]]
)
def test_it_refuses_an_item_the_ledger_does_not_hold(ledger, arguments):
    done = run(ledger, *arguments)
    assert done.returncode == 1
    assert "核验未通过" in done.stderr


def test_it_refuses_a_changed_entry(ledger, yesterday):
    bundle = ledger / "tile/entries/000"
    leaves = tiles.leaves_of(bundle.read_bytes())
    bundle.write_bytes(tiles.bundle([*leaves[:7], leaves[7].replace(b"page", b"side"), *leaves[8:]]))
    done = run(ledger, "--since", yesterday)
    assert done.returncode == 1
    assert "前 200 条记录与所保存的检查点不符" in done.stderr


def test_it_refuses_a_history_rewritten_and_signed_again(ledger, tmp_path):
    from gongkai.ledger.notes import checkpoint_text
    from gongkai.ledger.publish import signer

    other = tmp_path / "other"
    other.write_text(signer().sign(checkpoint_text(signer().name, 200, b"r" * 32)))
    assert run(ledger, "--since", other).returncode == 1


def test_it_refuses_a_ledger_that_became_shorter(ledger, tmp_path):
    (tmp_path / "yesterday").write_text((ledger / "checkpoint").read_text())
    (ledger / "checkpoint").write_text(Checkpoint.objects.get(size=200).note)
    assert "账本变短了" in run(ledger, "--since", tmp_path / "yesterday").stderr


def test_it_refuses_a_checkpoint_nobody_signed(ledger):
    (ledger / "checkpoint").write_text((ledger / "checkpoint").read_text().replace("\n301\n", "\n300\n"))
    assert "签名无效" in run(ledger).stderr


def test_it_says_when_there_is_nothing_to_verify(ledger, tmp_path):
    done = run(ledger, source=tmp_path / "nowhere")
    assert done.returncode == 2
    assert "不能核验" in done.stderr


def test_events_appended_meanwhile_do_no_harm(ledger, yesterday):
    append(300)
    publish_checkpoint(NINE)
    assert run(ledger, "--since", yesterday).returncode == 0


@pytest.mark.parametrize(
    ("public", "message", "signature"),
    [  # RFC 8032 section 7.1, tests 1 to 3
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ],
)  # fmt: skip
def test_its_ed25519_is_that_of_the_standard(public, message, signature):
    good = [bytes.fromhex(part) for part in (public, signature, message)]
    assert verifier.ed25519_is_good(*good)
    assert not verifier.ed25519_is_good(good[0], good[1], good[2] + b"x")
    assert not verifier.ed25519_is_good(good[0], good[1][:-1] + b"\xff", good[2])
