// The queue by itself and by keyboard: j and k go down and up, o opens, u takes back.

import { keepTrue } from "./desk.js";
import { undoFirst, wireKeys } from "./keys.js";

function doors() {
  return [...document.querySelectorAll("#cases .case-door:is(a, button)")];
}

function go(step) {
  const all = doors();
  if (!all.length) return false;
  const at = all.indexOf(document.activeElement);
  all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)].focus();
  return true;
}

function open() {
  const all = doors();
  const door = all.includes(document.activeElement) ? document.activeElement : all[0];
  door?.click();
  return Boolean(door);
}

keepTrue();
wireKeys(document.getElementById("tombol"), { j: () => go(1), k: () => go(-1), o: open, u: undoFirst });
