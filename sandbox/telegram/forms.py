"""Reads a call however it was sent: query, form, JSON or multipart, as the Bot API does."""

import json
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request

from sandbox.telegram.refusals import bad


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """One call's parameters. Every reader refuses as the server would."""

    values: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return name in self.values or name in self.uploads

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            raise bad(f"{name} must be a number") from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def structure(self, name: str) -> Any:
        """A list or object, which arrives as JSON text unless the whole body was JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad(f"can't parse {name} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.uploads.get(value.removeprefix("attach://"))
        return self.uploads.get(name)


async def read(request: Request) -> Form:
    values: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        values |= await _json(request)
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return await _form(request, values)
    return Form(values)


async def _json(request: Request) -> dict[str, Any]:
    body = await request.body()
    try:
        sent = json.loads(body) if body else {}
    except ValueError:
        raise bad("can't parse the request's JSON") from None
    if not isinstance(sent, dict):
        raise bad("the request must be a JSON object")
    return {name: value for name, value in sent.items() if value is not None}


async def _form(request: Request, values: dict[str, Any]) -> Form:
    uploads = {}
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                uploads[name] = Upload(value.filename or name, mime, await value.read())
            else:
                values[name] = value
    return Form(values, uploads)
