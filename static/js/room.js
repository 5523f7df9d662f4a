// The room: what is said enters the list, what is typed goes out, and a lost connection costs nothing.

import { Composer } from "./composer.js";
import { leave } from "./exit.js";
import { Log } from "./log.js";
import { clone } from "./message.js";
import { Menu } from "./menu.js";
import { wireOlder } from "./older.js";
import { Outbox, newId } from "./outbox.js";
import { fetchPage, oneAtATime } from "./refresh.js";
import { send, sendForText } from "./send.js";
import { Socket, followDevice } from "./socket.js";
import { say } from "./words.js";

const main = document.querySelector("main.room");
const place = main.dataset;
const own = document.body.dataset.device === "own" ? localStorage : null; // a shared device keeps nothing
const list = document.getElementById("log");
const log = new Log(list, place.me, Number(place.from));
const AROUND = ["siapa", "pembaca", "keadaan", "sambutan", "tema", "sepakat"]; // who reads this, and whether it is open: true again after a change
const CHANGES = new Set(["joined", "opened", "closed", "rules", "notice"]); // kinds after which that may be otherwise

const socket = new Socket({
  url: new URL(place.socket, location.href.replace(/^http/, "ws")).href,
  epoch: place.epoch,
  after: JSON.parse(place.channels),
  onState: showState,
  onFrame: (frame) => FRAMES[frame.t]?.(frame),
});

const outbox = new Outbox({
  storage: own,
  name: `outbox.${place.me}`,
  send: (item) => socket.send({ t: "post", channel: place.room, ...item }),
  onChange: showUnsent,
  onSilence: () => socket.drop(),
});

const composer = new Composer(document.getElementById("tulis"), {
  onSend: (written) => outbox.add({ id: newId(), ...written, roster: Number(place.roster) }),
  onEdit: change,
  preview: ({ n, text }) => socket.state === "live" && socket.send({ t: "preview", channel: place.room, n, text }),
  draft: own,
  name: `draft.${place.me}`,
});

const FRAMES = {
  ready({ build }) {
    place.stale = place.build && build !== place.build ? "yes" : "";
    outbox.flush();
    renew();
  },
  event(event) {
    const shown = event.kind === "changed" ? event.now : event;
    if (shown?.kind === "joined") place.roster = Math.max(place.roster, shown.seq);
    const asks = !event.c.startsWith("room:") || (shown && !log.take(shown)) || CHANGES.has(shown?.kind);
    if (event.kind === "changed" && shown) composer.follow(log.row(shown.seq));
    if (OVER.has(shown?.data.state)) document.getElementById(`h-${shown.data.case}`)?.remove();
    if (asks) refresh();
  },
  ack(answer) {
    const item = outbox.settle(answer.id);
    if (answer.action === "refuse" && item) composer.giveBack(item.text, [...sentences(answer), answer.text]);
    if (answer.action === "hold") composer.say(answer.text);
    renew();
  },
  error(error) {
    if (error.roster) place.roster = Math.max(place.roster, error.roster);
    if (error.id) notTaken(error);
  },
  preview: (answer) => composer.show(answer),
  reload: () => startOver(),
};

const LATER = { too_fast: 1_000, unavailable: 10_000, not_open: 500 }; // ms until it is tried again by itself

function notTaken({ id, code, text, retry_after: wait, help }) {
  if (code in LATER) {
    outbox.postpone(id, Math.max(wait ?? 0, LATER[code]));
    if (code !== "not_open") composer.tell([text]);
  } else {
    const item = outbox.settle(id);
    if (item) composer.giveBack(item.text, [text]);
  }
  if (help) document.querySelector("details.help").open = true;
}

function sentences({ reasons }) {
  return (reasons ?? []).map((reason) => reason.text);
}

const OVER = new Set(["released", "taken_back"]); // a held message that stands in the room now, or nowhere

// Another version of an own message: a plain form, sent from here.
async function change({ row, rev, form }, text) {
  const { seq } = document.getElementById(row)?.dataset ?? { seq: row.replace(/\D/g, "") };
  const fields = { text, rev, roster: place.roster, form };
  const { done, told } = await send(`/g/${place.room.replace("room:", "")}/m/${seq}/edit`, fields);
  if (!done) return composer.editRefused(told);
  composer.endEdit();
  return composer.say(say("act.done_edit"));
}

new Menu(document.getElementById("pilihan"), list, {
  acts: { reply: (row) => composer.reply(row), edit: (row) => composer.edit(row) },
  isLive: () => socket.state === "live",
  renew: () => refresh(),
});

// What waits comes back into the field; a held version of a message has a page of its own for that.
list.addEventListener("submit", async (submit) => {
  const form = submit.target;
  if (!form.matches(".take-back") || form.dataset.away !== undefined) return;
  submit.preventDefault();
  const { text, told } = await sendForText(form.action, "#isi");
  if (text === null) composer.tell(told);
  else composer.resume(text, say("held.given_back"));
});
wireOlder(log);
setInterval(() => log.renameDays(), 60_000);

// The server's own rendering of what only it can render; merged, so that what is being written stays.
const refresh = oneAtATime(async () => {
  const fresh = await fetchPage();
  if (fresh === false) socket.end(4003);
  if (!fresh) return;
  const head = JSON.parse(fresh.querySelector("main").dataset.channels)[place.room];
  log.sync(fresh.getElementById("log"), head);
  takeOver(fresh);
});

function takeOver(fresh) {
  const now = fresh.querySelector("main").dataset;
  Object.assign(place, { roster: Math.max(place.roster, now.roster), max: now.max, ignored: now.ignored });
  document.getElementById("tulis").elements.roster.value = place.roster;
  for (const id of AROUND) {
    const [old, renewed] = [document.getElementById(id), fresh.getElementById(id)];
    if (old && renewed) old.replaceChildren(...document.adoptNode(renewed).childNodes);
  }
}

// Another data set, or too much missed: the whole list anew, and the socket from where the new page stands.
async function startOver() {
  const fresh = await fetchPage();
  if (!fresh) return fresh === false ? socket.end(4003) : socket.drop();
  const now = fresh.querySelector("main.room");
  list.replaceChildren(...document.adoptNode(now.querySelector("#log")).childNodes);
  Object.assign(place, { roster: now.dataset.roster, channels: now.dataset.channels });
  return socket.restart(now.dataset.epoch, JSON.parse(now.dataset.channels));
}

// A newer release is running: take it when nothing is being written.
function renew() {
  if (place.stale && !outbox.items.length && !composer.field.value) location.reload();
}

const ENDED = { 4001: "room.signed_out", 4003: "room.no_longer" };

function showState(state, why) {
  place.state = state;
  const banner = document.getElementById("banner");
  banner.hidden = state === "live" || state === "opening";
  banner.querySelector(".says").textContent = say(ENDED[why] ?? "room.lost_net");
  if (state === "live") showUnsent();
  else outbox.lost();
  if (state === "ended") shut(why);
}

// Signed out or no longer here: the group's words leave the screen; a shared phone shows nothing at all any more.
function shut(why) {
  list.replaceChildren();
  if (why === 4001 && !own) leave({ tell: false });
}

function showUnsent() {
  const waiting = socket.state === "live" && !outbox.pausing ? [] : outbox.items;
  document.getElementById("outbox").replaceChildren(...waiting.map(unsent));
  const note = document.querySelector("#banner .unsent-note");
  note.hidden = !waiting.length;
  note.textContent = say(own ? "room.unsent" : "room.unsent_shared");
}

function unsent({ id, text }) {
  const element = clone("t-unsent");
  element.id = `u-${id}`;
  element.querySelector(".handle").textContent = say("room.you", { handle: place.meHandle });
  element.querySelector(".message-text").textContent = text;
  return element;
}

document.addEventListener("leave", () => {
  socket.end();
  outbox.clear();
});
if (!new URLSearchParams(location.search).has("before")) {
  followDevice(socket);
  socket.connect();
}
