"""The nouns of moderation. Everything here is data: frozen, slotted, and silent about a person's words."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NoReturn, TypeAlias

Whose: TypeAlias = Literal["mine", "protected", "third"]


class Kind(enum.Enum):
    """What a hidden piece was: a closed list. The value is the stored and sent form."""

    PERSON = "name"
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"
    URL = "url"
    ADDRESS = "address"
    PLACE = "place"
    SCHOOL = "school"
    WORK = "work"
    CLINIC = "clinic"
    WORSHIP = "worship"
    NATIONAL_ID = "national_id"
    STUDENT_ID = "student_id"
    BANK = "bank"
    VEHICLE = "vehicle"
    IP = "ip"
    MAC = "mac"
    BIRTHDATE = "birthdate"
    WORD = "word"  # a word that a rule hides
    METHOD = "method"  # a method, means or place in a message of danger

    @property
    def tag(self) -> str:
        """The label of the marked-up corpora: `PERSON`, `PHONE`, ... (all institutions are `ORG`)."""
        return _TAGS.get(self, self.name)


_TAGS = {Kind.SCHOOL: "ORG", Kind.WORK: "ORG", Kind.CLINIC: "ORG", Kind.WORSHIP: "ORG", Kind.MAC: "IP"}


class Action(enum.IntEnum):
    """What happens to a message; the strictest wins."""

    SHOW = 0
    HOLD = 1
    REFUSE = 2


class Level(enum.IntEnum):
    """How near a danger is. EMERGENCY covers farewells."""

    NONE = 0
    WATCH = 1
    URGENT = 2
    EMERGENCY = 3


class Effect(enum.Enum):
    """What a rule does when it applies."""

    ADVISE = "advise"
    HIDE = "hide"
    HOLD = "hold"
    REFUSE = "refuse"

    @property
    def action(self) -> Action:
        """ADVISE and HIDE show the message."""
        return {Effect.HOLD: Action.HOLD, Effect.REFUSE: Action.REFUSE}.get(self, Action.SHOW)


class Danger(enum.Enum):
    """Who is in danger (CARE C5)."""

    NONE = "none"
    OWN = "own"
    OTHER_NOW = "other_now"  # the writer, from another person, now
    SOMEBODY = "somebody"
    CHILD = "child"


class Seat(enum.Enum):
    """A person's seat in one group."""

    MEMBER = "member"
    PSYCHOLOGIST = "psychologist"
    STAND_IN = "stand_in"
    SUPPORTER = "supporter"
    SUPERVISOR = "supervisor"

    @property
    def is_staff(self) -> bool:
        """True for everyone but members."""
        return self is not Seat.MEMBER


@dataclass(frozen=True, slots=True)
class Hidden:
    """A piece that was taken out: its kind, and a letter that tells two values of one kind apart, or ''."""

    kind: Kind
    letter: str = ""


Piece: TypeAlias = str | Hidden


@dataclass(frozen=True, slots=True, repr=False)
class Body:
    """Words after moderation: text and hidden pieces in order. The only form words have from here on."""

    pieces: tuple[Piece, ...] = ()

    def __repr__(self) -> str:
        return f"<Body pieces={len(self.pieces)} size={self.size}>"

    @property
    def size(self) -> int:
        """Code points of text, each hidden piece counting one."""
        return sum(len(piece) if isinstance(piece, str) else 1 for piece in self.pieces)

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """The hidden pieces in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Hidden))


class RawText:
    """Words as typed. Cannot be printed, compared, hashed, logged or encoded; `unwrap` is the only way in.

    A wall (`Hidden`) stands where an edited message had a hidden piece: it passes through unread.
    """

    __slots__ = ("_pieces",)

    def __init__(self, *pieces: Piece) -> None:
        object.__setattr__(self, "_pieces", pieces)

    @classmethod
    def in_place(cls, body: Body, at: int, raw: RawText) -> RawText:
        """A shown text with these words where its piece `at` stands; every other hidden piece is a wall."""
        return cls(*body.pieces[:at], *raw._pieces, *body.pieces[at + 1 :])  # type: ignore[attr-defined]

    def __len__(self) -> int:
        """Code points, each wall counting one."""
        pieces: tuple[Piece, ...] = self._pieces  # type: ignore[attr-defined]
        return sum(len(piece) if isinstance(piece, str) else 1 for piece in pieces)

    def __repr__(self) -> str:
        return f"<RawText size={len(self)}>"

    def _closed(self, *_: object) -> NoReturn:
        raise TypeError("RawText does not give its words away")

    __str__ = __format__ = __iter__ = __getitem__ = __contains__ = _closed
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _closed
    __hash__ = __add__ = __bytes__ = __reduce__ = __reduce_ex__ = __getstate__ = __setattr__ = _closed


def unwrap(raw: RawText) -> tuple[Piece, ...]:
    """The pieces of a raw text. Called in the listed exits only (tests/test_house.py counts them)."""
    pieces: tuple[Piece, ...] = raw._pieces  # type: ignore[attr-defined]
    return pieces


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` looks like `kind`, with a score in 0..1, says `by`.

    Half-open code-point offsets into the text as typed, before normalisation.
    """

    start: int
    end: int
    kind: Kind
    score: float
    by: str
    whose: Whose | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something happens: `code` is a catalogue key, `rule` the path of the rule that did it.

    `piece` is the index of the body piece it speaks of, or None for the whole message.
    `whose` is for the psychologist's case alone, never for the writer.
    """

    code: str
    rule: str
    effect: Effect
    piece: int | None = None
    whose: Whose | None = None


@dataclass(frozen=True, slots=True)
class CrisisState:
    """The level that earlier messages left, and until when (UTC ms) it lasts."""

    level: Level = Level.NONE
    until: int = 0


def keyed_hash(key: bytes, word: str) -> bytes:
    """BLAKE2b-64 of a folded word under the group's key (DETECTION 6)."""
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest()


@dataclass(frozen=True, slots=True)
class Protected:
    """Registered words and group memory as keyed hashes: what to look for without knowing what it is."""

    key: bytes = b""
    mine: frozenset[bytes] = frozenset()
    others: frozenset[bytes] = frozenset()

    def __repr__(self) -> str:
        return f"<Protected mine={len(self.mine)} others={len(self.others)}>"

    def find(self, word: str) -> Literal["mine", "protected"] | None:
        """Whose registered word this is, of a lower-case folded word or run of words."""
        if not (self.mine or self.others):
            return None
        found = keyed_hash(self.key, word)
        if found in self.mine:
            return "mine"
        return "protected" if found in self.others else None


def _no_time() -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class Context:
    """What moderation may know besides the text. Built from memory, never from disk."""

    now: int = 0  # UTC ms
    zone: str = "Asia/Jakarta"
    seat: Seat = Seat.MEMBER
    posts_before: int = 100
    recent: tuple[
        tuple[bool, Body], ...
    ] = ()  # (own?, body): shown here in the last 90 s, oldest first, at most 8
    crisis: CrisisState = CrisisState()
    handles: frozenset[str] = frozenset()  # look-alike skeletons in this group: never hidden, never imitated
    protected: Protected = field(default_factory=Protected)
    clock: Callable[[], float] = _no_time  # seconds; for the budget only
    covered: bool = True  # somebody reads now (CARE C6: newcomers are held in covered hours)
    label: str = ""  # the author's content label, lower case, or ""
    preview: bool = False  # general recognisers and own words only (CARE C10)
    whole: bool = False  # a crisis's own line: nothing is held, only others' identifiers are hidden (CARE C3)


@dataclass(frozen=True, slots=True, repr=False)
class Decision:
    """What becomes of a message and of its words."""

    action: Action
    body: Body
    rules_version: int
    reasons: tuple[Reason, ...] = ()
    alert: Level = Level.NONE
    crisis: CrisisState = CrisisState()
    danger: Danger = Danger.NONE
    earlier: tuple[tuple[int, Body], ...] = ()  # index into recent -> what it must become now
    learn: frozenset[bytes] = frozenset()  # hashes for the group's memory
    spans: tuple[Span, ...] = ()  # offsets of what was found, for filters and the case; no words

    def __repr__(self) -> str:
        return f"<Decision {self.action.name} reasons={len(self.reasons)} body={self.body.size}>"
