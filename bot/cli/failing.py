"""Which errors are expected on a command line, and the lines and exit code each deserves.

Anything else is a bug and keeps its traceback.
"""

from bot.approvals.mistakes import PackMistakes
from bot.approvals.refusals import Refusal
from bot.cli.speaking import NO, VOICE, WRONG, say
from bot.config_file import ConfigMistakes


def expected(error: Exception) -> tuple[list[str], int]:
    match error:
        case ConfigMistakes():
            return [f"{m.source}: {m.key}: {VOICE(m.saying)}" for m in error.mistakes], WRONG
        case PackMistakes():
            return [f"{m.place}: {VOICE(m.sentence)}" for m in error.mistakes], WRONG
        case Refusal():
            return [VOICE(error.saying)], NO
        case OSError():
            name = str(error.filename or "")
            return [
                say("cli.no_file_access", path=name, why=error.strerror or str(error))
            ], WRONG
    if type(error).__module__ == "storage.upgrading":
        return [say(f"cli.database_{type(error).__name__.lower()}", revision=str(error))], NO
    if type(error).__module__ == "storage.vault":
        return _of_the_vault(error)
    if type(error).__module__.startswith(("sqlalchemy.exc", "sqlite3")):
        return _of_the_database(error)
    return [], WRONG


def _of_the_vault(error: Exception) -> tuple[list[str], int]:
    match type(error).__name__:
        case "KeyMissing":
            return [say("cli.key_missing", key=str(error))], WRONG
        case "Unopened":
            return [say("cli.unopened", place=str(error))], NO
    return [], WRONG


def _of_the_database(error: Exception) -> tuple[list[str], int]:
    # The driver's words may hold statements and values; its kind of error does not.
    kinds = {"OperationalError", "ProgrammingError", "InterfaceError", "ArgumentError"}
    kinds |= {"NoSuchModuleError", "DatabaseError"}
    if type(error).__name__ not in kinds:
        return [], WRONG
    cause = type(getattr(error, "orig", None) or error).__name__
    return [say("cli.database", why=cause)], WRONG
