"""A file on a page: shown where it can run nothing and fills no phone, else offered for saving."""

from urllib.parse import quote

from starlette.responses import Response

from bot.conversation import pictures
from bot.web.desk import Paper
from bot.web.rendering import HEADERS, PICTURES

PDF = "application/pdf"


def paper(which: Paper, data: bytes) -> Response:
    shown = which.mime in (*PICTURES, PDF) and not pictures.too_large(data)
    how = "inline" if shown else "attachment"
    headers = {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(which.name, safe='')}"}
    mime = which.mime if shown else "application/octet-stream"
    return Response(data, media_type=mime, headers=HEADERS | headers)
