"""The ledger's tables. Nothing but :mod:`gongkai.ledger.actions` and ``publish`` writes them, and the database
refuses to change or remove a row.
"""

from django.db import models
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast


def _of_leaf(name: str) -> models.GeneratedField:
    """A column the database derives from the leaf, so that there is one truth and nothing to keep in step."""
    return models.GeneratedField(
        expression=KeyTextTransform(name, Cast(F("leaf"), models.JSONField())),
        output_field=models.TextField(),
        db_persist=True,
    )


class Event(models.Model):
    """One act (账本记录). ``index`` is its place in the Merkle tree, ``leaf`` its canonical JSON.

    ``index`` and ``leaf_hash`` are set by the database when a leaf is inserted.
    """

    index = models.BigIntegerField(primary_key=True)
    leaf = models.TextField()
    leaf_hash = models.BinaryField(max_length=32)
    at = _of_leaf("at")
    verb = _of_leaf("verb")
    subject = _of_leaf("subject")
    unit = _of_leaf("unit")

    class Meta:
        verbose_name = verbose_name_plural = "账本记录"
        ordering = ["index"]
        db_table = "ledger_event"
        indexes = [models.Index("subject", "index", name="ledger_subject")]


class Checkpoint(models.Model):
    """A signed size and root of the tree (检查点), as published."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "检查点"
        ordering = ["size"]
        db_table = "ledger_checkpoint"
