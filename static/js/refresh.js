// The page as the server renders it now, without losing what is being written: fetched, and merged into the list by id.
// Elements that did not change stay, so that nothing is read aloud twice and nobody's place is lost.

/** The document behind an address, this page's by itself; null when it cannot be had now, false when its door is closed to us. */
export async function fetchPage(url = location.href) {
  try {
    const reply = await fetch(url, { cache: "no-store", redirect: "manual" });
    if (reply.ok) return new DOMParser().parseFromString(await reply.text(), "text/html");
    return reply.status >= 429 ? null : false;
  } catch {
    return null;
  }
}

/** Make the children of `list` those of `fresh`; `keeps(element)` spares one that the fresh list does not have. */
export function merge(list, fresh, keeps = () => false) {
  const wanted = new Set([...fresh.children].map(keyOf));
  for (const element of [...list.children]) if (!wanted.has(keyOf(element)) && !keeps(element)) element.remove();
  let at = list.firstElementChild;
  for (const element of [...fresh.children]) {
    while (at && !wanted.has(keyOf(at))) at = at.nextElementSibling;
    at = place(list, document.adoptNode(element), at);
  }
}

// Put `element` before or in place of `at`; the answer is the element after it.
function place(list, element, at) {
  const old = [...list.children].find((each) => keyOf(each) === keyOf(element));
  if (old && old === at) {
    const next = at.nextElementSibling;
    if (!old.isEqualNode(element)) old.replaceWith(element);
    return next;
  }
  old?.remove();
  list.insertBefore(element, at);
  return at;
}

function keyOf(element) {
  return element.id || `${element.className} ${element.textContent.trim()}`;
}

/** Calls `work` now or once after the run in progress: never two at a time. */
export function oneAtATime(work) {
  let running = null;
  let again = false;
  return function ask() {
    if (running) again = true;
    else {
      running = work().finally(() => {
        running = null;
        if (!again) return;
        again = false;
        ask();
      });
    }
  };
}
