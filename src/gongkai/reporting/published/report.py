"""What is read of a published report: its tables, its text, and what was odd about the cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.law.annual_report import Finding, Form, ReportTables


class Unreadable(Exception):
    """The file cannot be read as an annual report; the message says why and what to do."""


@dataclass
class PublishedReport:
    """A published 政府信息公开工作年度报告.

    ``paragraphs`` is the text outside the tables, one paragraph each, empty when only cells were given;
    ``oddities`` are findings about how cells are written; ``sources`` the row of the file each row was read from.
    """

    form: Form
    tables: ReportTables
    issuer: str = ""
    year: int | None = None
    paragraphs: list[str] = field(default_factory=list)
    oddities: list[Finding] = field(default_factory=list)
    present: frozenset[str] = frozenset({"proactive", "requests", "remedies"})
    sources: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)

    @property
    def level(self) -> str:
        """Tell from the issuer's name whether it is a district, county, township or one of their units.

        Only these can make no 规章 for certain (T2-1); of every other issuer nothing is assumed.
        """
        name = self.issuer.replace("自治区", "").replace("开发区", "")
        return "county" if re.search(r"[区县旗镇乡]|街道", name) else ""
