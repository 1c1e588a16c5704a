"""Every test of the project, or of some parts of it.

  ./bin/test                        everything
  ./bin/test b2b_quotes             one add-on: its linters and its tests, in a database
                                    with nothing but this add-on and its dependencies
  ./bin/test b2b_quotes:TestCart    one class; also b2b_quotes:TestCart.test_total
  ./bin/test tests                  what pytest runs; also a file or a node id of it
  ./bin/test lint                   the linters

It fails on any failed test, on an add-on without tests, on any WARNING or ERROR in
Odoo's log that is not in tools/testing/log_allowlist.txt, on a term without a Russian
translation (python3 -m tools.i18n lists them), and on any finding of a linter. The
whole run also installs each add-on without the others and removes it.
Complete logs: .local/logs/test.
"""

import argparse
import os
import time

from .. import paths, setup, templates
from ..shell import Stop, main, say, step
from . import lint, odoo_jobs, pytest_jobs
from .jobs import Runner


def _options():
    parser = argparse.ArgumentParser(
        prog="./bin/test",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="see above")
    parser.add_argument(
        "--fast",
        action="store_true",
        help="leave out what needs a browser, loads the machine, or checks removal",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=min(4, os.cpu_count() or 2),
        metavar="N",
        help="how many jobs run side by side (%(default)s)",
    )
    return parser.parse_args()


def _plan(options):
    """Sort the wanted parts: add-ons with their filter, pytest targets, linters."""
    addons, targets, lint_all = {}, [], not options.parts
    if not options.parts:
        addons = dict.fromkeys(paths.our_addons(), "")
        targets = ["tests"] if (paths.ROOT / "tests").is_dir() else []
    for part in options.parts:
        name, colon, rest = part.removeprefix("addons/").rstrip("/").partition(":")
        if name in paths.our_addons():
            addons[name] = colon + rest
        elif part == "lint":
            lint_all = True
        elif (paths.ROOT / part.partition("::")[0]).exists():
            targets.append(part)
        else:
            known = ", ".join([*paths.our_addons(), "tests", "lint"])
            raise Stop(f"there is no part {part!r}; there are: {known}")
    return addons, targets, lint_all


def _jobs(options):
    addons, targets, lint_all = _plan(options)
    complete = not options.parts
    jobs = []
    if lint_all or (addons and not any(addons.values())):
        jobs += lint.jobs(None if lint_all else list(addons))
    if targets:
        jobs += pytest_jobs.jobs(tuple(targets), options.fast)
    if addons:
        log_path = paths.LOGS / "test" / "template.log"
        log_path.unlink(missing_ok=True)
        try:
            with step("Template database"):
                template = templates.with_addons(list(addons), log_path)
        except Stop as error:
            # The other parts can still tell something.
            jobs.append(odoo_jobs.failed_job("installing together", str(error)))
            return jobs
        jobs.append(odoo_jobs.template_job(template, log_path))
        if not any(addons.values()):
            jobs.append(lint.translation_job(addons))
    for addon, only in addons.items():
        jobs += odoo_jobs.test_jobs(template, addon, only, options.fast)
        if complete and not options.fast:
            jobs.append(odoo_jobs.install_job(addon))
    return jobs


def _main():
    options = _options()
    start = time.monotonic()
    setup.ensure_setup(browser=not options.fast)
    jobs = _jobs(options)
    runner = Runner(options.workers)
    runner.run(jobs)
    passed = sum(outcome.passed for outcome in runner.outcomes)
    failed = sum(outcome.failed for outcome in runner.outcomes)
    if not passed and not failed:
        say("Nothing was tested.")
        failed = 1
    say(f"Took {time.monotonic() - start:.0f} s; logs: {paths.LOGS / 'test'}")
    say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    main(_main)
