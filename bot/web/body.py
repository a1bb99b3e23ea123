"""Reading a request's body up to a limit, whatever its length header claims."""

from starlette.requests import Request


class TooLarge(Exception):
    """The body is over the limit; the rest of it is left unread."""


async def body_of(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge
    return bytes(body)
