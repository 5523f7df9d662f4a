"""From findings to a verdict: what people get under the rules of their group."""

from __future__ import annotations

from typing import Any

import pytest

from moderation.decide import Verdict, decide
from moderation.normalise import normalise
from moderation.rules import BASE, parse_rules
from moderation.signals import read_signals
from moderation.types import Action, Context, CrisisState, Danger, Effect, Kind, Level, Seat, Span

NOON = 1_795_500_000_000 - 1_795_500_000_000 % 86_400_000 + 5 * 3_600_000  # 12:00 in Jakarta
NIGHT = NOON + 11 * 3_600_000  # 23:00 in Jakarta
MINUTE = 60_000


def told(typed: str, rules: dict[str, Any] | None = None, *found: Span, **facts: Any) -> Verdict:
    text = normalise(typed)
    in_force = parse_rules(rules) if rules else BASE
    return decide(text, list(found), read_signals(text), in_force, Context(**{"now": NOON, **facts}))


def codes(verdict: Verdict) -> set[str]:
    return {reason.code for reason, _, _ in verdict.reasons}


def rules_of(verdict: Verdict) -> set[str]:
    return {reason.rule for reason, _, _ in verdict.reasons}


def phone(start: int, end: int) -> Span:
    return Span(start, end, Kind.PHONE, 0.9, "test")


def test_an_ordinary_message_is_shown_without_a_word_about_it() -> None:
    verdict = told("tadi pagi aku jalan ke pasar, beli tempe")
    assert verdict.action is Action.SHOW
    assert verdict.reasons == verdict.hide == ()


def test_a_number_is_hidden_and_the_message_shown() -> None:
    verdict = told("catat 0812-3456-7890 ini", None, phone(6, 20))
    assert verdict.action is Action.SHOW
    assert [(span.start, span.end) for span in verdict.hide] == [(6, 20)]
    assert rules_of(verdict) == {"identifiers.phone"}


def test_a_held_identifier_is_hidden_too() -> None:
    verdict = told("catat 0812-3456-7890 ini", {"identifiers": {"phone": "hold"}}, phone(6, 20))
    assert verdict.action is Action.HOLD
    assert verdict.hide


def test_a_place_that_the_group_allows_stays() -> None:
    verdict = told(
        "di Salatiga hujan", {"identifiers": {"place": "allow"}}, Span(3, 11, Kind.PLACE, 0.9, "test")
    )
    assert not verdict.hide


def test_a_phrase_that_the_group_allows_stays() -> None:
    verdict = told("telepon 119 ext 8 ya", {"identifiers": {"allow": ["119 ext 8"]}}, phone(8, 17))
    assert not verdict.hide


def test_swearing_at_nobody_is_allowed_and_at_a_member_it_waits() -> None:
    assert told("anjir capek banget hari ini").action is Action.SHOW
    verdict = told("dasar goblok lu @awan")
    assert verdict.action is Action.HOLD
    assert codes(verdict) == {"word.insult"}


def test_telling_somebody_to_die_waits_and_calls_a_person() -> None:
    verdict = told("mati aja lu sana")
    assert verdict.action is Action.HOLD
    assert verdict.alert is Level.URGENT
    assert verdict.danger is Danger.NONE


def test_the_strictest_effect_wins() -> None:
    verdict = told("dasar goblok lu, gabung sini https://chat.whatsapp.com/abc123")
    assert verdict.action is Action.REFUSE
    assert {"words.insult", "links.invite"} <= rules_of(verdict)


def test_advice_changes_nothing_but_is_said() -> None:
    verdict = told("kamu kurang bersyukur aja itu")
    assert verdict.action is Action.SHOW
    assert {reason.effect for reason, _, _ in verdict.reasons} == {Effect.ADVISE}


class TestLinks:
    def test_an_unknown_link_waits(self) -> None:
        assert told("lihat https://contoh.example.com/x").action is Action.HOLD

    def test_a_public_one_is_shown(self) -> None:
        assert told("bacaannya di https://www.who.int/health").action is Action.SHOW

    def test_an_allowed_one_is_shown_under_every_name_below_it(self) -> None:
        rules = {"links": {"allow": ["contoh.example.com"]}}
        assert told("lihat https://a.contoh.example.com/x", rules).action is Action.SHOW

    def test_only_staff_may_post_links_when_the_group_says_so(self) -> None:
        rules = {"links": {"other": {"effect": "refuse", "unless": ["staff"]}}}
        assert told("lihat https://contoh.example.com", rules).action is Action.REFUSE
        assert told("lihat https://contoh.example.com", rules, seat=Seat.PSYCHOLOGIST).action is Action.SHOW


class TestOwnWords:
    RULES = {"words": {"own": [{"terms": ["# kg", "timbang", "diet ... ketat"], "effect": "hide"}]}}  # noqa: RUF012

    @pytest.mark.parametrize(
        ("typed", "hidden"),
        [
            ("beratku 45 kg sekarang", ["45 kg"]),
            ("beratku 45kg sekarang", ["45kg"]),
            ("tadi nimbang lagi", ["nimbang"]),
            ("habis ditimbang bidan", ["ditimbang"]),
            ("aku t1mbang lagi", ["t1mbang"]),
            ("diet yang sangat ketat", ["diet yang sangat ketat"]),
            ("kilometer 45 jauh", []),
        ],
    )
    def test_terms_are_found_inflected_and_evaded(self, typed: str, hidden: list[str]) -> None:
        assert [typed[span.start : span.end] for span in told(typed, self.RULES).hide] == hidden

    def test_without_inflections_only_the_word_itself_counts(self) -> None:
        rules = {"words": {"own": [{"terms": ["timbang"], "effect": "hide", "inflections": False}]}}
        assert not told("habis ditimbang bidan", rules).hide

    def test_a_reason_names_the_list(self) -> None:
        assert rules_of(told("45 kg", self.RULES)) == {"words.own.0"}

    def test_an_allowed_word_is_no_longer_coarse(self) -> None:
        rules = {"words": {"swear": "hold", "allow": ["anjir"]}}
        assert told("anjir capek", rules).action is Action.SHOW
        assert told("bangsat capek", rules).action is Action.HOLD


class TestConditions:
    def test_a_label_opens_a_topic(self) -> None:
        rules = {"topics": {"calories": {"effect": "hold", "unless": ["labelled:makan"]}}}
        assert told("tadi 800 kalori", rules).action is Action.HOLD
        assert told("tadi 800 kalori", rules, label="makan").action is Action.SHOW
        assert told("tadi 800 kalori", rules, label="lain").action is Action.HOLD

    def test_hours_are_those_of_the_groups_zone(self) -> None:
        rules = {"topics": {"politics": {"effect": "hold", "when": ["hours:22:00-05:00"]}}}
        assert told("soal pemilu besok", rules, now=NOON).action is Action.SHOW
        assert told("soal pemilu besok", rules, now=NIGHT).action is Action.HOLD

    def test_a_newcomer_meets_a_stricter_rule(self) -> None:
        rules = {"links": {"public": {"effect": "hold", "when": ["newcomer:10"]}}}
        assert told("lihat who.int", rules, posts_before=9).action is Action.HOLD
        assert told("lihat who.int", rules, posts_before=10).action is Action.SHOW

    def test_quoted_words_may_be_left_alone(self) -> None:
        rules = {"words": {"own": [{"terms": ["payah"], "effect": "hide", "unless": ["quoted"]}]}}
        assert not told('dia bilang "payah" lagi', rules).hide
        assert told("payah lagi", rules).hide

    def test_a_condition_keeps_the_services_rule_outside_it(self) -> None:
        rules = {"words": {"insult": {"effect": "refuse", "when": ["newcomer:5"]}}}
        assert told("dasar goblok lu", rules, posts_before=3).action is Action.REFUSE
        assert told("dasar goblok lu", rules, posts_before=30).action is Action.HOLD


class TestNewcomers:
    def test_the_first_two_wait_in_covered_hours(self) -> None:
        assert told("halo semua, aku baru", posts_before=0).action is Action.HOLD
        assert told("halo semua, aku baru", posts_before=1).action is Action.HOLD
        assert told("halo semua, aku baru", posts_before=2).action is Action.SHOW

    def test_outside_them_a_clean_one_is_shown(self) -> None:
        assert told("halo semua, aku baru", posts_before=0, covered=False).action is Action.SHOW

    def test_and_one_with_a_finding_waits(self) -> None:
        verdict = told("catat 0812-3456-7890 ini", None, phone(6, 20), posts_before=0, covered=False)
        assert verdict.action is Action.HOLD

    def test_a_group_may_hold_them_at_all_hours(self) -> None:
        rules = {"newcomers": {"covered_only": False}}
        assert told("halo semua, aku baru", rules, posts_before=0, covered=False).action is Action.HOLD

    def test_staff_are_no_newcomers(self) -> None:
        assert told("selamat datang", posts_before=0, seat=Seat.PSYCHOLOGIST).action is Action.SHOW


class TestLimits:
    def test_too_long_is_refused(self) -> None:
        assert codes(told("ayo " * 30, {"length": {"message": 100}})) == {"too_long"}
        assert told("ayo", {"length": {"message": 100}}).action is Action.SHOW

    def test_quiet_hours_run_over_midnight(self) -> None:
        rules = {"quiet": {"hours": [{"from": "22:00", "to": "05:00"}]}}
        assert told("masih bangun?", rules, now=NIGHT).action is Action.REFUSE
        assert told("masih bangun?", rules, now=NOON).action is Action.SHOW

    def test_staff_may_write_in_quiet_hours(self) -> None:
        rules = {"quiet": {"hours": [{"from": "22:00", "to": "05:00"}]}}
        assert told("selamat malam", rules, now=NIGHT, seat=Seat.PSYCHOLOGIST).action is Action.SHOW

    def test_another_language_is_advice(self) -> None:
        rules = {"language": {"spoken": ["id"], "effect": "advise"}}
        assert codes(told("I think this is what they have been doing with all of it", rules)) == {"language"}
        assert not told("hari ini aku masak sayur dan tidur siang di rumah ibu", rules).reasons
        assert not told("ok thanks", rules).reasons


class TestCrisis:
    def test_a_watch_is_shown_with_a_row_on_the_desk(self) -> None:
        verdict = told("rasanya aku cuma jadi beban buat semua orang")
        assert (verdict.action, verdict.alert) == (Action.SHOW, Level.WATCH)
        assert codes(verdict) == {"crisis.watch"}

    def test_urgent_is_shown_and_calls_a_person(self) -> None:
        verdict = told("aku kepikiran bunuh diri terus")
        assert (verdict.action, verdict.alert, verdict.danger) == (Action.SHOW, Level.URGENT, Danger.OWN)

    def test_methods_and_places_are_hidden_in_it_even_where_places_are_allowed(self) -> None:
        typed = "aku kepikiran bunuh diri terus, di Salatiga, liat gunting"
        place = Span(35, 43, Kind.PLACE, 0.9, "test")
        verdict = told(typed, {"identifiers": {"place": "allow"}}, place)
        assert {typed[span.start : span.end] for span in verdict.hide} == {"Salatiga", "gunting"}
        assert Kind.METHOD in {span.kind for span in verdict.hide}

    def test_an_emergency_waits_and_calls_a_person(self) -> None:
        verdict = told("malam ini aku akhiri hidupku, selamat tinggal semuanya")
        assert (verdict.action, verdict.alert) == (Action.HOLD, Level.EMERGENCY)

    def test_nothing_refuses_a_cry_for_help(self) -> None:
        rules = {"quiet": {"hours": [{"from": "22:00", "to": "05:00"}]}, "length": {"message": 10}}
        verdict = told("aku kepikiran bunuh diri terus", rules, now=NIGHT)
        assert verdict.action is Action.HOLD
        assert verdict.alert is Level.URGENT

    def test_it_lasts_for_the_members_next_messages(self) -> None:
        first = told("aku kepikiran bunuh diri terus")
        assert first.crisis == CrisisState(Level.URGENT, NOON + 60 * MINUTE)
        rules = {"length": {"message": 10}}
        soon, later = NOON + 5 * MINUTE, NOON + 61 * MINUTE
        assert told("kalian masih di sini kan", rules, now=soon, crisis=first.crisis).action is Action.HOLD
        assert told("kalian masih di sini kan", rules, now=later, crisis=first.crisis).action is Action.REFUSE

    def test_a_watch_shortly_after_is_urgent(self) -> None:
        state = CrisisState(Level.URGENT, NOON + 5 * MINUTE)
        assert told("aku cuma jadi beban buat semua orang", crisis=state).alert is Level.URGENT

    def test_a_calmer_message_does_not_end_it(self) -> None:
        state = CrisisState(Level.EMERGENCY, NOON + 5 * MINUTE)
        assert told("maaf ya", crisis=state).crisis == state
        assert told("maaf ya", crisis=state, now=NOON + 6 * MINUTE).crisis == CrisisState()

    def test_a_group_may_be_stricter(self) -> None:
        rules = {"crisis": {"watch": "hold", "watch_alerts": True}}
        verdict = told("rasanya aku cuma jadi beban buat semua orang", rules)
        assert (verdict.action, verdict.alert) == (Action.HOLD, Level.URGENT)


class TestStaff:
    def test_an_ask_by_staff_has_a_code_of_its_own(self) -> None:
        verdict = told("minta nomor wa kamu ya", seat=Seat.PSYCHOLOGIST)
        assert codes(verdict) == {"ask.by_staff"}
        assert rules_of(verdict) == {"asks.contact"}

    def test_identifiers_are_hidden_for_them_too(self) -> None:
        verdict = told("catat 0812-3456-7890 ini", None, phone(6, 20), seat=Seat.PSYCHOLOGIST)
        assert verdict.hide
