"""YAML documents as trees with positions, read as Kubernetes reads them and from anyone.

libyaml finds the events; values are composed here, without recursion, so that a deep document cannot end the
process. Anchors and merge keys work (YAML 1.1 §7.1, merge key specification); what two readers may understand
differently is refused: duplicate keys, unknown tags, keys that are not scalars. Bounds: `formats.limits`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from holdfast.errors import MalformedError
from holdfast.formats import limits
from holdfast.formats.scalars import Scalar, as_json, key, plain, tagged, unknown_tag
from holdfast.model.tree import Mapping, Sequence, Value, WrittenText

_MERGE = "<<"
_MERGE_TAG = "tag:yaml.org,2002:merge"
_COLLECTION_TAGS = {Mapping: "tag:yaml.org,2002:map", Sequence: "tag:yaml.org,2002:seq"}
_DIRECTIVE = re.compile(rb"^%TAG", re.MULTILINE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def documents(data: bytes, *, path: str, written: bool = False) -> Iterator[Value]:
    """Yield each document of `data` that is not empty, one at a time.

    With `written` every string is a `WrittenText`, for those who change the file. Raises `MalformedError` with line and
    column at the first fault, after the documents before it.
    """
    check_text(data, path)
    from yaml import YAMLError
    from yaml.cyaml import CParser  # type: ignore[attr-defined]  # re-exported from _yaml

    composer = (_WrittenComposer if written else _Composer)(CParser(data).get_event, path)
    try:
        for count, document in enumerate(composer.documents(), 1):
            if count > limits.DOCUMENTS:
                composer.refuse(f"more than {limits.DOCUMENTS} documents", code="too-large")
            if document is not None:
                yield document
    except YAMLError as error:
        raise _malformed(error, data, path) from None


def check_text(data: bytes, path: str) -> None:
    """Refuse what cannot be a text document: too many bytes, NUL bytes, too many directives."""
    limits.check_size(data, path, "a document")
    if b"\x00" in data and not data.startswith(_UTF16):
        raise MalformedError("binary data, not a text document", code="binary", subject=path)
    if sum(1 for _ in _DIRECTIVE.finditer(data)) > limits.DIRECTIVES:
        raise MalformedError(f"more than {limits.DIRECTIVES} %TAG directives", code="too-large", subject=path)


def _malformed(error: Exception, data: bytes, path: str) -> MalformedError:
    """Say in one line what libyaml has to say."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    where = f" at line {line}, column {column}" if mark else ""
    if (offset := getattr(error, "position", None)) is not None:
        line, where = data.count(b"\n", 0, offset) + 1, f" at byte {offset}"
    return MalformedError(
        f"not valid YAML{where}: {problem}",
        code="invalid-yaml",
        subject=path,
        line=line,
        column=column,
    )


class _Anchor:
    """A named value: how much an alias to it adds. `open` while it is still being composed."""

    __slots__ = ("height", "nodes", "open", "value")

    def __init__(self, value: Value, nodes: int = 1, height: int = 0, *, is_open: bool = False) -> None:
        self.value, self.nodes, self.height, self.open = value, nodes, height, is_open


class _Frame:
    """A collection that is being composed, and what must be known when it ends."""

    __slots__ = ("anchor", "height", "key", "mark", "merged", "merging", "node", "start")

    def __init__(self, node: Mapping | Sequence, mark: tuple[int, int], anchor: _Anchor | None) -> None:
        self.node, self.mark, self.anchor = node, mark, anchor
        self.key: str | None = None
        """The key whose value comes next."""
        self.merging = False
        """Whether that value is the one of a merge key."""
        self.merged: set[str] | None = None
        """Keys that a merge brought; a written key replaces them. `None` where nothing was merged."""
        self.height = 0
        self.start = 0


class _Composer:
    """Turns events into trees. One per stream."""

    def __init__(self, next_event: Callable[[], Any], path: str) -> None:
        self._next = next_event
        self._path = path
        self._at = (1, 1)
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchor] = {}
        self._nodes = 0
        self._aliased = 0
        self._root: Value = None

    def documents(self) -> Iterator[Value]:
        """Yield the value of each document."""
        from yaml import events

        handle: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: self._start_mapping,
            events.SequenceStartEvent: self._start_sequence,
            events.MappingEndEvent: self._end,
            events.SequenceEndEvent: self._end,
            events.AliasEvent: self._alias,
            events.DocumentStartEvent: self._start_document,
        }
        next_event, stop, end = self._next, events.StreamEndEvent, events.DocumentEndEvent
        next_event()  # the start of the stream
        while (event := next_event()).__class__ is not stop:
            if event.__class__ is end:
                root, self._root = self._root, None
                yield root
            else:
                handle[event.__class__](event)

    def refuse(self, message: str, *, code: str = "invalid-yaml", hint: str | None = None) -> NoReturn:
        """Raise the error that names the current place."""
        line, column = self._at
        raise MalformedError(
            f"{message} at line {line}, column {column}",
            code=code,
            subject=self._path,
            hint=hint,
            line=line,
            column=column,
        )

    def _start_document(self, _event: object) -> None:
        self._anchors.clear()
        self._nodes = self._aliased = 0

    def _scalar(self, event: Any) -> None:  # noqa: ANN401 - PyYAML's events have no types
        mark = event.start_mark
        at = self._at = (mark.line + 1, mark.column + 1)
        text = event.value
        self._nodes += 1 + len(text) // limits.NODE_CHARACTERS
        if self._nodes > limits.NODES:
            self._too_many()
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and frame.node.__class__ is Mapping:
            if text == _MERGE and (event.implicit[0] if event.tag is None else event.tag == _MERGE_TAG):
                self._open_merge(frame)
            else:
                self._take_key(frame, self._resolve(event), at)
        else:
            value = self._resolve(event)
            self._place(frame, as_json(value) if value.__class__ is float else value, at)

    def _resolve(self, event: Any) -> Scalar:  # noqa: ANN401 - as above
        text: str = event.value
        value: Scalar = text
        try:
            if event.tag is not None:
                value = tagged(event.tag, text)
            elif event.implicit[0]:
                value = plain(text)
        except ValueError as error:
            self.refuse(str(error))
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchor(value, 1 + len(text) // limits.NODE_CHARACTERS)
        return value

    def _alias(self, event: Any) -> None:  # noqa: ANN401 - as above
        mark = event.start_mark
        self._at = (mark.line + 1, mark.column + 1)
        anchor = self._anchors.get(event.anchor)
        if anchor is None:
            self.refuse(f"alias {limits.shown(event.anchor)} has no anchor before it")
        if anchor.open:
            self.refuse(f"alias {limits.shown(event.anchor)} stands inside what it names")
        self._count(anchor.nodes)
        self._aliased += anchor.nodes
        if self._aliased > limits.ALIASED:
            self.refuse(f"aliases stand for more than {limits.ALIASED} values", code="too-large")
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and frame.node.__class__ is Mapping:
            self._take_key(frame, anchor.value, self._at)
            return
        if len(self._stack) + anchor.height > limits.DEPTH:
            self._too_deep()
        if frame is not None:
            frame.height = max(frame.height, anchor.height)
        value = anchor.value
        self._place(frame, as_json(value) if isinstance(value, float) else value, self._at)

    def _start_mapping(self, event: Any) -> None:  # noqa: ANN401 - as above
        mark = event.start_mark
        self._push(event, Mapping(mark.line + 1, mark.column + 1))

    def _start_sequence(self, event: Any) -> None:  # noqa: ANN401 - as above
        mark = event.start_mark
        self._push(event, Sequence(mark.line + 1, mark.column + 1))

    def _push(self, event: Any, node: Mapping | Sequence) -> None:  # noqa: ANN401 - as above
        at = self._at = (node.line, node.column)
        self._count(1)
        stack = self._stack
        if len(stack) >= limits.DEPTH:
            self._too_deep()
        if stack and stack[-1].key is None and stack[-1].node.__class__ is Mapping:
            self.refuse("a key must be a scalar, not a collection")
        if event.tag is not None and event.tag not in {"!", _COLLECTION_TAGS[node.__class__]}:
            self.refuse(unknown_tag(event.tag))
        frame = _Frame(node, at, None)
        if event.anchor is not None:
            frame.anchor = self._anchors[event.anchor] = _Anchor(node, is_open=True)
            frame.start = self._nodes
        stack.append(frame)

    def _end(self, _event: object) -> None:
        frame = self._stack.pop()
        height = frame.height + 1
        if (anchor := frame.anchor) is not None:
            anchor.nodes = self._nodes - frame.start + 1
            anchor.height, anchor.open = height, False
        parent = self._stack[-1] if self._stack else None
        if parent is not None and parent.height < height:
            parent.height = height
        self._place(parent, frame.node, frame.mark)

    def _place(self, frame: _Frame | None, value: Value, at: tuple[int, int]) -> None:
        """Put `value` where the innermost open collection wants it."""
        if frame is None:
            self._root = value
            return
        node = frame.node
        if isinstance(node, Sequence):
            node.append(value)
            node.marks.append(at)
        elif frame.merging:
            frame.key, frame.merging = None, False
            self._merge(frame, value)
        else:
            assert frame.key is not None
            node[frame.key] = value
            frame.key = None

    def _take_key(self, frame: _Frame, value: Value, at: tuple[int, int]) -> None:
        node = frame.node
        assert isinstance(node, Mapping)
        name = value if isinstance(value, str) else self._key(value)
        if name in node:
            if frame.merged is None or name not in frame.merged:
                line = node.marks[name][0]
                self.refuse(
                    f"duplicate key {limits.shown(name)}, first on line {line},", code="duplicate-key"
                )
            frame.merged.discard(name)
        frame.key = name
        node.marks[name] = at

    def _key(self, value: Value) -> str:
        if isinstance(value, (Mapping, Sequence)):
            self.refuse("a key must be a scalar, not a collection")
        try:
            return key(value)
        except ValueError as error:
            self.refuse(str(error), hint="quote it")

    def _open_merge(self, frame: _Frame) -> None:
        if frame.merged is not None:
            self.refuse("duplicate key '<<'", code="duplicate-key", hint="merge a list: <<: [*a, *b]")
        frame.merged = set()
        frame.key, frame.merging = _MERGE, True

    def _merge(self, frame: _Frame, value: Value) -> None:
        """Add the keys of `value`, a mapping or a list of them, of which the first wins."""
        node, merged = frame.node, frame.merged
        assert isinstance(node, Mapping)
        assert merged is not None
        for source in value if isinstance(value, Sequence) else (value,):
            if not isinstance(source, Mapping):
                self.refuse("a merge key takes a mapping or a list of mappings")
            for name, item in source.items():
                if name in merged:
                    continue
                if name in node:
                    self.refuse(
                        f"key {limits.shown(name)} is written before a merge that brings it too",
                        code="ambiguous-merge",
                        hint="write << first: readers disagree which of the two counts",
                    )
                merged.add(name)
                node[name] = item
                node.marks[name] = source.marks[name]

    def _count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > limits.NODES:
            self._too_many()

    def _too_many(self) -> NoReturn:
        self.refuse(
            f"more than {limits.NODES} values, aliases counted as what they stand for,",
            code="too-large",
            hint="split the document",
        )

    def _too_deep(self) -> NoReturn:
        self.refuse(f"nested deeper than {limits.DEPTH} levels", code="too-deep")


class _WrittenComposer(_Composer):
    """A composer whose strings know where they are written; an alias is written where its anchor is."""

    def _resolve(self, event: Any) -> Scalar:  # noqa: ANN401 - as above
        value = super()._resolve(event)
        if not isinstance(value, str):
            return value
        written = WrittenText.at(value, event.start_mark.index, event.end_mark.index)
        if event.anchor is not None:
            self._anchors[event.anchor].value = written
        return written
