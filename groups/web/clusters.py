"""Which rules stand together on a page, and in which order: the table that sentences and forms follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moderation import BASE, Effect


@dataclass(frozen=True, slots=True)
class Cluster:
    """Rules that are read and changed together: `effects` have an effect each, `values` a number, list or choice."""

    key: str
    section: str
    effects: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


def _under(section: str, names: str) -> tuple[str, ...]:
    return tuple(f"{section}.{name}" for name in names.split())


SECTIONS = ("identity", "words", "topics", "asks", "inside", "links", "times", "danger")
CLUSTERS: tuple[Cluster, ...] = (
    Cluster("contact", "identity", _under("identifiers", "phone email handle url")),
    Cluster("name", "identity", ("identifiers.name",), ("names",)),
    Cluster("where", "identity", _under("identifiers", "address place")),
    Cluster("places", "identity", _under("identifiers", "school work clinic worship")),
    Cluster(
        "numbers",
        "identity",
        _under("identifiers", "national_id student_id bank vehicle ip mac birthdate"),
    ),
    Cluster("stands", "identity", (), ("identifiers.allow",)),
    Cluster("swear", "words", ("words.swear",), ("words.allow",)),
    Cluster("hurting", "words", _under("words", "insult slur sexual incite")),
    Cluster("judging", "words", ("judging",)),
    Cluster("method", "topics", ("topics.method",)),
    Cluster("body", "topics", _under("topics", "dose medicine weight calories")),
    Cluster("world", "topics", _under("topics", "religion politics legal money place")),
    Cluster("asking", "asks", _under("asks", "contact meet medical_advice solicitation link_spam")),
    Cluster("carrying", "inside", _under("breaches", "screenshot share_outside unmask")),
    Cluster("sites", "links", _under("links", "invite other public"), ("links.allow",)),
    Cluster("length", "times", ("length",), ("length.message",)),
    Cluster("newcomers", "times", ("newcomers",), ("newcomers.first", "newcomers.covered_only")),
    Cluster("rate", "times", (), ("rate.per_minute", "rate.slow_seconds")),
    Cluster("quiet", "times", ("quiet",), ("quiet.hours",)),
    Cluster("language", "times", ("language",), ("language.spoken",)),
    Cluster("danger", "danger", (), ("crisis.watch", "crisis.urgent")),
)
BY_KEY = {cluster.key: cluster for cluster in CLUSTERS}
OWN = "own"  # the key of a group's own list is own.0, own.1, ...; own.new makes one
MOST_WINDOWS = 3

_RANK = {"allow": 0, "advise": 1, "hide": 2, "hold": 3, "refuse": 4}
_PLACED = ("identifiers", "words", "topics", "links")


def options(path: str) -> list[str]:
    """The effects that a group may choose for a rule, the mildest first (DESIGN "Rules", docs/rules.md)."""
    section = path.partition(".")[0]
    least = 0 if path in BASE.laxer else BASE.entries[path].rank
    return [
        name
        for name, rank in _RANK.items()
        if rank >= least
        and (name != "hide" or section in _PLACED)
        and (name != "advise" or section != "identifiers")
    ]


def effect_name(effect: Effect | None) -> str:
    """As a document writes it."""
    return effect.value if effect else "allow"


def value_of(document: dict[str, Any], path: str) -> Any:
    """The value at a path of a document, None where there is none."""
    section, _, name = path.partition(".")
    found = document.get(section)
    return found.get(name) if name and isinstance(found, dict) else found
