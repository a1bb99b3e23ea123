"""Judges we did not write: schemas from `@grammyjs/types`, method models from aiogram."""

import functools
import inspect
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
from pydantic import BaseModel, ValidationError

import sandbox.telegram
from sandbox.telegram.server import Call

SCHEMA = Path(sandbox.telegram.__file__).parent / "schemas" / "bot_api.json"

if (
    TYPE_CHECKING
):  # fifteen seconds to import: whoever judges pays, and nobody who only collects
    from aiogram.methods import TelegramMethod


@functools.cache
def _methods() -> "Mapping[str, type[TelegramMethod[Any]]]":
    import aiogram.methods
    from aiogram.methods import TelegramMethod

    return {
        one.__api_method__.lower(): one
        for _, one in inspect.getmembers(aiogram.methods, inspect.isclass)
        if issubclass(one, TelegramMethod) and one is not TelegramMethod
    }


def faults_of(name: str, emitted: Any) -> list[str]:
    """What is wrong with something the stand-in gave out; `name` is "update" or a method."""
    return [
        f"{name} {'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in _judge(name).iter_errors(emitted)
    ]


def known_methods() -> set[str]:
    return set(_schema()["definitions"]["Api"]["properties"]) - {"update"}


@functools.cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text())
    return schema


@functools.cache
def _judge(name: str) -> jsonschema.Draft7Validator:
    definitions = _schema()["definitions"]
    place = f"#/definitions/Api/properties/{name}"
    return jsonschema.Draft7Validator({"$ref": place, "definitions": definitions})


def mistakes_in(call: Call) -> list[str]:
    """What is wrong with a call of the bot: unknown method or field, missing or odd value."""
    from aiogram.types import BufferedInputFile

    model = _methods().get(call.method)
    if model is None:
        return [f"{call.method}: no such method"]
    values = {name: _decoded(value) for name, value in call.form.values.items()}
    files = {n: BufferedInputFile(u.data, u.name) for n, u in call.form.uploads.items()}
    try:
        read = model.model_validate({**values, **files})
    except ValidationError as error:
        return [f"{call.method} {e['loc']}: {e['msg']}" for e in error.errors()]
    return [f"{call.method}: {name} is unknown" for name in _unknown(read)]


def _decoded(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(("[", "{")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _unknown(model: BaseModel) -> Iterator[str]:
    yield from model.model_extra or ()
    for _, value in model:
        for one in _flat(value):
            if isinstance(one, BaseModel):
                yield from _unknown(one)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one)
    else:
        yield value
