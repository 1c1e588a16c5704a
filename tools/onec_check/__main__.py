"""Соблюдает ли веб-сервис B2BPortal контракт портала.

  ./bin/onec-check http://сервер/база/ws/B2BPortal.1cws --login ПОЛЬЗОВАТЕЛЬ
      только читает: годится для рабочей базы
  ./bin/onec-check … --write
      ещё и создаёт партнёра, заказ, счёт, претензию, сверку: для тестовой базы

Пароль: --password, переменная ONEC_PASSWORD или вопрос. Операции, которых нет в
ответе Version, не проверяются. Код возврата 1, если что-нибудь не прошло.
"""

import argparse
import getpass
import os
import sys

from tools import setup
from tools.shell import main, say


def _parser():
    parser = argparse.ArgumentParser(
        prog="./bin/onec-check",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("url", help="адрес сервиса")
    parser.add_argument("--login", default="", help="пользователь 1С")
    parser.add_argument("--password", help="его пароль")
    parser.add_argument("--write", action="store_true", help="проверить и изменения")
    parser.add_argument("--product", help="GUID номенклатуры для проверочного заказа")
    parser.add_argument("--warehouse", help="GUID склада для него")
    parser.add_argument("--organisation", help="GUID организации для него")
    parser.add_argument("--timeout", type=float, default=120, help="секунд на вызов")
    return parser


def _main():
    options = _parser().parse_args()
    setup.in_venv()
    # Only the venv has what these need.
    from . import changing, papers, reading  # noqa: F401  (they register their checks)
    from .suite import Run
    from .wire import Base, Broken

    password = options.password or os.environ.get("ONEC_PASSWORD")
    if password is None:
        password = getpass.getpass("Пароль: ") if sys.stdin.isatty() else ""
    base = Base(options.url, options.login, password, options.timeout)
    run = Run(base, options)
    try:
        passed = run.go(_tell)
    except Broken as error:
        say(f"✗ {error}")
        return 1
    failed = sum(result.failed for result in run.results)
    skipped = sum(bool(result.skipped) for result in run.results)
    say(
        f"\nПроверок {len(run.results)}: прошло "
        f"{len(run.results) - failed - skipped}, не прошло {failed}, "
        f"пропущено {skipped}; вызовов {base.calls}"
    )
    return 0 if passed else 1


def _tell(result):
    mark = "✗" if result.failed else "–" if result.skipped else "✓"
    say(f"{mark} {result.title}")
    for problem in dict.fromkeys(result.problems):
        say(f"    {problem}")
    if result.skipped:
        say(f"    пропущено: {result.skipped}")


if __name__ == "__main__":
    main(_main)
