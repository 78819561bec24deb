from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from gongkai.reporting.models import AnnualReport


class ReportingConfig(AppConfig):
    name = "gongkai.reporting"
    label = "reporting"
    verbose_name = "数据报送"

    def ready(self) -> None:
        from gongkai.cases import worklist
        from gongkai.ledger import subjects
        from gongkai.reporting import parameters as own
        from gongkai.reporting import work
        from gongkai.reporting.models import (
            AnnualReport,
            FormerReport,
            PastReport,
            UnitReturn,
            WebsiteStatement,
        )
        from gongkai.reporting.rounds import state as rounds
        from gongkai.reporting.rounds import work as round_work
        from gongkai.reporting.website import figures  # noqa: F401 -- registers itself
        from gongkai.reporting.website.work import statements
        from gongkai.units import parameters

        parameters.register(own.MEANINGS)
        worklist.register_source(work.open_reports)
        worklist.register_source(work.missing_reports)
        worklist.register_source(work.late_reports)
        worklist.register_source(work.unsigned_returns)
        worklist.register_source(statements)
        worklist.register_warner(work.reminders)
        worklist.register_source(round_work.returns_to_fill)
        worklist.register_source(round_work.returns_to_decide)
        worklist.register_warner(round_work.reminders)
        rounds.register()

        subjects.register(
            "return",
            UnitReturn,
            lambda entry: {
                "unit": entry.unit_id,
                "figure": entry.figure,
                "year": entry.year,
                "value": str(entry.value.normalize()),
                "note": entry.note,
                "evidence": [entry.evidence_name, entry.evidence_sha256],
                "entered": [entry.entered_by, round(entry.entered_at.timestamp())],
                "signed": [entry.signed_by, round(entry.signed_at.timestamp()) if entry.signed_at else None],
                "superseded_by": entry.superseded_by_id,
            },
        )
        subjects.register(
            "report",
            AnnualReport,
            lambda report: {
                "unit": report.unit_id,
                "year": report.year,
                "form": report.form,
                "stage": report.stage,
                "sections": report.sections,
                "entered": report.entered,
                "explanations": report.explanations,
                "filed": [report.filed_by, round(report.filed_at.timestamp()) if report.filed_at else None],
                "frozen": report.frozen,
                "publication": report.publication_id,
                **_of_the_review(report),
            },
        )
        subjects.register(
            "report_former",
            FormerReport,
            lambda former: {
                "report": former.report_id,
                "number": former.number,
                "frozen": former.frozen,
                "filed": [former.filed_by, round(former.filed_at.timestamp())],
                "reason": former.reason,
            },
        )
        subjects.register(
            "website_statement",
            WebsiteStatement,
            lambda row: {
                "unit": row.unit_id,
                "year": row.year,
                "form": row.form,
                "stage": row.stage,
                "entered": row.entered,
                "signed": [row.signed_by, round(row.signed_at.timestamp()) if row.signed_at else None],
                "frozen": row.frozen,
                "publication": row.publication_id,
            },
        )
        subjects.register(
            "past_report",
            PastReport,
            lambda row: {
                "issuer": row.issuer,
                "year": row.year,
                "form": row.form,
                "basis": row.basis,
                "source": row.source,
                "file": [row.file_name, row.file_sha256],
                "cells": row.cells,
                "findings": row.findings,
                "items": row.items_published,
                "entered": [row.entered_by, round(row.entered_at.timestamp())],
                "withdrawn": [
                    row.withdrawn_by,
                    round(row.withdrawn_at.timestamp()) if row.withdrawn_at else None,
                    row.withdrawn_reason,
                ],
            },
        )


def _of_the_review(report: "AnnualReport") -> dict[str, object]:
    """Return what the review has set; what it has not is left out, so that older digests still hold."""
    found: dict[str, object] = {
        "answers": report.answers,
        "writers": report.writers,
        "checked_by": report.checked_by,
        "admitted_by": report.admitted_by,
        "version": report.version if report.is_correction else 0,
        "correction_reason": report.correction_reason,
        "set_aside": report.set_aside,
        "published_version": report.published_version if report.is_correction else 0,
    }
    return {name: value for name, value in found.items() if value}
