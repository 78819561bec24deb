"""The demo year, shortened: the published figures come out of records, and a killed replay goes on."""

import hashlib
from collections import Counter
from datetime import date
from io import StringIO
from tempfile import TemporaryDirectory

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase, override_settings
from django.utils import timezone

from gongkai.cases.models import Case, CaseEvent, Letter
from gongkai.demo.accounts import demo_accounts
from gongkai.demo.models import DemoStep
from gongkai.disclosure.models import LogEntry, Remedy
from gongkai.ledger.models import Event
from gongkai.publishing import actions as publishing
from gongkai.publishing.models import Publication, Stage
from gongkai.reporting import figures
from gongkai.reporting.models import AnnualReport, UnitReturn
from gongkai.reporting.scope import Scope
from gongkai.units.models import Unit, User
from gongkai.voice.messages import figures as messages
from gongkai.voice.messages.models import Message

SHARE = 0.01
MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"
TODAY = date(2026, 3, 4)
NORMATIVE = {"normative.made": 7, "normative.published": 5, "normative.public_total": 12}
# What the report of 2019 states, by figure.
RETURNED = {
    "licences.items_prev_year": 166, "licences.delta": 4, "licences.decisions": 6473,
    "other_services.items_prev_year": 171, "other_services.delta": 0, "other_services.decisions": 298596,
    "penalties.items_prev_year": 874, "penalties.delta": 0, "penalties.decisions": 323,
    "coercion.items_prev_year": 91, "coercion.delta": 0, "coercion.decisions": 11,
    "admin_fees.items_prev_year": 19, "admin_fees.delta": 0,
    "gov_procurement.projects": 35, "gov_procurement.amount": 16744.15,
    "services.items": 523, "services.online": 517, "meetings.leading_group": 1, "trainings": 1,
}  # fmt: skip


def replay():
    call_command("demo", share=SHARE, today=TODAY, stdout=StringIO())


def digest():
    """Return a digest of what was done, without row numbers, lookup codes and keyed hashes."""
    # The data of an annual report hold a digest over the row numbers it counted.
    reports = Publication.objects.filter(column__code="annual")
    sets = (
        reports.values_list("unit__code", "stage", "title", "index_no", "body", "published_at"),
        Publication.objects.exclude(column__code="annual").values_list(
            "unit__code", "stage", "title", "index_no", "content_sha256", "doc_number", "published_at",
            "key_area", "interpretation_kind", "interprets__index_no", "drafter__name", "approver__name",
        ),
        CaseEvent.objects.values_list("case__number", "seq", "action", "at", "actor_name", "note"),
        Case.objects.values_list("number", "unit__code", "stage", "outcome", "due_on", "closed_on", "title"),
        Letter.objects.values_list("case__number", "template", "number", "content", "sent_on"),
        UnitReturn.objects.values_list("unit__code", "figure", "value", "entered_by", "signed_by"),
        Remedy.objects.values_list("case__number", "kind", "result", "decided_on"),
        Event.objects.values_list("index", "verb", "unit", "at"),
        User.objects.values_list("username", "name"),
    )  # fmt: skip
    rows = [sorted(map(repr, rows.order_by())) for rows in sets]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def killed_after(signatures):
    """Play until the given signature and be killed in the middle of that day."""
    sign, calls = publishing.sign, iter(range(signatures))

    def sign_until(*args, **kwargs):
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return sign(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "sign", sign_until)
        with pytest.raises(KeyboardInterrupt):
            replay()


def value(figure):
    return figures.get(figure).value(Scope(2019))


def requests(row):
    columns = ("natural", "org_business", "org_law", "total")
    return tuple(value(f"requests.{row}.{column}") for column in columns)


@pytest.mark.xdist_group("demo")
class TestTheYear(TestCase):
    """The year replayed in one go and thrown away, then replayed with a kill in between and kept."""

    @classmethod
    def setUpTestData(cls):
        folder = cls.enterClassContext(TemporaryDirectory())
        cls.enterClassContext(override_settings(MEDIA_ROOT=folder, PASSWORD_HASHERS=[MD5]))
        with transaction.atomic():
            replay()
            cls.in_one_go = digest()
            transaction.set_rollback(True)
        killed_after(90)
        cls.steps_at_the_kill = DemoStep.objects.count()
        replay()

    def test_a_killed_replay_goes_on_and_ends_as_one_played_in_one_go(self):
        assert 7 < self.steps_at_the_kill < 365
        assert digest() == self.in_one_go

    def test_a_complete_replay_is_not_played_again(self):
        before = Event.objects.count()
        replay()
        assert Event.objects.count() == before

    def test_the_ledger_of_the_replay_runs_in_the_order_of_time(self):
        times = list(Event.objects.order_by("index").values_list("at", flat=True))
        assert times == sorted(times)

    def test_publications_come_out_in_proportion(self):
        wanted = {
            "publications.total": 197, "publications.townships": 102, "publications.departments": 95,
            "publications.disclosure_column": 53, "publications.key_areas": 30, "interpretations.leader": 49,
            "interpretations.unit": 5, "interpretations.reposted": 6,
        }  # fmt: skip
        assert {figure: value(figure) for figure in wanted} == wanted

    def test_normative_documents_are_those_of_the_table(self):
        assert {figure: value(figure) for figure in NORMATIVE} == NORMATIVE

    def test_own_interpretations_explain_a_document_of_their_own_unit(self):
        explained = Publication.objects.filter(interpretation_kind="unit").select_related("interprets")
        assert [
            item for item in explained if item.interprets is None or item.interprets.unit_id != item.unit_id
        ] == []

    def test_every_publication_passed_four_hands(self):
        for item in Publication.objects.filter(stage=Stage.PUBLISHED).only(
            "drafter_id", "checker_id", "secrecy_reviewer_id", "approver_id"
        ):
            hands = {item.drafter_id, item.checker_id, item.secrecy_reviewer_id, item.approver_id}
            assert len(hands) == 4

    def test_the_eleven_requests_add_up_by_column(self):
        assert requests("new") == requests("result_total") == (8, 2, 1, 11)
        assert requests("granted") == (4, 2, 1, 7)
        for row in ("partial", "refused.third_party", "unable.not_held", "not_processed.duplicate"):
            assert requests(row) == (1, 0, 0, 1)
        assert requests("carried_in")[-1] == requests("carried_out")[-1] == 0

    def test_requests_came_and_went_by_every_way_the_report_names_and_in_time(self):
        asked = Case.objects.filter(procedure="disclosure", received_on__year=2019)
        assert {case.channel for case in asked} == {
            "in_person",
            "post_signed",
            "post_ordinary",
            "email",
            "online",
        }
        assert {case.stage for case in asked} == {"archived"}
        assert [case.number for case in asked if case.closed_on > case.due_on] == []
        acts = Counter(CaseEvent.objects.filter(case__in=asked).values_list("action", flat=True))
        assert (
            acts["ask_correction"]
            == acts["extend"]
            == acts["consult"]
            == acts["assign"]
            == acts["search"]
            == 1
        )
        sent = Letter.objects.filter(case__in=asked, template__startswith="R", sent_on__isnull=False)
        assert {letter.manner for letter in sent} == {"post", "email", "counter"}
        assert sent.count() == 11

    def test_the_one_reconsideration_ended_with_another_result(self):
        assert value("remedies.review.other") == value("remedies.review.total") == 1
        review = Remedy.objects.get(accepted_on__year=2019)
        assert (review.result, review.decided_on, review.case.stage) == (
            "other",
            date(2019, 11, 22),
            "closed",
        )

    def test_what_the_public_said_comes_out_in_proportion(self):
        said = {
            "messages.received": 1, "hotline.received": 16, "hotline.closed": 15, "hotline.open": 1,
            "duty.reports": 1, "weather.broadcasts": 1, "opinion.negative": 1,
        }  # fmt: skip
        assert {figure: value(figure) for figure in said} == said

    def test_signed_returns_add_up_to_the_published_figures(self):
        assert {figure: float(value(figure)) for figure in RETURNED} == RETURNED
        assert not UnitReturn.objects.filter(signed_at=None).exists()

    def test_the_report_lies_open_for_the_disclosure_office(self):
        report = AnnualReport.objects.get(year=2019, unit__code="qzf")
        assert (report.unit.code, report.stage) == ("qzf", "drafting")
        assert "".join(report.sections.values())

    def test_open_work_stands_in_every_stage_and_nothing_lies_in_the_future(self):
        drafts = Publication.objects.exclude(published_at__isnull=False).exclude(created_on__year=2019)
        open_work = dict.fromkeys(("draft", "checking", "secrecy", "signing"), 4)
        assert Counter(drafts.values_list("stage", flat=True)) == open_work | {
            "asking": 1,
            "kept": 1,
            "merged": 1,
        }
        others = Case.objects.filter(arrived_at__year=2026).exclude(procedure="disclosure")
        assert Counter(others.values_list("procedure", "stage")) == {
            ("review", "answering"): 1,
            ("record_correction", "verifying"): 1,
            ("message", "closed"): 4,
            ("message", "handling"): 2,
            ("message", "received"): 2,
            ("message", "set_aside"): 1,
            ("message", "transferred"): 1,
            ("opinion", "archived"): 2,
            ("opinion", "found"): 1,
            ("opinion", "responding"): 2,
            ("hotline", "received"): 3,
            ("hotline", "dispatched"): 1,
            ("hotline", "handling"): 7,
            ("hotline", "checking"): 1,
            ("hotline", "calling_back"): 1,
            ("hotline", "petition"): 1,
            ("hotline", "closed"): 1,
            ("duty_event", "following"): 1,
        }
        assert Message.objects.public().filter(case__arrived_at__year=2026).count() == 3
        assert messages.received(date(2019, 1, 1), date(2019, 12, 31)).count() == round(96 * SHARE)
        assert LogEntry.objects.filter(state=LogEntry.State.RELEASED).count() == 8
        cases = Case.objects.filter(procedure="disclosure", arrived_at__year=2026)
        assert Counter(case.stage for case in cases) == {
            "unconfirmed": 2,
            "handling": 5,
            "approving": 1,
            "closed": 1,
        }
        assert cases.filter(stage="unconfirmed", first_opened_at=None).count() == 1
        due = [case.due_on for case in cases.filter(stage="handling")]
        assert TODAY in due and min(due) < TODAY
        assert timezone.localtime(max(cases.values_list("arrived_at", flat=True))).date() <= TODAY

    def test_forty_nine_units_have_five_people_each_and_the_printed_accounts_exist(self):
        assert Unit.objects.assessed().count() == 49
        for unit in Unit.objects.assessed():
            assert User.objects.filter(posts__unit=unit).distinct().count() >= 5
        for account in demo_accounts():
            assert User.objects.get(username=account.username).check_password(account.password)
