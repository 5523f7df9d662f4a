"""People's names: weighed word by word, then joined to whole names.

God, prophets, public figures, kinship and words that only look like names stay (CARE C13): honorifics stay outside
the span.
"""

from __future__ import annotations

from collections.abc import Iterator

from moderation.data import sections_of
from moderation.detect import frames
from moderation.detect.evidence import evidence, may_be_one
from moderation.detect.excuses import is_excused
from moderation.detect.lexicon import SYLLABLES, Class, class_of, glued, is_slip_of, without_clitic
from moderation.detect.line import Line
from moderation.detect.tagger import likeness
from moderation.detect.wording import STOP, begins_sentence, phrases_of
from moderation.normalise import Text
from moderation.types import Kind, Span

_ENOUGH = 0.99
_ENOUGH_STRICT = 0.7
_DOUBTFUL = 0.3  # with less than this from list and frame the tagger is not asked
_SURE_ENOUGH = 0.9  # what the tagger must say of a doubtful word
_SURE_OF_LIKELY, _LIKELY = 0.5, 0.69  # and of one that has nearly enough
_ENGLISH_CLITICS = frozenset(("s", "m", "re", "ll", "d", "t", "ve", "ku", "mu", "nya", "u", "a"))
_CALL_ENDS = frozenset(frame[-1] for frame in frames.CALLS)
_WORD = Class.WORD
_NEVER_LAST = sections_of("naming")["never_last"]


def find_names(text: Text) -> Iterator[Span]:
    """Names by list and frame; a second look takes the neighbours of what the first found."""
    return _find(text, _ENOUGH)


def find_names_strict(text: Text) -> Iterator[Span]:
    """The same for a group that would rather hide a word too many: weaker evidence is enough."""
    return _find(text, _ENOUGH_STRICT)


def _find(text: Text, enough: float) -> Iterator[Span]:
    line = Line(text)
    taken: dict[int, float] = {}
    candidates = [at for at in _candidates(line) if may_be_one(line, at)]
    for at in candidates:
        score = evidence(line, at)
        if score > _DOUBTFUL and (score > enough or _is_tagged(line, at, score)) and not is_excused(line, at):
            taken[at] = min(score, 1.5) / 2.2
    meant = {line.lows[at] for at in taken}
    for at in candidates:
        if at not in taken and line.classes[at] <= Class.LIKELY and is_slip_of(line.lows[at], meant):
            taken[at] = 0.5
    for at in candidates:
        if at not in taken and _is_listed_with(line, at, taken) and not is_excused(line, at):
            taken[at] = 0.5
    yield from _spans(line, taken)
    yield from _clitics(line, taken)


def _is_tagged(line: Line, at: int, score: float) -> bool:
    """Does the tagger make up for what list and frames lack?

    Between hidden pieces it is not asked: what was hidden around a word is part of what it goes by.
    """
    if not line.text.whole or (line.classes[at] <= Class.LIKELY and not line.mid(at)):
        return False
    return likeness(line.text, at) >= (_SURE_OF_LIKELY if score > _LIKELY else _SURE_ENOUGH)


def _candidates(line: Line) -> list[int]:
    """Words that are no plain words; of those the first, syllables, and what follows `aku`."""
    found = {at for at, kind in enumerate(line.classes) if kind is not _WORD}
    if not SYLLABLES.isdisjoint(line.text.vocabulary):
        found.update(at for at, low in enumerate(line.lows) if low in SYLLABLES)
    if not frames.INTROS.isdisjoint(line.text.vocabulary):
        found.update(at + 1 for at, low in enumerate(line.lows[:-1]) if low in frames.INTROS)
    if not _CALL_ENDS.isdisjoint(line.text.vocabulary):
        found.update(at for at in range(2, len(line.lows)) if _is_called(line, at))
    if not frames.HONORIFICS.isdisjoint(line.text.vocabulary):
        found.update(at + 1 for at, low in enumerate(line.lows[:-1]) if low in frames.HONORIFICS)
    return sorted(found | {0}) if line.lows else []


def _is_called(line: Line, at: int) -> bool:
    return (line.lows[at - 2], line.lows[at - 1]) in frames.CALLS and line.mid(at)


def _is_listed_with(line: Line, at: int, taken: dict[int, float]) -> bool:
    """`Wulan, Hendra, saya`, `Cecep sama Euis`: joined to a name that was found."""
    if line.classes[at] is Class.WORD or not (line.capital(at) or line.classes[at] is Class.NAME):
        return False
    for other, joint in ((at - 1, at), (at + 1, at + 1)):
        if other in taken and line.gap(joint) in (", ", " & ", "/", " / "):
            return line.capital(at) or line.classes[at] is Class.NAME
    for other, word in ((at - 2, at - 1), (at + 2, at + 1)):
        if (
            other in taken
            and line.low(word) in ("dan", "sama", "and", "ama", "atau", "or", "n")
            and 0 < word < len(line.words)
        ):
            return line.gap(word) in (" ", ", ")
    return False


def _spans(line: Line, taken: dict[int, float]) -> Iterator[Span]:
    covered = -1
    for at in sorted(taken):
        if at <= covered:
            continue
        first, last = _initials(line, _leftwards(line, at, covered), covered), _rightwards(line, at)
        if _is_all_public(line, first, last):
            continue
        covered = last
        kind = Kind.PLACE if _is_where(line, first, last) else Kind.PERSON
        yield line.text.span(line.words[first].start, line.words[last].end, kind, taken[at], "name")


def _is_where(line: Line, first: int, last: int) -> bool:
    """Unlisted behind `di`, `from`: a place, and as such too small to be known."""
    unlisted = all(kind <= Class.LIKELY for kind in line.classes[first : last + 1])
    return unlisted and line.low(first - 1) in frames.WHERE and line.gap(first) == " "


def _is_all_public(line: Line, first: int, last: int) -> bool:
    return last > first and " ".join(line.lows[first : last + 1]) in phrases_of("names_public")


def _leftwards(line: Line, at: int, covered: int) -> int:
    """Titles of birth and given names written before: `Ni Made Rai`, `Cut Meutia`, `Muhammad Faiz`."""
    while at - 1 > covered and line.gap(at) == " ":
        low = line.low(at - 1)
        if low in ("i", "ni") and line.lows[at] in frames.BALINESE and line.capital(at - 1):
            return at - 1
        named = (
            line.classes[at - 1] in (Class.NAME, Class.LAST, Class.WORDY, Class.LIKELY, Class.UNKNOWN)
            and low not in STOP
        )
        if low in frames.HONORIFICS and low not in frames.PREFIXES:
            break
        if not (line.capital(at - 1) or line.capital(at)) and _is_first_name(line, at - 1):
            return at - 1
        if line.capital(at - 1) and _is_surname_before(line, at, low):
            return at - 1
        if not (line.capital(at - 1) and (low in frames.PREFIXES or (named and line.mid(at)))):
            break
        if (
            begins_sentence(line.text, line.words[at - 1])
            and line.classes[at - 1] in (Class.WORDY, Class.LIKELY, Class.UNKNOWN)
            and low not in frames.PREFIXES
        ):
            if line.classes[at - 1] <= Class.LIKELY and line.classes[at] is Class.NAME:
                return at - 1
            break
        at -= 1
    return at


def _is_surname_before(line: Line, at: int, low: str) -> bool:
    """`Lim Siu Hwa` that begins a sentence; `nama Ace Sahetapy`, where the first is also a word."""
    if low in SYLLABLES and line.lows[at] in SYLLABLES and line.capital(at):
        return True
    return (
        line.low(at - 2) in frames.NAMED and line.gap(at - 1) == " " and low not in STOP and line.capital(at)
    )


def _is_inside(line: Line, at: int) -> bool:
    """A word that is also a name, in capitals between two that are."""
    following = line.classes[at + 1] if at + 1 < len(line.words) and line.gap(at + 1) == " " else None
    return line.classes[at] is Class.WORDY and following in (Class.LAST, Class.NAME)


def _initials(line: Line, at: int, covered: int) -> int:
    """`A.A. Gde Oka`, `I.G. Ngurah Rai`: two letters, not one that ends a sentence."""
    first, last = at - 2, at - 1
    pair = first > covered and all(
        len(line.lows[n]) == 1 and line.lows[n].isalpha() and line.capital(n) for n in (first, last)
    )
    return first if pair and line.gap(last) in (".", ". ") and line.gap(at) in (".", ". ") else at


def _is_first_name(line: Line, at: int) -> bool:
    """`ujang herdiana`: lower case, a word that is mostly a name."""
    low = line.lows[at]
    return (
        line.classes[at] is Class.WORDY and low not in STOP and low not in frames.VERY_WORDY and len(low) > 3
    )


def _rightwards(line: Line, at: int) -> int:
    """Further names, with what joins them."""
    last = at
    while last + 1 < len(line.words) and last - at < 5:
        step = _next_name(line, last)
        if not step:
            break
        last += step
    return last


def _next_name(line: Line, last: int) -> int:
    """How many words the name goes on: 0 at its end."""
    nxt, gap = last + 1, line.gap(last + 1)
    kind, low = line.classes[nxt], line.lows[nxt]
    if (
        gap not in (" ", "-", "'", "’", ". ")
        or (gap == "-" and not line.capital(nxt))
        or (gap in ("'", "’") and low in _ENGLISH_CLITICS)
    ):
        return 0
    if gap == ". ":
        return (
            1
            if line.words[last].end - line.words[last].start == 1 and line.capital(nxt) and line.capital(last)
            else 0
        )
    if (
        low in frames.JOINTS
        and line.capital(last)
        and nxt + 1 < len(line.words)
        and line.capital(nxt + 1)
        and line.gap(nxt + 1) in (" ", "-")
    ):
        return 2
    if line.capital(nxt):
        return 1 if low not in STOP and low not in _NEVER_LAST and line.capital(last) else 0
    if line.shouted:
        return 1 if kind in (Class.LAST, Class.NAME) or _is_inside(line, nxt) else 0
    return 1 if kind in (Class.LAST, Class.NAME) and not line.capital(last) and len(low) >= 4 else 0


def _clitics(line: Line, taken: dict[int, float]) -> Iterator[Span]:
    """`Budinya sendiri`, `panggilajafarhan`: only the name inside is hidden."""
    unlisted = [at for at, kind in enumerate(line.classes) if kind is Class.UNKNOWN or kind is Class.LIKELY]
    for at in unlisted:
        word = line.words[at]
        if at in taken or len(word.low) < 6:
            continue
        stem = without_clitic(word.low)
        begins = glued(word.low)
        if begins is not None:
            yield line.text.span(word.start + begins, word.end, Kind.PERSON, 0.8, "name.glued")
        elif stem and _may_carry_clitic(line, at, stem):
            yield line.text.span(word.start, word.start + len(stem), Kind.PERSON, 0.75, "name.clitic")


def _may_carry_clitic(line: Line, at: int, stem: str) -> bool:
    if class_of(stem) is Class.NAME:
        return True
    mine = line.capital(at) and line.lows[at].endswith("ku")
    return stem not in frames.VERY_WORDY and (mine or line.mid(at))
