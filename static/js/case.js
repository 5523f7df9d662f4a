// A case by itself and by keyboard: a key chooses what becomes of it and goes to the button that does it.

import { keepTrue } from "./desk.js";
import { undoFirst, wireKeys } from "./keys.js";

function choose(radio) {
  radio.checked = true;
  document.querySelector(`.verdict.of-${radio.value} button`)?.focus();
}

const chosen = [...document.querySelectorAll("input[data-key]")].map((radio) => [radio.dataset.key, () => choose(radio)]);

keepTrue();
wireKeys(document.getElementById("tombol"), { ...Object.fromEntries(chosen), u: undoFirst });
