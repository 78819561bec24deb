"""What an index keeps of a model: a column for each search field, named and typed when the index is made.

A column is named after the path of its field and the kind of its values (``authors__name__words``,
``published_at__moment``), so that every change of the fields is a change of the schema, which Tantivy itself notices.
Fields of the same name in two children of a model share a column.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import tantivy
from django.conf import settings
from django.db import models
from django.db.models.fields.related import RelatedField
from django.utils import timezone
from modelsearch.backends.base import get_model_root
from modelsearch.index import (
    AutocompleteField,
    BaseField,
    FilterField,
    Indexed,
    RelatedFields,
    SearchField,
    get_indexed_models,
)
from tantivy import FieldType

# Cuts a text into words, each with its place.
Words = Callable[[str], list[tuple[str, int]]]
ID = "_id"
MODEL = "_model"
WORDS = "words"
PREFIXES = "prefixes"
# What is typed beyond this does not make a beginning of a word more telling.
LONGEST_PREFIX = 20
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Kind:
    """How the values of a filter field are kept and read back; what has an order keeps it."""

    name: str
    type: FieldType
    to_column: Callable[[Any], Any]
    from_column: Callable[[Any], Any]


def _moment(value: dt.date) -> int:
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    aware = timezone.make_aware(value) if timezone.is_naive(value) else value
    return (aware - _EPOCH) // _MICROSECOND


def _from_moment(microseconds: int) -> dt.datetime:
    value = _EPOCH + microseconds * _MICROSECOND
    return value if settings.USE_TZ else timezone.make_naive(value)


def _time(value: dt.time) -> int:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return seconds * 1_000_000 + value.microsecond


def _from_time(microseconds: int) -> dt.time:
    return (_EPOCH + microseconds * _MICROSECOND).time()


INTEGER = Kind("integer", FieldType.Integer, int, int)
FLAG = Kind("flag", FieldType.Integer, int, bool)
NUMBER = Kind("number", FieldType.Float, float, float)
DAY = Kind("day", FieldType.Integer, lambda day: day.toordinal(), dt.date.fromordinal)
MOMENT = Kind("moment", FieldType.Integer, _moment, _from_moment)
TIME = Kind("time", FieldType.Integer, _time, _from_time)
DURATION = Kind("duration", FieldType.Integer, lambda long: long // _MICROSECOND, lambda n: n * _MICROSECOND)
TEXT = Kind("text", FieldType.Text, str, str)

_KINDS = {
    "BooleanField": FLAG,
    "DecimalField": NUMBER,
    "FloatField": NUMBER,
    "DateField": DAY,
    "DateTimeField": MOMENT,
    "TimeField": TIME,
    "DurationField": DURATION,
}


def _kind_of_type(name: str) -> Kind:
    whole = name.endswith(("AutoField", "IntegerField"))
    return INTEGER if whole else _KINDS.get(name, TEXT)


def kind_of(field: FilterField, model: type[models.Model]) -> Kind:
    """Return how the values of a filter field are kept; a foreign key is kept as the key it holds."""
    return _kind_of_type(field.get_type(model))


def key_column(model: type[models.Model]) -> tuple[str, Kind]:
    """Return the column of the primary key, for ordering and filtering by it, and its kind."""
    key = get_model_root(model)._meta.pk
    while isinstance(key, RelatedField):
        key = key.target_field
    kind = _kind_of_type(key.get_internal_type())
    return f"_key__{kind.name}", kind


def column(path: Sequence[str], field: BaseField, model: type[models.Model]) -> str:
    """Return the name of the column of a search field of ``model``, reached from the searched model over ``path``."""
    if isinstance(field, SearchField):
        return "__".join((*path, field.field_name, WORDS))
    if isinstance(field, AutocompleteField):
        return "__".join((*path, field.field_name, PREFIXES))
    return "__".join((*path, field.get_attname(model), kind_of(field, model).name))


def columns(
    fields: Sequence[BaseField | RelatedFields], model: type[models.Model], path: tuple[str, ...] = ()
) -> Iterator[tuple[str, BaseField, Kind | None]]:
    """Yield column, field and kind (for a filter) of search fields and, through ``RelatedFields``, of related ones."""
    for field in fields:
        if isinstance(field, RelatedFields):
            related = field.get_field(model).related_model
            yield from columns(field.fields, related, (*path, field.field_name))
        else:
            kind = kind_of(field, model) if isinstance(field, FilterField) else None
            yield column(path, field, model), field, kind


def family(model: type[models.Model]) -> list[type[models.Model]]:
    """Return the model and its indexed children: what a search of it finds."""
    return [model, *(each for each in get_indexed_models() if issubclass(each, model) and each is not model)]


def _fields(model: Any) -> list[BaseField | RelatedFields]:
    fields: list[BaseField | RelatedFields] = model.get_search_fields()
    return fields


@cache
def schema(root: type[models.Model]) -> tantivy.Schema:
    """Return the schema of the index of a root model and all its children."""
    found: dict[str, Kind | None] = dict([key_column(root)])
    for model in family(root):
        if issubclass(model, Indexed):
            found.update({name: kind for name, _, kind in columns(_fields(model), model)})
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(MODEL, tokenizer_name="raw", index_option="basic")
    for name in sorted(found):
        _add(builder, name, found[name])
    return builder.build()


def _add(builder: tantivy.SchemaBuilder, name: str, kind: Kind | None) -> None:
    if kind is None:
        needs = "position" if name.endswith(WORDS) else "freq"
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=needs)
    elif kind.type is FieldType.Text:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    elif kind.type is FieldType.Float:
        builder.add_float_field(name, indexed=True, fast=True)
    else:
        builder.add_integer_field(name, indexed=True, fast=True)


def labels(model: type[models.Model]) -> list[str]:
    """Return the names of a model and of the indexed models it descends from."""
    return [
        each._meta.label
        for each in model.__mro__
        if issubclass(each, Indexed) and issubclass(each, models.Model) and not each._meta.abstract
    ]


def document(instance: models.Model, words: Words) -> tantivy.Document:
    """Return what the index keeps of an instance."""
    kept = tantivy.Document()
    kept.add_text(ID, str(instance.pk))
    for label in labels(type(instance)):
        kept.add_text(MODEL, label)
    own_key, key_kind = key_column(type(instance))
    _keep(kept, own_key, key_kind.to_column(instance.pk))
    _keep_fields(kept, instance, _fields(type(instance)), words)
    return kept


def _keep_fields(
    kept: tantivy.Document,
    instance: models.Model,
    fields: Sequence[BaseField | RelatedFields],
    words: Words,
    path: tuple[str, ...] = (),
) -> None:
    for field in fields:
        value = field.get_value(instance)
        if isinstance(field, RelatedFields):
            for related in _items(value):
                _keep_fields(kept, related, field.fields, words, (*path, field.field_name))
            continue
        name = column(path, field, type(instance))
        if isinstance(field, FilterField):
            kind = kind_of(field, type(instance))
            for each in _items(value):
                _keep(kept, name, kind.to_column(each.pk if isinstance(each, models.Model) else each))
        elif isinstance(field, AutocompleteField):
            kept.add_text(name, " ".join(_prefixes(words(_text(value)))))
        else:
            kept.add_pre_tokenized_text(name, _placed(words(_text(value))))


def _keep(kept: tantivy.Document, name: str, value: str | float) -> None:
    if isinstance(value, str):
        kept.add_text(name, value)
    elif isinstance(value, float):
        kept.add_float(name, value)
    else:
        kept.add_integer(name, value)


def _items(value: Any) -> list[Any]:
    """Return one value or many as a list; ``None`` is no value."""
    if isinstance(value, models.Manager | models.QuerySet):
        return list(value.all())
    many = value if isinstance(value, list | tuple | set) else [value]
    return [each for each in many if each is not None]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = list(value.values())
    many = isinstance(value, list | tuple | set | models.Manager | models.QuerySet)
    return " ".join(_text(each) for each in _items(value)) if many else str("" if value is None else value)


def _placed(words: list[tuple[str, int]]) -> tantivy.PreTokenizedString:
    return tantivy.PreTokenizedString("", [tantivy.Token(word, place, 0) for word, place in words])


def _prefixes(words: list[tuple[str, int]]) -> list[str]:
    lengths = ((word, min(len(word), LONGEST_PREFIX)) for word, _ in words)
    return list(dict.fromkeys(word[:n] for word, longest in lengths for n in range(1, longest + 1)))
