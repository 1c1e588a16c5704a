"""An SMTP server that keeps every letter as a file: ``python -m tools.demo.mail``."""

import argparse
import asyncio
import itertools
from pathlib import Path

from aiosmtpd.controller import Controller


class Folder:
    """Handler that writes letters as ``0001.eml``, ``0002.eml``…"""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.numbers = itertools.count(len(list(folder.glob("*.eml"))) + 1)

    async def handle_DATA(self, server, session, envelope):
        """Store the letter; a reader never sees half of it."""
        path = self.folder / f"{next(self.numbers):04}.eml"
        head = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        partial = path.with_suffix(".part")
        partial.write_bytes(head + envelope.content)
        partial.rename(path)
        return "250 OK"


def main():
    """Run until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    controller = Controller(Folder(args.folder), hostname="127.0.0.1", port=args.port)
    controller.start()
    asyncio.new_event_loop().run_forever()


if __name__ == "__main__":
    main()
