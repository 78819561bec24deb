"""Asking the index: words, phrases, numbers, filters with their counts, suggestions, corrections."""

import html
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import tantivy
from tantivy import Occur, Query

from gongkai.law.identifiers import DocumentNumber
from gongkai.search import index
from gongkai.search.index import FACETS, FILTERS, PUBLIC, SITE
from gongkai.search.words import BREAK, Cutter, said_otherwise, synonyms_of

TITLE_BOOST = 4.0
NUMBER_BOOST = 50.0
SYNONYM_WEIGHT = 0.6
SNIPPET_LENGTH = 110
SNIPPET_LEAD = 30
MAX_WORDS = 24
# What is suggested while somebody types must come within 20 ms: more words say little more.
SUGGESTED_BY = 16
MAX_FACET_VALUES = 60
FEW = 3
LONGEST_CORRECTED = 6
# 文号、索引号: the letters in them are no words to be put right.
_DOCUMENT_NUMBER = re.compile(r"[〔\[【(（]\s*\d{4}\s*[〕\]】)）]|\d{6}")
_PHRASE = re.compile('[\u201c"]([^\u201c\u201d"]+)[\u201d"]')


@dataclass(frozen=True)
class Hit:
    """One result; ``title`` and ``snippet`` are safe HTML with the words found in ``<mark>``."""

    url: str
    title: str
    snippet: str
    published_on: str
    unit_name: str
    column_name: str
    doc_number: str
    validity: str = ""


@dataclass(frozen=True)
class FacetValue:
    """A value by which results can be narrowed, and how many of them have it."""

    value: str
    n: int


@dataclass(frozen=True)
class Results:
    total: int
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    did_you_mean: str = ""
    has_all_words: bool = True


def query(
    text: str,
    *,
    since: date | None = None,
    until: date | None = None,
    which: str = SITE,
    audiences: Collection[str] = (PUBLIC,),
    by_date: bool = False,
    page: int = 1,
    per_page: int = 20,
    **chosen: str,
) -> Results:
    """Find documents with all words of ``text``; when none has all, those with most of them, then with any.

    ``chosen`` narrows by any of ``FILTERS``. Words in quotation marks must stand together. A whole 索引号 or 文号 comes
    first. An empty text finds everything that fits, newest first.
    """
    if index.is_missing(which):
        return Results(0)
    opened = index.opened(which)
    searcher, schema, cutter = opened.index.searcher(), opened.index.schema, opened.cutter
    phrases = _PHRASE.findall(text)
    wanted = cutter.asked_words(_PHRASE.sub(" ", text), MAX_WORDS)
    filters = _filters(schema, chosen, since, until, audiences)
    total, hits, matching = 0, [], Query.all_query()
    for least in _leasts(len(wanted)):
        matching = _matching(schema, cutter, text, wanted, phrases, least)
        asked = Query.boolean_query([(Occur.Must, matching), *filters.values()])
        counts = searcher.aggregate(
            asked, {**_counting(_free(chosen)), "n": {"value_count": {"field": "published"}}}
        )
        total = int(counts["n"]["value"])
        if total or not wanted:
            break
    if total:
        newest = by_date or not (wanted or phrases)
        found = searcher.search(
            asked,
            limit=per_page,
            count=False,
            offset=(max(1, page) - 1) * per_page,
            order_by_field="published" if newest else None,
        )
        marked = [*wanted, *phrases]
        hits = [_hit(searcher.doc(address), marked) for _, address in found.hits]
    facets = {name: _values(counts, name) for name in _free(chosen)}
    for name in FACETS:
        if chosen.get(name):
            others = [each for key, each in filters.items() if key != name]
            apart = searcher.aggregate(
                Query.boolean_query([(Occur.Must, matching), *others]), _counting([name])
            )
            facets[name] = _values(apart, name)
    has_all = least == len(wanted)
    meant = _did_you_mean(searcher, schema, cutter, text) if wanted and (total < FEW or not has_all) else ""
    return Results(total, hits, facets, meant, has_all)


def best(text: str, *, which: str, limit: int, units: Collection[str] = ()) -> list[str]:
    """Return the ids of the documents that fit ``text`` best, without counting anything: for suggestions as one types.

    ``units`` narrows to the codes of some.
    """
    if index.is_missing(which):
        return []
    opened = index.opened(which)
    searcher, schema, cutter = opened.index.searcher(), opened.index.schema, opened.cutter
    wanted = cutter.asked_words(text, SUGGESTED_BY)
    kept = []
    if units:
        those = Query.boolean_query(
            [(Occur.Should, Query.term_query(schema, "unit", each)) for each in units]
        )
        kept = [(Occur.Must, Query.const_score_query(those, 0.0))]
    for least in _leasts(len(wanted)):
        asked = Query.boolean_query([(Occur.Must, _matching(schema, cutter, text, wanted, [], least)), *kept])
        found = searcher.search(asked, limit=limit, count=False)
        if found.hits:
            return [str(searcher.doc(address)["id"][0]) for _, address in found.hits]
    return []


def everything(which: str = SITE) -> Iterator[tuple[str, str]]:
    """Yield address and title of every document of an index, to compare it with what should be in it."""
    if index.is_missing(which):
        return
    searcher = index.opened(which).index.searcher()
    if searcher.num_docs:
        for _, address in searcher.search(Query.all_query(), limit=searcher.num_docs, count=False).hits:
            shown = _shown(searcher.doc(address))
            yield shown["url"], shown["title"]


def _free(chosen: dict[str, str]) -> list[str]:
    return [name for name in FACETS if not chosen.get(name)]


def _counting(names: Sequence[str]) -> dict[str, object]:
    return {name: {"terms": {"field": name, "size": MAX_FACET_VALUES}} for name in names}


def _values(counts: dict[str, dict[str, list[dict[str, object]]]], name: str) -> list[FacetValue]:
    return [
        FacetValue(str(bucket["key"]), int(str(bucket["doc_count"])))
        for bucket in counts[name]["buckets"]
        if bucket["key"] != "-"
    ]


def _filters(
    schema: tantivy.Schema,
    chosen: dict[str, str],
    since: date | None,
    until: date | None,
    audiences: Collection[str],
) -> dict[str, tuple[Occur, Query]]:
    strange = set(chosen) - set(FILTERS)
    if strange:
        raise TypeError(f"There is no filter {', '.join(sorted(strange))}.")
    found = {
        name: (Occur.Must, Query.term_query(schema, name, value)) for name, value in chosen.items() if value
    }
    readers = [(Occur.Should, Query.term_query(schema, "audience", each)) for each in audiences]
    found["audience"] = (Occur.Must, Query.const_score_query(Query.boolean_query(readers), 0.0))
    if since or until:
        first, last = (since or date.min).toordinal(), (until or date.max).toordinal()
        found["days"] = (
            Occur.Must,
            Query.range_query(schema, "published", tantivy.FieldType.Integer, first, last),
        )
    return found


def _leasts(words: int) -> list[int]:
    """Return how many of the words a document must have: all, two thirds of them, one."""
    return list(dict.fromkeys((words, -(-2 * words // 3), min(1, words))))


def _matching(
    schema: tantivy.Schema, cutter: Cutter, text: str, wanted: list[str], phrases: list[str], least: int
) -> Query:
    if not wanted and not phrases:
        return Query.empty_query() if text.strip() else Query.all_query()
    has = [_word(schema, cutter, word) for word in wanted]
    if least == len(has):
        parts = [(Occur.Must, _all_or_otherwise(schema, cutter, text, has))] if has else []
    else:
        parts = [(Occur.Must, Query.boolean_query([(Occur.Should, each) for each in has], least))]
    parts += [(Occur.Must, _phrase(schema, cutter, phrase)) for phrase in phrases]
    # A word of the title weighs more than one of the text; it is not needed to match.
    parts += [
        (Occur.Should, Query.boost_query(Query.term_query(schema, "title", word), TITLE_BOOST))
        for word in wanted
    ]
    matching = Query.boolean_query(parts)
    numbers = _numbers(schema, text)
    return Query.boolean_query([(Occur.Should, matching), *numbers]) if numbers else matching


def _all_or_otherwise(schema: tantivy.Schema, cutter: Cutter, text: str, has: list[Query]) -> Query:
    """Return the query for all words, or for all of them with a term of several words said otherwise."""
    every = Query.boolean_query([(Occur.Must, each) for each in has])
    others = []
    for other in said_otherwise(_PHRASE.sub(" ", text)):
        asked = cutter.asked_words(other, MAX_WORDS)
        same = Query.boolean_query([(Occur.Must, Query.term_query(schema, "text", word)) for word in asked])
        others.append((Occur.Should, Query.boost_query(same, SYNONYM_WEIGHT)))
    return Query.boolean_query([(Occur.Should, every), *others]) if others else every


def _word(schema: tantivy.Schema, cutter: Cutter, word: str) -> Query:
    plain = Query.term_query(schema, "text", word)
    others = [
        (Occur.Should, Query.boost_query(_phrase(schema, cutter, other), SYNONYM_WEIGHT))
        for other in synonyms_of(word)
    ]
    return Query.boolean_query([(Occur.Should, plain), *others]) if others else plain


def _phrase(schema: tantivy.Schema, cutter: Cutter, phrase: str) -> Query:
    cut: list[str | tuple[int, str]] = [*cutter.running_words(phrase)[0]]
    if not cut:
        return Query.all_query()
    if len(cut) == 1:
        return Query.term_query(schema, "text", cut[0])
    return Query.phrase_query(schema, "text", cut)


def _numbers(schema: tantivy.Schema, text: str) -> list[tuple[Occur, Query]]:
    """Return queries for the text as a whole 索引号 or 文号."""
    given = text.strip().lower()
    exact = []
    if any(letter.isdigit() for letter in given):
        exact = [("index_no", given), ("doc_number", given)]
        try:
            exact.append(("doc_number", str(DocumentNumber.parse(text)).lower()))
        except ValueError:
            pass
    return [
        (Occur.Should, Query.boost_query(Query.term_query(schema, name, value), NUMBER_BOOST))
        for name, value in dict.fromkeys(exact)
    ]


def suggest(prefix: str, limit: int = 8) -> list[str]:
    """Return words that begin with what is being typed, the most frequent first, and titles that hold it."""
    prefix = prefix.strip()
    if not prefix or index.is_missing():
        return []
    opened = index.opened()
    searcher, schema, cutter = opened.index.searcher(), opened.index.schema, opened.cutter
    last = cutter.words(prefix)[-1:] or [prefix.lower()]
    lead = prefix[: len(prefix) - len(last[0])]
    near = searcher.terms_with_prefix("title", last[0], limit=200)
    frequent = sorted(near, key=lambda pair: -pair[1])
    found = [lead + word for word, _ in frequent if len(word) > len(last[0])][: limit // 2]
    parts = [
        (Occur.Must, Query.term_query(schema, "title", word))
        for word in cutter.asked_words(prefix, MAX_WORDS)
    ]
    public = (Occur.Must, Query.const_score_query(Query.term_query(schema, "audience", PUBLIC), 0.0))
    near_titles = searcher.search(Query.boolean_query([*parts, public]), limit=limit, count=False)
    titles = [_shown(searcher.doc(address))["title"] for _, address in near_titles.hits] if parts else []
    return list(dict.fromkeys([*found, *titles]))[:limit]


def _did_you_mean(searcher: tantivy.Searcher, schema: tantivy.Schema, cutter: Cutter, text: str) -> str:
    """Return ``text`` with words nobody uses put right: same length, one character other, frequent in titles."""
    if _DOCUMENT_NUMBER.search(text):
        return ""
    cut, fixed, changed = [word for word in cutter.running_words(text)[0] if word != BREAK], [], False
    at = 0
    while at < len(cut):
        end = at
        while end < len(cut) and len(cut[end]) == 1:
            end += 1
        # A slip falls apart into single characters: take them together.
        run = "".join(cut[at : max(end, at + 1)])
        right = _nearest(searcher, schema, cutter, run) if _is_unknown(searcher, run) else ""
        changed = changed or bool(right)
        fixed.append(right or run)
        at = max(end, at + 1)
    return "".join(fixed) if changed else ""


def _is_unknown(searcher: tantivy.Searcher, word: str) -> bool:
    return 1 < len(word) <= LONGEST_CORRECTED and searcher.doc_freq("text", word) == 0


def _nearest(searcher: tantivy.Searcher, schema: tantivy.Schema, cutter: Cutter, word: str) -> str:
    found = searcher.search(
        Query.fuzzy_term_query(schema, "title", word, 1, transposition_cost_one=True), limit=50, count=False
    )
    counted: dict[str, int] = {}
    for _, address in found.hits:
        for other in set(cutter.words(_shown(searcher.doc(address))["title"])):
            if len(other) == len(word) and _is_one_slip(other, word):
                counted[other] = searcher.doc_freq("title", other)
    return max(counted, key=lambda other: counted[other], default="")


def _differ(a: str, b: str) -> int:
    return sum(x != y for x, y in zip(a, b, strict=True))


def _is_one_slip(a: str, b: str) -> bool:
    """Tell whether one character is another, or two neighbours have changed places."""
    return _differ(a, b) == 1 or (_differ(a, b) == 2 and sorted(a) == sorted(b))


def _shown(document: tantivy.Document) -> dict[str, str]:
    shown: dict[str, str] = json.loads(bytes(document.get_first("shown")))  # type: ignore[arg-type]
    return shown


def _hit(document: tantivy.Document, wanted: list[str]) -> Hit:
    shown = _shown(document)
    return Hit(
        url=shown["url"],
        title=highlight(shown["title"], wanted),
        snippet=highlight(_excerpt(shown["body"], wanted), wanted),
        published_on=shown["day"],
        unit_name=shown["unit_name"],
        column_name=shown["column_name"],
        doc_number=shown["doc_number"],
        validity=shown["validity"],
    )


def _excerpt(text: str, wanted: list[str]) -> str:
    lowered = text.lower()
    places = [place for word in sorted(wanted, key=len, reverse=True) if (place := lowered.find(word)) >= 0]
    start = max(0, (places[0] if places else 0) - SNIPPET_LEAD)
    cut = text[start : start + SNIPPET_LENGTH]
    return ("…" if start else "") + cut + ("…" if start + SNIPPET_LENGTH < len(text) else "")


def highlight(text: str, wanted: list[str]) -> str:
    """Return ``text`` as safe HTML with the wanted words marked."""
    longest_first = sorted(wanted, key=len, reverse=True)
    if not longest_first:
        return html.escape(text)
    pattern = re.compile("|".join(re.escape(word) for word in longest_first), re.IGNORECASE)
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts += [html.escape(text[end : match.start()]), f"<mark>{html.escape(match[0])}</mark>"]
        end = match.end()
    return "".join([*parts, html.escape(text[end:])])
