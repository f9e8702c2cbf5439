"""Write `src/holdfast/policy/schema.json` from the reader's words and the catalogue of rules."""

from __future__ import annotations

from pathlib import Path

from holdfast.policy import schema

TARGET = Path(schema.__file__).with_name("schema.json")

if __name__ == "__main__":
    TARGET.write_text(schema.text(), encoding="utf-8")
