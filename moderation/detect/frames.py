"""The words around a name: who is spoken of, called, greeted, quoted, introduced."""

from __future__ import annotations

from moderation.data import sections_of

_WORDS = sections_of("naming")


#: Before a name, but before things too: they say little for a word that is also a name.
SOCIAL_THIN = _WORDS["social_thin"]
ABBREVIATED = _WORDS["abbreviated"]
#: Said to somebody: lower case behind an honorific they are no name.
VERY_WORDY = _WORDS["very_wordy"]
SPEECH = _WORDS["speech"]
#: Before a name, never part of it. The second row also means other things.
HONORIFICS = _WORDS["honorifics"]
WEAK_HONORIFICS = _WORDS["weak_honorifics"]
AFTER_TITLE = _WORDS["after_title"]
RELATIONS = _WORDS["relations"]
KIN_AFTER = RELATIONS | _WORDS["kin_after"]
NAMED = _WORDS["named"]
SOCIAL = _WORDS["social"]
GREETINGS = _WORDS["greetings"]
INTROS = _WORDS["intros"]
PRESENTED = _WORDS["presented"]
SAYS = _WORDS["says"]
VOCATIVE = _WORDS["vocative"]
MEDIA = _WORDS["media"]
HOLY = _WORDS["holy"]
NOT_AFTER = _WORDS["not_after"]
PETS = _WORDS["pets"]
MONUMENTS = _WORDS["monuments"]
SCRIPTURE_PEOPLE = _WORDS["scripture_people"]
SCRIPTURE_TALK = _WORDS["scripture_talk"]
BALINESE_TALK = _WORDS["balinese_talk"]
PREFIXES = _WORDS["prefixes"]
BALINESE = _WORDS["balinese"]
JOINTS = _WORDS["joints"]
CALLS = frozenset(tuple(frame.split()) for frame in _WORDS["calls"])
NAMED_LOOSELY = _WORDS["named_loosely"]
LOOSE_KIN = _WORDS["loose_kin"]
FROM = _WORDS["from"]
COPULAS = _WORDS["copulas"]
THIN = _WORDS["thin"]
INANIMATE = _WORDS["inanimate"]
PLEAS = _WORDS["pleas"]
IFS = _WORDS["ifs"]
YOU = _WORDS["you"]
TOLD_WHOM = _WORDS["told_whom"]
ARTICLES = _WORDS["articles"]
INTERJECTIONS = _WORDS["interjections"]
OWNERS = _WORDS["owners"]
MINE = _WORDS["mine"]
KIN_PLAIN = _WORDS["kin_plain"]
REPORTS = _WORDS["reports"]
NOBODY = _WORDS["nobody"]
THINGS_BEFORE = _WORDS["things_before"]
THINGS_AFTER = _WORDS["things_after"]
WHERE = _WORDS["where"]
WATCH = _WORDS["watch"]
OWNING = _WORDS["owning"]
JUST_NOW = _WORDS["just_now"]
STATES = _WORDS["states"]
PRONOUNS = _WORDS["pronouns"]
