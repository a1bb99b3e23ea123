"""What every test folder shares: only what is true of any test here, no product fixtures."""

import gc
import os
import shutil
from collections.abc import Generator, Iterable
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests import opening
from tests.examples import QUICK, USUAL
from tests.leaving import Door, Word, judge, shown_by, swallowing
from tests.logbook import Logbook
from tests.places import in_memory

# A slow, shared machine must not make a property fail; what it checks is not speed.
settings.register_profile("house", deadline=None, max_examples=USUAL)
settings.register_profile("quick", deadline=None, max_examples=QUICK)
# Of a changed program it is enough that something fails; making it small takes minutes.
settings.register_profile(
    "unshrunk", deadline=None, max_examples=QUICK, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("house")


def _absent(item: pytest.Item) -> str:
    """The tool this test's mark asks for and this machine lacks; empty if none."""
    if item.get_closest_marker("node") and not shutil.which("node"):
        return "Node.js is not installed"
    if item.get_closest_marker("browser") and not (
        shutil.which("chromium") or shutil.which("chromium-browser")
    ):
        return "Chromium is not installed"
    if item.get_closest_marker("postgres") and not (
        shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    ):
        return "PostgreSQL is not installed"
    if item.get_closest_marker("alertmanager") and not (
        shutil.which("prometheus-alertmanager") or shutil.which("alertmanager")
    ):
        return "Prometheus Alertmanager is not installed"
    if item.get_closest_marker("nginx") and not (
        shutil.which("nginx") or Path("/usr/sbin/nginx").exists()
    ):
        return "nginx is not installed"
    return ""


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    for item in items:
        if reason := _absent(item):
            item.add_marker(pytest.mark.skip(reason=reason))


LOGBOOK = pytest.StashKey[Logbook]()
DOOR = pytest.StashKey[Door]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--swallow",
        action="store_true",
        help="run each marked test once without each message it shows: it has to fail",
    )


def pytest_configure(config: pytest.Config) -> None:
    gc.disable()  # what is collected now stays to the end
    config.stash[LOGBOOK] = Logbook()
    config.stash[LOGBOOK].listen()
    config.stash[DOOR] = Door()
    config.stash[DOOR].stand()
    opening.listen()
    if place := in_memory():
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(place)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Thousands of tests and all they import are no garbage, and not looked through again."""
    gc.freeze()
    gc.enable()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.config.getoption("--swallow"):
        swallowing(metafunc)


@pytest.fixture
def _swallowed(request: pytest.FixtureRequest) -> Word:
    word: Word = request.param
    return word


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    spec = getattr(item, "callspec", None)
    item.config.stash[DOOR].opens(spec.params.get("_swallowed") if spec else None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The last report of a test knows all that was said on stderr."""
    report = yield
    if call.when == "call" and shown_by(item):
        judge(item.config.stash[DOOR], item, report)
    if call.when == "teardown":
        said = "".join(text for name, text in report.sections if "stderr" in name)
        item.config.stash[LOGBOOK].judge(report, said)
    return report
