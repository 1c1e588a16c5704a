"""A file fed to the XML parser in pieces, its finished elements taken away.

How it works
============

lxml builds the tree while the file is fed to it, and no Python runs per element.
After each piece the tree holds the open elements, and before them what was closed
since. An element is finished when another one follows it, so `Stream` walks down
the open ones, hands every finished child to the handler of its parent and deletes
it. Memory follows the size of one item, whatever the size of the file.

`Section` describes the elements whose children are taken one by one; everything
else is handed over whole.

What is refused
===============

A DOCTYPE (so no entity can be declared), encodings other than UTF-8 and
windows-1251, roots that are not CommerceML, elements nested deeper than
`MAX_DEPTH`, items larger than `MAX_ITEM_BYTES`, texts longer than `MAX_TEXT`.
"""

from dataclasses import dataclass, field

from lxml import etree

from .entities import Unknown
from .errors import CommerceMLError
from .prolog import check_prolog

PIECE = 1 << 16
MAX_DEPTH = 100
MAX_ITEM_BYTES = 16 << 20
MAX_TEXT = 4 << 20

ROOT = "КоммерческаяИнформация"


def local_name(tag):
    return tag.rpartition("}")[2]


@dataclass(slots=True)
class Section:
    """An element whose children are taken one by one.

    `children` holds a `Section` or a function `(stream, frame, node)` by local
    name; a name that is not there is reported as unknown. `enter` and `leave`
    are called with `(stream, frame)`.
    """

    children: dict
    enter: object = None
    leave: object = None


@dataclass(slots=True)
class Frame:
    """An open element of the file with what was learnt of it so far."""

    node: object
    section: Section
    parent: "Frame | None" = None
    child: "Frame | None" = None
    facts: dict = field(default_factory=dict)


class Stream:
    """Iterate to get the records that handlers `put`.

    :ivar bytes_read: how much of the source was read, for a progress bar
    """

    def __init__(self, source, section):
        self.bytes_read = 0
        self._source = source
        self._section = section
        self._out = []
        self._reports = []
        self._lines = 1
        self._first_line = 1
        self._pending = 0
        self._open_path = ""

    # === for handlers === #

    def put(self, record):
        """Give a record out, then what was reported while it was read."""
        self._out.append(record)
        if self._reports:
            item_id = getattr(record, "id", "") or getattr(record, "product_id", "")
            for unknown in self._reports:
                unknown.item_id = item_id
            self._out += self._reports
            self._reports = []

    def drop(self, node, reason, value=""):
        """Report an item that cannot be given out as a record."""
        self.report(node, reason, value)
        self._flush()

    def report(self, node, reason="element", value=None):
        """Note something that is not understood; it is given out with the item.

        An empty element says nothing, so there is nothing to note.
        """
        if value is None:
            value = node.text or ""
            if reason == "element" and not value.strip() and not len(node):
                if not node.keys():
                    return
        names = [local_name(parent.tag) for parent in node.iterancestors()]
        path = "/".join([*reversed(names), local_name(node.tag)])
        self._reports.append(Unknown(path, self.line(node), reason, value.strip()[:80]))

    def line(self, node):
        """Line of an element. lxml stops counting at 65,535; from there on it is
        the last line read so far, a piece of the file away at most."""
        line = node.sourceline or 0
        return self._lines if line >= 0xFFFF else line + self._first_line - 1

    # === the loop === #

    def __iter__(self):
        prolog = check_prolog(self._source.read(PIECE), ROOT)
        self._first_line = self._lines = prolog.line
        parser = etree.XMLPullParser(
            events=("start",),
            tag="{*}" + ROOT,
            encoding=prolog.encoding,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )
        frame = None
        piece = prolog.body
        self.bytes_read = prolog.size
        while piece:
            self._feed(parser, piece)
            if frame is None:
                frame = self._root_frame(parser)
            self._pending += len(piece)
            if frame is not None:
                self._drain(frame, False)
                self._check_open(frame)
            if self._out:
                yield from self._out
                self._out = []
            piece = self._source.read(PIECE)
            self.bytes_read += len(piece)
        self._close(parser)
        if frame is None:
            raise CommerceMLError("not_commerceml", "The root has an undefined prefix")
        self._drain(frame, True)
        self._flush()
        yield from self._out
        self._out = []

    def _root_frame(self, parser):
        for _event, root in parser.read_events():
            if root.getroottree().docinfo.internalDTD is not None:
                raise CommerceMLError("doctype", "A DOCTYPE is not accepted")
            frame = Frame(root, self._section)
            if self._section.enter:
                self._section.enter(self, frame)
            return frame
        return None

    def _drain(self, frame, done):
        """Handle the finished children of an open element, then delete them."""
        nodes = frame.node[:]
        last = nodes.pop() if nodes and not done else None
        if nodes:
            self._take(frame, nodes)
            del frame.node[: len(nodes)]
            self._pending = 0
        if last is not None:
            child = frame.child
            if child is None or child.node is not last:
                child = frame.child = self._enter(frame, last)
            if child is not None:
                self._drain(child, False)
        elif done and frame.section.leave:
            frame.section.leave(self, frame)

    def _take(self, frame, nodes):
        if self._pending > MAX_TEXT:
            self._check_texts(nodes[0])
        handlers = frame.section.children
        for node in nodes:
            handler = handlers.get(node.tag) or handlers.get(local_name(node.tag))
            if handler is None:
                self.report(node)
                self._flush()
            elif isinstance(handler, Section):
                child, frame.child = frame.child, None
                if child is None or child.node is not node:
                    child = self._enter(frame, node)
                self._drain(child, True)
            else:
                handler(self, frame, node)

    def _enter(self, frame, node):
        section = frame.section.children.get(local_name(node.tag))
        if not isinstance(section, Section):
            return None
        child = Frame(node, section, frame)
        if section.enter:
            section.enter(self, child)
        return child

    def _flush(self):
        """Give out reports that belong to no item."""
        self._out += self._reports
        self._reports = []

    # === limits and errors === #

    def _check_open(self, frame):
        """Depth and size of what is not finished yet."""
        node, names = frame.node, []
        while True:
            names.append(local_name(node.tag))
            if len(names) > MAX_DEPTH:
                raise CommerceMLError(
                    "too_deep",
                    "Elements are nested too deeply",
                    line=self.line(node),
                    element="/".join(names[:6]) + "/…",
                )
            if not len(node):
                break
            node = node[-1]
        self._open_path = "/".join(names)
        if self._pending > MAX_ITEM_BYTES:
            raise CommerceMLError(
                "item_too_big",
                f"One element is larger than {MAX_ITEM_BYTES >> 20} MB",
                line=self._lines,
                element=self._open_path,
            )

    def _check_texts(self, item):
        for node in item.iter():
            if len(node.text or "") > MAX_TEXT or len(node.tail or "") > MAX_TEXT:
                raise CommerceMLError(
                    "text_too_long",
                    f"A text is longer than {MAX_TEXT >> 20} million characters",
                    line=self.line(node),
                    element=local_name(node.tag),
                )

    def _feed(self, parser, piece):
        try:
            parser.feed(piece)
        except etree.XMLSyntaxError as error:
            raise self._translate(error) from None
        self._lines += piece.count(b"\n")

    def _close(self, parser):
        try:
            parser.close()
        except etree.XMLSyntaxError as error:
            raise self._translate(error) from None

    def _translate(self, error):
        line, column = error.position
        text = error.msg or "cannot be read"
        code, message = "syntax", "The XML is broken"
        if error.code in _ENCODING_ERRORS:
            code, message = "encoding", "The text is not in the declared encoding"
        elif error.code in _CUT_ERRORS or "Premature end" in text:
            code, message = "cut_off", "The file is cut off"
        elif "depth" in text.lower():
            code, message = "too_deep", "Elements are nested too deeply"
        elif error.code in _LIMIT_ERRORS:
            code, message = "text_too_long", "A limit of the XML parser was exceeded"
        return CommerceMLError(
            code,
            message,
            line=(line or 0) + self._first_line - 1,
            column=column or None,
            element=self._open_path,
            detail=text,
        )


_ENCODING_ERRORS = frozenset(
    (
        etree.ErrorTypes.ERR_INVALID_ENCODING,
        etree.ErrorTypes.ERR_INVALID_CHAR,
        etree.ErrorTypes.ERR_UNKNOWN_ENCODING,
        etree.ErrorTypes.ERR_UNSUPPORTED_ENCODING,
        etree.ErrorTypes.I18N_CONV_FAILED,
    )
)
_CUT_ERRORS = frozenset(
    (etree.ErrorTypes.ERR_TAG_NOT_FINISHED, etree.ErrorTypes.ERR_DOCUMENT_END)
)
_LIMIT_ERRORS = frozenset(
    (etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NAME_TOO_LONG)
)
