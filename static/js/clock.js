// Moments as the server writes them (groups/locale): in the group's zone (<main data-zone>), by the page's own words.

import { say } from "./words.js";

const formats = new Map();

function parts(ms, zone) {
  if (!formats.has(zone)) formats.set(zone, new Intl.DateTimeFormat("en-GB", { ...FIELDS, timeZone: zone }));
  return Object.fromEntries(formats.get(zone).formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
}

const FIELDS = { hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" };
const zoneHere = () => document.querySelector("main")?.dataset.zone || "Asia/Jakarta";
const two = (number) => String(number).padStart(2, "0");
const dayNumber = ({ year, month, day }) => Date.UTC(year, month - 1, day) / 86_400_000;

/** "19.12": for the head of a message, which alone stands without a zone. */
export function clockShort(ms) {
  const { hour, minute } = parts(ms, zoneHere());
  return say("time.hour").replace("HH", two(hour)).replace("MM", two(minute));
}

/** "Hari ini", "Kemarin", or "Rabu, 13 Agustus", with the year when it is another. */
export function dayOf(ms, now = Date.now()) {
  const [at, today] = [parts(ms, zoneHere()), parts(now, zoneHere())];
  const ago = dayNumber(today) - dayNumber(at);
  if (ago === 0 || ago === 1) return say(ago ? "time.yesterday" : "time.today");
  const date = say("time.day").replace(/WEEKDAY|DAY|MONTH/g, (word) => named(word, at));
  return at.year === today.year ? date : `${date} ${at.year}`;
}

function named(word, at) {
  if (word === "DAY") return at.day;
  if (word === "MONTH") return say("time.months").split(" ")[at.month - 1];
  return say("time.weekdays").split(" ")[(dayNumber(at) + 3) % 7]; // day 0 was a Thursday; weekdays start on Monday
}

/** "2025-08-13": the date in the zone. */
export function dayKey(ms) {
  const { year, month, day } = parts(ms, zoneHere());
  return `${year}-${two(month)}-${two(day)}`;
}

/** For <time datetime>: the same characters as the server. */
export function isoTime(ms) {
  return new Date(ms).toISOString();
}
