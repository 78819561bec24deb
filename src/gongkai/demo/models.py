"""How far the demo year has been replayed."""

from django.db import models


class DemoStep(models.Model):
    """A step of the replay that is done; written in the step's own transaction."""

    name = models.CharField(max_length=40, unique=True)
    done_at = models.DateTimeField()
