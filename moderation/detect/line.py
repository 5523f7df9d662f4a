"""A text as a line of words, with what the frames of names ask of each."""

from __future__ import annotations

from moderation.detect.lexicon import classes_of
from moderation.detect.wording import begins_sentence, gap_before, is_capital
from moderation.normalise import Text

_VOWELS = frozenset("aeiouy")


class Line:
    """A text with what the frames ask of each word."""

    __slots__ = ("classes", "lows", "shouted", "text", "words")

    def __init__(self, text: Text) -> None:
        self.text = text
        self.words = text.words
        self.lows = [word.low for word in text.words]
        self.classes = classes_of(self.lows)
        self.shouted = text.shouted

    def low(self, at: int) -> str:
        return self.lows[at] if 0 <= at < len(self.lows) else ""

    def gap(self, at: int) -> str:
        """What stands before this word; a line's end at the ends."""
        return gap_before(self.text, at) if 0 < at < len(self.words) else "\n"

    def capital(self, at: int) -> bool:
        return not self.shouted and is_capital(self.text, self.words[at])

    def mid(self, at: int) -> bool:
        """Capital where none is due."""
        return self.capital(at) and not begins_sentence(self.text, self.words[at])

    def plainly_capital(self, at: int) -> bool:
        """`Elodie`, not `PHQ`, `EktP` or a hashtag."""
        word = self.words[at]
        inner = self.text.plain[word.start + 1 : word.end]
        said = len(word.low) > 2 and not _VOWELS.isdisjoint(word.low)
        return self.capital(at) and inner.islower() and said and self.behind(at) not in ("#", "@", "_")

    def masked(self, at: int) -> bool:
        """Written in letters of two scripts that look alike."""
        word, text = self.words[at], self.text
        if text.typed is text.plain:
            return False
        typed = text.typed[text.origin[word.start] : text.origin[word.end]]
        return any(map(str.isascii, typed)) and any(char.isalpha() and ord(char) > 0x36F for char in typed)

    def behind(self, at: int) -> str:
        """The code point right before this word, or ''."""
        start = self.words[at].start
        return self.text.plain[start - 1 : start] if start else ""
