// Where a member writes: what would be hidden is told beforehand, what was refused comes back, nothing is lost.

import { clone, fillBody } from "./message.js";
import { keep } from "./outbox.js";
import { say } from "./words.js";

const REST = 700; // ms without a key before a preview is asked for
const APART = 1_000; // ms between two previews

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
  /** `onSend({text, wish})`; `preview(text) -> bool` asks for one; `draft` is a Storage, or null on a shared device. */
  constructor(form, { onSend, preview, draft, name }) {
    Object.assign(this, { form, onSend, ask: preview, draft, name });
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

  /** A text that was not taken comes back, before what has been typed meanwhile, with the reasons. */
  giveBack(text, reasons) {
    this.field.value = [text, this.field.value].filter(Boolean).join("\n\n");
    this.#keep();
    this.tell(reasons);
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
    this.button.textContent = hidden ? say("room.send_hidden", { n: hidden }) : say("room.send");
    this.#hint(...lines(hidden, body, reasons, action), ...(help ? [helpDoor()] : []));
  }

  #submit(submit) {
    submit.preventDefault();
    const text = this.field.value;
    if (!text.trim()) return;
    const wish = new FormData(this.form).get("wish") ?? undefined;
    this.form.reset();
    this.field.value = "";
    this.#clear();
    this.onSend({ text, wish });
    this.field.focus();
  }

  #clear() {
    clearTimeout(this.timer);
    this.asked = null;
    this.refusal.hidden = true;
    this.button.textContent = say("room.send");
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
    keep(this.draft, this.name, this.field.value);
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
