"""Topics a group may have a rule for: methods, medicines, doses, weight, religion, politics, law, money."""

from __future__ import annotations

from collections.abc import Iterator

from moderation.signals.hit import Hit, hits
from moderation.signals.patterns import Found


def find_topics(found: Found, *, with_methods: bool) -> Iterator[Hit]:
    """Every place that speaks of a topic; words that may be a method only beside danger or the act itself."""
    for name in found.names():
        if name == "topic.method" and not (with_methods or "act" in found):
            continue
        if name.startswith("topic."):
            yield from hits(found, name, [name])
