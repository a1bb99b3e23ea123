"""The phones page: several people's phones side by side, in one browser window."""

from sandbox.phones.page import phones_app, serve_phones
from sandbox.phones.theatre import Theatre, theatre

__all__ = ["Theatre", "phones_app", "serve_phones", "theatre"]
