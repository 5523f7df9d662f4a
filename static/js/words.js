// Every sentence that scripts show: the page carries it as <script type="application/json" id="words">,
// {code: sentence}, codes as in the catalogue ("label.phone", "room.joined"); a plural is [one, many], chosen by `n`.

let words = null;

function all() {
  words ??= JSON.parse(document.getElementById("words")?.textContent || "{}");
  return words;
}

/** The sentence of a code with its {places} filled. An unknown code answers itself, so that nothing is silent. */
export function say(code, values = {}) {
  const found = all()[code] ?? code;
  const sentence = Array.isArray(found) ? found[values.n === 1 ? 0 : found.length - 1] : found;
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? "…"));
}

/** True where the page has words for this code. */
export function knows(code) {
  return code in all();
}

/** "[nomor telepon A]": a hidden piece as it is read, aloud too. */
export function pieceText(piece) {
  return `[${say(`label.${piece.k}`)}${piece.n ? ` ${piece.n}` : ""}]`;
}
