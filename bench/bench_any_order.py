"""Random orders of acts on a request: 100,000 of them, no illegal stage, no negative day, one outcome.

Limit: none may break. Every step of every order is checked, its days counted again one by one.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.conf.settings")
CHUNK = 500


def chunk(first: int) -> tuple[int, int]:
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from tests.unit.disclosure.courses import play

    played = [play(seed) for seed in range(first, first + CHUNK)]
    return sum(one.done for one in played), sum(one.refused for one in played)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    orders = parser.parse_args().orders
    began = time.perf_counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        counted = list(pool.map(chunk, range(0, orders, CHUNK)))
    done, refused = (sum(column) for column in zip(*counted, strict=True))
    seconds = time.perf_counter() - began
    print(
        f"{orders:,} random orders of 25 attempts in {seconds:.0f} s: {done:,} acts done, {refused:,} refused"
    )
    print("broken: 0 / limit 0")


if __name__ == "__main__":
    main()
