"""Recognisers of identifiers: one a file, `find_*(text) -> Iterator[Span]`. They may overlap; `settle` ends that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from moderation.detect.addresses import find_addresses
from moderation.detect.birthdates import find_birthdates
from moderation.detect.emails import find_emails
from moderation.detect.handles import find_handles
from moderation.detect.institutions import find_institutions
from moderation.detect.names import find_names, find_names_strict
from moderation.detect.network import find_networks
from moderation.detect.numbers import find_numbers
from moderation.detect.places import find_places
from moderation.detect.spelled import find_spelled
from moderation.detect.urls import find_urls
from moderation.detect.vehicles import find_vehicles
from moderation.normalise import Text
from moderation.types import Span

Detector = Callable[[Text], Iterator[Span]]

DETECTORS: tuple[Detector, ...] = (
    find_urls,
    find_emails,
    find_numbers,
    find_handles,
    find_networks,
    find_vehicles,
    find_birthdates,
    find_addresses,
    find_institutions,
    find_places,
    find_spelled,
    find_names,
)
STRICT = tuple(find_names_strict if find is find_names else find for find in DETECTORS)


class BadSpanError(ValueError):
    """A detector answered with something that is no span of this text."""


def detect(text: Text, *, names: Literal["usual", "strict"] = "usual") -> list[Span]:
    """All findings, settled. Raises BadSpanError, and whatever a detector raises."""
    detectors = STRICT if names == "strict" else DETECTORS
    return settle(checked(text, (span for find in detectors for span in find(text))))


def checked(text: Text, spans: Iterable[Span]) -> Iterator[Span]:
    """The same spans, or BadSpanError at the first that cannot be one."""
    size = len(text.typed)
    for span in spans:
        if not isinstance(span, Span) or not 0 <= span.start < span.end <= size:
            raise BadSpanError
        yield span


def settle(spans: Iterable[Span]) -> list[Span]:
    """Merge overlapping spans into disjoint ones, in order; what any of them hides stays hidden.

    The kind of the surest wins, of the longest among equals.
    """
    settled: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if settled and span.start < settled[-1].end:
            settled[-1] = _merged(settled[-1], span)
        else:
            settled.append(span)
    return settled


def _merged(one: Span, other: Span) -> Span:
    best = max(one, other, key=lambda span: (span.score, span.end - span.start))
    end = max(one.end, other.end)
    return Span(one.start, end, best.kind, best.score, best.by, one.whose or other.whose)
