// Where a member writes: what would be hidden is told beforehand, what was refused comes back, nothing is lost.

import { clone, fieldText, fillBody, quoteOf } from "./message.js";
import { keep, newId } from "./outbox.js";
import { say } from "./words.js";

const REST = 700; // ms without a key before a preview is asked for
const APART = 1_000; // ms between two previews
const BESIDE = ["wish", "label", "label_own", "reply"]; // what stands beside the words

/** A line with its drawing, as the server's macro makes it. */
export function stateLine(drawing, words, tone = "") {
  const line = clone("t-unsent").querySelector(".state");
  line.className = `state ${tone}`.trim();
  const use = line.querySelector("use");
  use?.setAttribute("href", use.getAttribute("href").replace(/#.*$/, `#${drawing}`));
  line.querySelector(".says").textContent = words;
  return line;
}

export class Composer {
  /**
   * `onSend({text, wish, label, label_own, reply})`; `onEdit(row, text)` sends another version of a message;
   * `preview(text) -> bool` asks for one; `draft` is a Storage, or null on a shared device.
   */
  constructor(form, { onSend, onEdit, preview, draft, name }) {
    Object.assign(this, { form, onSend, onEdit, ask: preview, draft, name });
    this.answers = form.querySelector("#membalas");
    this.edits = form.querySelector("#mengubah");
    this.answers.querySelector("a").addEventListener("click", (click) => this.#noReply(click));
    this.edits.querySelector("button").addEventListener("click", () => this.endEdit());
    this.field = form.querySelector("textarea");
    [this.button, this.hint, this.refusal] = ["#kirim", "#hint", "#refusal"].map((id) => form.querySelector(id));
    this.lastAsked = 0;
    this.field.value ||= draft?.getItem(name) ?? "";
    form.addEventListener("submit", (submit) => this.#submit(submit));
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (key) => {
      if (key.key === "Enter" && (key.ctrlKey || key.metaKey)) form.requestSubmit();
    });
    this.#wireSwitch(form.querySelector("#pratinjau"));
  }

  /** What is written next answers this message. */
  reply(row) {
    this.endEdit();
    this.form.elements.reply.value = row.dataset.seq;
    this.answers.querySelector(".quoted").textContent = quoteOf(row);
    this.answers.hidden = false;
    this.field.focus();
  }

  /** A message changed: what is being answered is quoted as it stands now, and not when it is gone. */
  follow(row) {
    if (!row || row.dataset.seq !== this.form.elements.reply.value) return;
    if (row.matches(".is-gone")) this.#noReply();
    else this.answers.querySelector(".quoted").textContent = quoteOf(row);
  }

  /** Another version of an own message is written here; what was being written waits beside it. */
  edit(row) {
    this.endEdit();
    this.editing = { row: row.id, rev: row.dataset.rev, was: fieldText(row), kept: this.field.value, form: newId() };
    this.field.value = this.editing.was;
    this.#editMode(true);
    this.field.focus();
  }

  /** Back to what was being written. `text` is kept with it: a version that can go nowhere any more. */
  endEdit(text = "") {
    if (!this.editing) return;
    const { kept } = this.editing;
    this.editing = null;
    this.#editMode(false);
    this.field.value = [text, kept].filter(Boolean).join("\n\n");
    this.#keep();
  }

  /** What an edit was not taken for. A message that is gone takes none: the text stays as a new one. */
  editRefused(reasons) {
    const row = document.getElementById(this.editing?.row);
    if (!row || row.matches(".is-gone")) this.endEdit(this.field.value);
    else Object.assign(this.editing, { rev: row.dataset.rev, was: fieldText(row), form: newId() });
    this.tell(reasons);
  }

  /** A text that was not taken comes back, before what has been typed meanwhile, with the reasons. */
  giveBack(text, reasons) {
    this.endEdit();
    this.field.value = [text, this.field.value].filter(Boolean).join("\n\n");
    this.#keep();
    this.tell(reasons);
  }

  /** What waited is its author's again: before what has been typed meanwhile. */
  resume(text, words) {
    this.endEdit();
    this.field.value = [text, this.field.value].filter(Boolean).join("\n\n");
    this.#keep();
    this.say(words);
    this.field.focus();
  }

  /** Say why something did not go, until the next sending. */
  tell(sentences) {
    const lines = sentences.filter(Boolean).map((words) => paragraph(words));
    this.refusal.replaceChildren(stateLine("stop", say("refused.head"), "is-grave"), ...lines);
    this.refusal.hidden = false;
  }

  /** Say what happened to what was sent. */
  say(words) {
    this.#hint(stateLine("clock", words));
  }

  /** Show what would be hidden: an answer to the newest question alone. */
  show({ n, body, reasons, action, help }) {
    if (n !== this.asked) return;
    const hidden = body.filter((piece) => piece.k).length;
    if (!this.editing) this.button.textContent = hidden ? say("room.send_hidden", { n: hidden }) : say("room.send");
    this.#hint(...lines(hidden, body, reasons, action), ...(help ? [helpDoor()] : []));
  }

  #submit(submit) {
    submit.preventDefault();
    const text = this.field.value;
    if (!text.trim()) return;
    if (this.editing) {
      this.onEdit({ ...this.editing, rev: this.#revNow() }, text);
      return;
    }
    const given = new FormData(this.form);
    const beside = Object.fromEntries(BESIDE.map((name) => [name, given.get(name) || undefined]));
    this.form.reset();
    this.form.querySelector(".about-choice")?.removeAttribute("open");
    this.#noReply();
    this.field.value = "";
    this.#clear();
    this.onSend({ text, ...beside, reply: beside.reply && Number(beside.reply) });
    this.field.focus();
  }

  // A reaction makes a new state too: where the words are still those that were read, the newest state is meant.
  #revNow() {
    const row = document.getElementById(this.editing.row);
    const same = row?.querySelector(".message-text") && fieldText(row) === this.editing.was;
    return same ? row.dataset.rev : this.editing.rev;
  }

  #noReply(click) {
    click?.preventDefault();
    this.form.elements.reply.value = "";
    this.answers.hidden = true;
    this.answers.querySelector(".quoted").textContent = "";
  }

  #editMode(on) {
    this.edits.hidden = !on;
    for (const part of this.form.querySelectorAll(".wish, .about-choice")) part.hidden = on;
    this.answers.hidden = on || !this.form.elements.reply.value;
    this.#clear();
  }

  #clear() {
    clearTimeout(this.timer);
    this.asked = null;
    this.refusal.hidden = true;
    this.button.textContent = say(this.editing ? "edit.save" : "room.send");
    this.#hint();
    this.#keep();
  }

  #typed() {
    this.#keep();
    clearTimeout(this.timer);
    if (!this.field.value.trim()) this.#clear();
    else if (!this.isOff) this.#previewSoon();
  }

  #previewSoon() {
    if (!this.lastAsked) this.#hint(small(say("room.preview_note")));
    const wait = Math.max(REST, this.lastAsked + APART - Date.now());
    this.timer = setTimeout(() => this.#preview(), wait);
  }

  #preview() {
    this.lastAsked = Date.now();
    this.asked = (this.count = (this.count ?? 0) + 1);
    this.ask({ n: this.asked, text: this.field.value });
  }

  #wireSwitch(button) {
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      this.isOff = !this.isOff;
      button.setAttribute("aria-pressed", String(!this.isOff));
      button.textContent = say(this.isOff ? "room.preview_on" : "room.preview_off");
      this.#clear();
    });
  }

  #hint(...children) {
    this.hint.replaceChildren(...children);
    this.hint.hidden = !children.length;
  }

  #keep() {
    if (!this.editing) keep(this.draft, this.name, this.field.value);
  }
}

function lines(hidden, body, reasons, action) {
  const out = [];
  if (action === "refuse") out.push(stateLine("stop", say("room.will_not_go"), "is-grave"));
  if (action === "hold") out.push(stateLine("clock", say("room.will_wait"), "is-wait"));
  if (hidden) {
    const becomes = document.createElement("p");
    becomes.className = "becomes";
    fillBody(becomes, body);
    out.push(stateLine("piece", say("room.found", { n: hidden })), small(say("room.becomes")), becomes);
  } else if (reasons.length && action === "show") out.push(stateLine("talk", say("room.advice")));
  return [...out, ...reasons.filter(({ code }) => !code.startsWith("identifier.")).map(({ text }) => paragraph(text))];
}

function helpDoor() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-quiet";
  button.dataset.act = "help";
  button.textContent = say("help.open");
  return button;
}

function paragraph(words) {
  const line = document.createElement("p");
  line.textContent = words;
  return line;
}

function small(words) {
  const line = document.createElement("small");
  line.textContent = words;
  return line;
}
