"""What is looked for in a text before it goes to review (D43, D44, D57, D59, D63).

A check is a function from a :class:`Reading` to findings; add one to ``CHECKS`` and both the form and ``submit``
know it. Attached files were read when they were handed in.
"""

from datetime import date

from gongkai.publishing.checks import metadata, personal, sources, wording
from gongkai.publishing.checks.finding import FULL_WIDTH, Check, Finding, Reading, Severity
from gongkai.publishing.models import Publication

CHECKS: tuple[Check, ...] = (
    personal.personal_data,
    personal.secrecy_marks,
    personal.former_text,
    metadata.required,
    metadata.document_number,
    metadata.licence_and_penalty,
    metadata.repeated_head,
    metadata.unconfirmed,
    metadata.pictures_and_tables,
    metadata.attachments,
    metadata.interpretation_plan,
    metadata.comment_period,
    metadata.survey,
    metadata.result_of_a_call,
    metadata.validity,
    sources.quoted_documents,
    sources.unknown_numbers,
    sources.quoted_titles,
    sources.announced_attachments,
    sources.dead_links,
    sources.copied_interpretation,
    wording.word_list,
    wording.numbers,
    wording.tables,
)


def findings(publication: Publication, today: date) -> list[Finding]:
    """Return everything the checks find, what blocks first."""
    reading = Reading.of(publication, today)
    found = [finding for check in CHECKS for finding in check(reading)]
    return sorted(found, key=lambda finding: not finding.blocks)


__all__ = ["CHECKS", "FULL_WIDTH", "Check", "Finding", "Reading", "Severity", "findings"]
