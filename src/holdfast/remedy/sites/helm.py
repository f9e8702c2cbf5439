"""References in the values of a Helm chart, whose meaning only its templates know: what is not plain is left alone."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.model.tree import Mapping, Sequence, Value, WrittenText
from holdfast.remedy.sites.site import Content, Site

_DIGEST = "sha256:"


def values(root: Mapping, content: Content) -> Iterator[Site]:
    """Yield what is an image by all appearance: `repository` with `tag` or `digest`, and whole references."""
    waiting: list[tuple[str, Value]] = [("", root)]
    seen: set[int] = set()
    while waiting:
        key, node = waiting.pop()
        if id(node) in seen:  # an alias
            continue
        if isinstance(node, Sequence):
            seen.add(id(node))
            waiting += [(key, item) for item in reversed(node)]
        elif isinstance(node, Mapping):
            seen.add(id(node))
            yield from _image(key, node, content)
            waiting += [(name, value) for name, value in reversed(list(node.items()))]


def _image(key: str, node: Mapping, content: Content) -> Iterator[Site]:
    repository, text = node.get("repository"), node.get("image")
    if isinstance(repository, WrittenText) and (key.lower().endswith("image") or "pullPolicy" in node):
        yield from _parts(repository, node, content)
    elif isinstance(text, WrittenText) and "tag" in node:
        yield from _parts(text, node, content)
    elif isinstance(text, WrittenText) and any(mark in text for mark in "/:"):  # a bare word may be completed
        yield content.scalar(text, text)


def _parts(repository: WrittenText, node: Mapping, content: Content) -> Iterator[Site]:
    """Yield an image written in parts; the digest goes into `digest` where the chart has one, else behind the tag."""
    registry, tag, digest = node.get("registry"), node.get("tag"), node.get("digest")
    name = f"{registry}/{repository}" if isinstance(registry, str) and registry else str(repository)
    tagged = f"{name}:{tag}" if isinstance(tag, str) and tag else name
    if isinstance(digest, WrittenText) and digest.startswith(_DIGEST):
        yield content.scalar(f"{tagged.partition('@')[0]}@{digest}", digest, bare=True)
    elif not isinstance(tag, WrittenText) or not tag:
        why = "its tag is not a string: quote it" if tag else "its tag is that of the chart"
        yield content.hindered(tagged, repository.start, why)
    elif isinstance(digest, WrittenText) and not digest and "@" not in tag:
        yield content.scalar(tagged, digest, bare=True)
    else:
        yield content.scalar(tagged, tag)
