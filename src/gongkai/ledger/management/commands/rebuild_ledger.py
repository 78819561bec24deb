"""``gongkai manage rebuild_ledger``: writes the published files of the ledger again from the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.ledger.publish import LedgerBroken, rebuild


class Command(BaseCommand):
    help = "由数据库重写公布的账本文件（瓦片和最后的检查点）"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            size = rebuild()
        except LedgerBroken as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已重写 {size} 条记录的账本文件。")
