// Posts that are not acknowledged yet: kept with their ids until they are, sent in order, one in flight.
// On an own device they outlive the tab (localStorage); on a shared one they live in memory alone.

const PATIENCE = 15_000; // ms without an answer: the connection is not to be trusted

/** 128 random bits as 32 hexadecimal digits. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keep a text on the device, or take it away when it is empty. False when the device has no room for it. */
export function keep(storage, name, text) {
  try {
    if (text) storage?.setItem(name, text);
    else storage?.removeItem(name);
    return true;
  } catch {
    return false;
  }
}

export class Outbox {
  /** `send(item)` says whether it went out; `onChange()` after every change; `onSilence()` when no answer came. */
  constructor({ storage, name, send, onChange, onSilence }) {
    Object.assign(this, { storage, name, send, onChange, onSilence });
    this.memory = [];
    this.flight = null;
  }

  /** What waits, oldest first. Read anew each time: another tab may have added or delivered. */
  get items() {
    if (!this.storage) return this.memory;
    try {
      return JSON.parse(this.storage.getItem(this.name) ?? "[]");
    } catch {
      return [];
    }
  }

  add(item) {
    this.#keep([...this.items, item]);
    this.flush();
  }

  /** Send the first one, unless one is out or a pause was asked for. */
  flush() {
    const first = this.items[0];
    if (!first || this.flight || this.pausing || !this.send(first)) return;
    this.flight = first.id;
    this.timer = setTimeout(() => this.onSilence(), PATIENCE);
  }

  /** The answer for an id came: it leaves. Returns the item, or undefined for one that is not ours. */
  settle(id) {
    const item = this.items.find((each) => each.id === id);
    this.#land(id);
    if (item) this.#keep(this.items.filter((each) => each.id !== id));
    this.flush();
    return item;
  }

  /** Not now: it stays first and is tried again after `wait` ms. */
  postpone(id, wait) {
    this.#land(id);
    this.pausing = setTimeout(() => {
      this.pausing = null;
      this.flush();
    }, wait);
    this.onChange();
  }

  /** The connection is gone: what was in flight may or may not have arrived; its id makes it once. */
  lost() {
    this.#land(this.flight);
    this.onChange();
  }

  clear() {
    this.lost();
    clearTimeout(this.pausing);
    this.#keep([]);
  }

  #land(id) {
    if (this.flight !== id) return;
    clearTimeout(this.timer);
    this.flight = null;
  }

  #keep(items) {
    this.memory = items;
    if (!keep(this.storage, this.name, items.length ? JSON.stringify(items) : "")) this.storage = null;
    this.onChange();
  }
}
