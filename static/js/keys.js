// Single keys for who works without a pointer. They are shown, sleep while something is written, and can be turned off.

import { say } from "./words.js";

const NAME = "keys"; // on an own device the choice is kept

/** `keys`: {j: () => ...}; `bar` shows them and holds the switch. */
export function wireKeys(bar, keys) {
  if (!bar) return;
  const kept = document.body.dataset.device === "own" ? localStorage : null;
  const button = bar.querySelector("button");
  let isOn = kept?.getItem(NAME) !== "off";
  const show = () => {
    button.setAttribute("aria-pressed", String(isOn));
    button.textContent = say(isOn ? "queue.keys_off" : "queue.keys_on");
  };
  button.addEventListener("click", () => {
    isOn = !isOn;
    kept?.setItem(NAME, isOn ? "on" : "off");
    show();
  });
  document.addEventListener("keydown", (key) => {
    if (!isOn || key.ctrlKey || key.metaKey || key.altKey || isWriting(key.target)) return;
    const act = keys[key.key];
    if (act && act() !== false) key.preventDefault();
  });
  bar.hidden = false;
  show();
}

function isWriting(target) {
  return target.matches("textarea, select, input:not([type='radio']):not([type='checkbox']), [contenteditable]");
}

/** Take back what was decided last on this page. */
export function undoFirst() {
  const button = document.querySelector("form.undo button");
  if (!button) return false;
  button.click();
  return true;
}
