"""From the bytes of a file to the references that it holds: the content decides what it is."""

from __future__ import annotations

from holdfast.collect.documents import is_dockerfile, trees
from holdfast.model.workload import TemplatePath
from holdfast.remedy.sites import dockerfile
from holdfast.remedy.sites import trees as tree_sites
from holdfast.remedy.sites.site import Content, Site


def find(path: str, data: bytes, templates: tuple[TemplatePath, ...] = ()) -> tuple[Site, ...]:
    """Return the references of file `path` in order, each place once; raises `MalformedError` where it cannot be read."""
    content = Content(data)
    if is_dockerfile(path, data):
        found = list(dockerfile.find(data, content, path))
    else:
        found = [
            site
            for root in trees(path, data, written=True)
            for site in tree_sites.find(root, content, path, templates)
        ]
    return tuple(sorted(dict.fromkeys(found), key=lambda site: (site.line, site.start)))
