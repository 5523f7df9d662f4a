// What one can do to a message: its page's choices in a sheet. Every choice is the plain form that the page has, sent
// without leaving the room; what comes of it arrives as everybody gets it.

import { clone } from "./message.js";
import { send } from "./send.js";
import { say } from "./words.js";

export class Menu {
  /**
   * `acts`: {name: (row) => ...} for links with that data-act; `isLive()` says whether events come in; `renew()` is
   * called after what nobody else hears of.
   */
  constructor(sheet, list, { acts, isLive, renew }) {
    Object.assign(this, { sheet, acts, isLive, renew });
    list.addEventListener("click", (click) => this.#opened(click));
    sheet.addEventListener("click", (click) => this.#chosen(click));
    sheet.addEventListener("submit", (submit) => this.#submitted(submit));
    sheet.addEventListener("toggle", (toggle) => toggle.newState === "closed" && this.#closed());
  }

  #opened(click) {
    const link = click.target.closest("a.more");
    if (!link || click.ctrlKey || click.metaKey || !this.sheet.showPopover) return;
    click.preventDefault();
    this.row = link.closest("[data-seq]");
    this.sheet.replaceChildren(choicesFor(this.row));
    this.sheet.showPopover({ source: link });
    this.sheet.querySelector("button, a")?.focus();
  }

  #chosen(click) {
    const act = this.acts[click.target.closest("[data-act]")?.dataset.act];
    if (!act) return;
    click.preventDefault();
    const { row } = this;
    this.row = null; // the focus goes where the act leads
    this.sheet.hidePopover();
    act(row);
  }

  async #submitted(submit) {
    const form = submit.target;
    if ("leads" in form.dataset) return; // to a page of its own
    submit.preventDefault();
    const { done, told } = await send(form.action, new FormData(form, submit.submitter));
    if (done && !told.length) this.sheet.hidePopover();
    else this.#tell(told, done);
    if (done && !this.isLive()) location.reload();
    else if (done && form.dataset.renew !== undefined) this.renew();
  }

  #tell(sentences, done) {
    const line = this.sheet.querySelector(".told");
    if (!line) return;
    line.classList.toggle("is-wait", !done);
    line.textContent = sentences.join(" ");
    line.hidden = false;
  }

  #closed() {
    const row = this.row && document.getElementById(this.row.id);
    row?.querySelector(".more")?.focus({ preventScroll: true });
    this.sheet.replaceChildren();
  }
}

// The template has every part, for seq 0.
function choicesFor(row) {
  const element = clone("t-choices");
  const is = {
    mine: row.matches(".is-mine"),
    theirs: !row.matches(".is-mine"),
    calm: !row.querySelector(".reader"),
    fellow: !row.querySelector(".tag"),
  };
  for (const part of element.querySelectorAll("[data-for]")) {
    if (!part.dataset.for.split(" ").every((name) => is[name])) part.remove();
  }
  for (const [name, part] of [["href", "a"], ["action", "form"]].flatMap(([name, tag]) => every(element, tag, name))) {
    part.setAttribute(name, at(part.getAttribute(name), row.dataset.seq));
  }
  const own = (row.querySelector(".reactions")?.dataset.own ?? "").split(" ");
  for (const button of element.querySelectorAll(".gentle button")) press(button, own.includes(button.value));
  if (row.matches(".is-ignored")) unfold(element.querySelector("[data-renew] button"));
  return element;
}

function every(element, tag, name) {
  return [...element.querySelectorAll(tag)].map((part) => [name, part]);
}

function at(address, seq) {
  return address.replace(/\/m\/0(?=[/#]|$)/, `/m/${seq}`).replace(/=0(?=#|$)/, `=${seq}`);
}

// As the server's macro makes it for who is folded away already.
function unfold(button) {
  const use = button.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*$/, "#eye"));
  button.name = "off";
  button.querySelector(".says").textContent = say("ignore.off");
}

function press(button, pressed) {
  button.name = pressed ? "off" : "on";
  button.setAttribute("aria-pressed", String(pressed));
}
