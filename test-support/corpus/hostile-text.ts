/** Texts that a file may hold where a name, a note or a number belongs; each has to stay text. */
export const HOSTILE_TEXTS = {
  script: '<script>window.pwned=1</script>',
  image: '<img src=//evil.test/x onerror="window.pwned=1">',
  link: '<a href="javascript:window.pwned=1">x</a>',
  attribute: '" onmouseover="window.pwned=1',
  template: '${window.pwned=1}{{constructor.constructor("window.pwned=1")()}}',
  svg: '<svg/onload=window.pwned=1>',
  control: 'a\u0001b\u001b[31mc\u007fd\u0085e',
  bidi: 'report\u202egpj.exe\u2066x',
  formula: '=HYPERLINK("http://evil.test","x")',
  prototype: '__proto__',
  surrogate: 'a\ud800b',
} as const;

/** A text as it is shown: words as they are; what turns its direction, and what is not seen at all, as a sign that it is there. */
export const shownText = (text: string): string => text.replace(/[\p{Cc}\u202e\u2066\ud800]/gu, '\ufffd');

/** A text of so many `x` as it is shown: so long at most. */
export const SHOWN_AT_MOST = 'x'.repeat(500);
