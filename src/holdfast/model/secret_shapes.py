"""What a secret looks like, by the name of its variable and by its value. Nothing here ever repeats a value.

Patterns are compiled when the first variable is judged (`re` keeps them), since that takes longer than to judge.
"""

from __future__ import annotations

import re

_NAMES = (
    r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|PASSCODE|PW|SECRET|TOKEN|CREDENTIALS?|API_?KEY|ACCESS_?KEY(?:_ID)?|PRIVATE_?KEY"
    r"|SECRET_?KEY|SECRET_KEY_BASE|SIGNING_?KEY|ENCRYPTION_?KEY|AUTH_?KEY|MASTER_?KEY|ACCOUNT_?KEY|(?<=_)PWD|(?<=_)PASS)"
    r"S?\d*$"
)
"""What the last words of a name must be: `TOKEN_TTL` and `PASSWORD_FILE` speak of a secret and hold none."""
_HARMLESS = r"(?:^|_)(?:PUBLIC|TLS_SECRET|PULL_SECRETS?|MAX_TOKENS?|NUM_TOKENS?|ALLOW_EMPTY_PASSWORD)(?:_|$)"
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_SHAPES = (
    ("an AWS access key id", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a GitHub token", r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{22,})"),
    ("a GitLab token", r"\bglpat-[\w-]{20}"),
    ("a Slack token", r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}"),
    ("a Google API key", r"\bAIza[\w-]{35}\b"),
    ("a Stripe key", r"\b[rs]k_live_[0-9A-Za-z]{24,}"),
    ("an npm token", r"\bnpm_[0-9A-Za-z]{36}\b"),
    ("a JSON Web Token", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}"),
    ("a private key", r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY"),
    ("a URL with a password", r"\b[a-z][a-z0-9+.-]{1,20}://[^/\s:@]{0,64}:(?![$<{*%])[^/\s@]{1,256}@"),
)
_ANY_SHAPE = "(?a)" + "|".join(f"({shape})" for _, shape in _SHAPES)
_REFERENCE = (
    r"\$[({A-Za-z_]|\{\{|<[^>]*>$|%[({]|[./~]|(?:[A-Za-z][A-Za-z0-9+.-]*:)?//"
    r"|(?:vault|secretref|arn|file|op|ssm|env):"
)
"""A value that says where the secret is: a variable, a template, a path, a URL."""
_NOTHING = frozenset({"true", "false", "yes", "no", "on", "off", "none", "null", "nil", "undefined", "-"})
_LONGEST = 65_536
"""Characters of a value that are looked at; the shapes stand in the first line of a real one."""


def named_secret(name: str) -> bool:
    """Tell whether a variable called `name` holds a secret, by what its last words are."""
    words = _CAMEL.sub("_", name).replace("-", "_").replace(".", "_").upper()
    return re.search(_NAMES, words) is not None and re.search(_HARMLESS, words) is None


def shape(value: str) -> str | None:
    """Say what `value` looks like if it is a secret by its form, such as `a GitHub token`."""
    if len(value) < 8 or (found := re.search(_ANY_SHAPE, value[:_LONGEST])) is None:  # noqa: PLR2004 - shorter than any shape
        return None
    assert found.lastindex is not None
    return _SHAPES[found.lastindex - 1][0]


def is_literal(value: str) -> bool:
    """Tell whether `value` is something of its own: not empty, no switch, no mask, no reference to elsewhere."""
    plain = value.strip()
    if plain.lower() in _NOTHING or not plain.strip("*xX."):
        return False
    return re.match(_REFERENCE, plain) is None


def fault(name: str, value: str) -> str | None:
    """Say, without the value, why the variable `name` holds a secret; `None` where it holds none."""
    if (what := shape(value)) is not None:
        return f"{name or 'a label'} holds {what}"
    return f"{name} holds a secret in plain text" if named_secret(name) and is_literal(value) else None


_BUILDKIT = r"(?i)(?:^|_)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)"
_BUILDKIT_ALLOWS = r"(?i)(?:^|_)public(?:_|$)"


def buildkit_warns(name: str) -> bool:
    """Tell whether BuildKit's check `SecretsUsedInArgOrEnv` objects to a variable called `name`."""
    return re.search(_BUILDKIT, name) is not None and re.search(_BUILDKIT_ALLOWS, name) is None
