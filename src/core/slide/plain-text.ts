/**
 * Characters that are nothing to see and change what is seen: controls, and those that turn the direction of what follows (with one of them
 * `report\u202egpj.exe` looks like a picture).
 */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A name or a fact out of a file as it can be shown on one line: what would not be seen is seen as `\ufffd`; line breaks and tabs become spaces. */
export function plainText(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ').replace(UNSEEN, '\ufffd');
}
