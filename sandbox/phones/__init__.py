"""The phones page: several people's phones side by side, in one browser window."""

from sandbox.phones.page import Demo, Sheet, phones_app, serve_phones

__all__ = ["Demo", "Sheet", "phones_app", "serve_phones"]
