"""Surveys (问卷调查): questions with choices or a free text, read from what an officer types, counted when answered."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from gongkai.law.refusal import Refusal

KINDS = {"单选": "single", "多选": "multiple", "文字": "text"}
LABELS = {kind: label for label, kind in KINDS.items()}
MOST_QUESTIONS, MOST_CHOICES, LONGEST_TEXT = 50, 50, 1000
_QUESTION = re.compile(rf"(.+?)[（(]({'|'.join(KINDS)})[）)]")


class Question(TypedDict):
    """A question, its kind, and its choices."""

    text: str
    kind: str
    choices: list[str]


def read(typed: str) -> list[Question]:
    """Read questions from lines: a question ends in （单选）, （多选） or （文字）, its choices follow, each after a dash.

    Raises:
        Refusal: a line that is neither, or a question with fewer than two choices.
    """
    found: list[Question] = []
    for line in filter(None, map(str.strip, typed.splitlines())):
        question = _QUESTION.fullmatch(line)
        if question:
            found.append({"text": question[1].strip(), "kind": KINDS[question[2]], "choices": []})
        elif line[0] in "-－—" and found and found[-1]["kind"] != "text":
            found[-1]["choices"].append(line.lstrip("-－— ").strip())
        else:
            raise _fault(f"“{line[:30]}”既不是问题，也不是选项。")
    for each in found:
        if (
            each["kind"] != "text"
            and not 2 <= len(set(each["choices"])) == len(each["choices"]) <= MOST_CHOICES
        ):
            raise _fault(f"“{each['text'][:30]}”应有2至{MOST_CHOICES}个不同的选项。")
    if len(found) > MOST_QUESTIONS:
        raise _fault(f"问题超过{MOST_QUESTIONS}个。")
    return found


def _fault(sentence: str) -> Refusal:
    return Refusal(
        sentence,
        article="",
        advice="每个问题一行，以（单选）、（多选）或者（文字）结尾；选项各占一行，以“-”开头。",
    )


def write(questions: Iterable[Question]) -> str:
    """Return questions as they were typed."""
    return "\n\n".join(
        "\n".join(
            [f"{each['text']}（{LABELS[each['kind']]}）", *(f"- {choice}" for choice in each["choices"])]
        )
        for each in questions
    )


def given(questions: Sequence[Question], sent: Mapping[str, list[str]]) -> list[list[str]]:
    """Return what was answered to each question, from fields ``q1``, ``q2`` …

    Raises:
        Refusal: an answer that is no choice, two where one is asked, a text too long, or nothing at all.
    """
    answers = []
    for number, question in enumerate(questions, start=1):
        chosen = [each.strip() for each in sent.get(f"q{number}", []) if each.strip()]
        if question["kind"] == "text":
            if any(len(each) > LONGEST_TEXT for each in chosen):
                raise Refusal(f"第{number}题超过{LONGEST_TEXT}字。", article="", advice="请缩短后再提交。")
        elif set(chosen) - set(question["choices"]) or (question["kind"] == "single" and len(chosen) > 1):
            raise Refusal(f"第{number}题的回答不在选项里。", article="", advice="请重新选择。")
        answers.append(list(dict.fromkeys(chosen)))
    if not any(answers):
        raise Refusal("没有回答任何问题。", article="", advice="请至少回答一个问题。")
    return answers


@dataclass(frozen=True)
class Tally:
    """A question and how it was answered: each choice with its number and share, or how many texts came."""

    text: str
    kind: str
    answered: int
    choices: tuple[tuple[str, int, str], ...]


def tallied(questions: Sequence[Question], answers: Iterable[Sequence[Sequence[str]]]) -> list[Tally]:
    """Count the answers to each question; shares are of those who answered it."""
    rows = list(answers)
    found = []
    for at, question in enumerate(questions):
        own = [row[at] for row in rows if at < len(row) and row[at]]
        counted: Counter[Any] = Counter(choice for row in own for choice in row)
        choices = tuple(
            (choice, counted[choice], f"{counted[choice] / len(own):.1%}" if own else "0%")
            for choice in question["choices"]
        )
        found.append(Tally(question["text"], question["kind"], len(own), choices))
    return found
