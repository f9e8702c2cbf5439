from __future__ import annotations

import pytest

from holdfast.errors import ConfigurationError
from holdfast.sources.images import open_source


@pytest.mark.parametrize("text", ["", "oci", "oci:", "docker://alpine", "alpine:3.20", "dir:x", "OCI:x"])
def test_what_is_no_source_of_images_is_wrong_usage(text: str) -> None:
    with pytest.raises(ConfigurationError, match="write oci:DIR"):
        open_source(text)


@pytest.mark.parametrize("text", ["oci:a", "oci-archive:a.tar", "docker-archive:a.tar:acme/web:1"])
def test_a_source_is_called_what_the_user_wrote(text: str) -> None:
    assert open_source(text).name == text
