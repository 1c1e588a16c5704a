"""What the demo keeps between starts."""

import json
import secrets

from .. import paths
from ..shell import free_port, write_private

#: Letters of order-number prefixes; with digits after them no two resets meet.
_SERIES_LETTERS = "DEGKMNPRTX"


class State:
    """A small JSON file per demo database.

    :param name: name of the database
    """

    def __init__(self, name):
        self.name = name
        self.folder = paths.RUN / "demo" / name
        self.file = self.folder / "state.json"
        self.values = {}
        if self.file.exists():
            self.values = json.loads(self.file.read_text())

    def __getitem__(self, key):
        return self.values[key]

    def get(self, key, default=None):
        """A value, or the default."""
        return self.values.get(key, default)

    def set(self, **values):
        """Change values and write them down at once."""
        self.values.update(values)
        write_private(self.file, json.dumps(self.values, indent=1, ensure_ascii=False))

    def secret(self, key):
        """A password made at first use."""
        if key not in self.values:
            self.set(**{key: secrets.token_urlsafe(12)})
        return self.values[key]

    def port(self, key, preferred):
        """A free port, the one of the last start if possible."""
        port = free_port(self.values.get(key) or preferred)
        self.set(**{key: port})
        return port

    def done(self, stage):
        """Whether a stage of setting up has been finished."""
        return stage in self.values.get("stages", [])

    def mark(self, stage):
        """Write down that a stage has been finished."""
        self.set(stages=[*self.values.get("stages", []), stage])

    def forget(self):
        """Start anew. The series of order numbers goes on.

        1С finds an order by its number alone, so a new portal must never give a
        number that an earlier one has given, whatever books it meets.
        """
        series = self.values.get("series", 0)
        self.values = {}
        self.set(series=series)

    def next_prefix(self):
        """A prefix of order numbers that no earlier portal of this folder had."""
        series = self.values.get("series", 0) + 1
        self.set(series=series)
        letter = _SERIES_LETTERS[series // 100 % len(_SERIES_LETTERS)]
        return f"{letter}{series % 100}"
