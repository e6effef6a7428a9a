/** Lists and objects in one another; what Fovea and other programs write has about ten. */
const MAX_DEPTH = 1000;
/** Shorter texts cannot hold enough of them: a parser keeps some forty bytes for each that is open. */
const UNCHECKED_CHARACTERS = 1 << 20;

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [34, 92, 91, 93, 123, 125];

/**
 * `JSON.parse` for texts of many megabytes that anyone may have written: a file of 128 MB that is nothing but opening brackets would take 5 GB of the
 * browser's own memory, and its tab along. One that is deeper than a thousand is refused as what is no JSON is.
 *
 * @throws SyntaxError whose message holds `position N` where it is known
 */
export function parseBoundedJson(text: string): unknown {
  const tooDeep = text.length > UNCHECKED_CHARACTERS ? whereTooDeep(text) : -1;
  if (tooDeep >= 0) throw new SyntaxError(`Too deep in JSON at position ${tooDeep}`);
  return JSON.parse(text);
}

/** Where the first list or object too deep begins; −1 where there is none. Of what is no JSON any answer is right. */
function whereTooDeep(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_DEPTH) return at;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
  }
  return -1;
}

/** Where the closing quote is; the end of a text that has none. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
