/** An answer file with one word of its first map changed, by half of what a word can say; see `models/tools/.../phantom_answers.py`. */
export function withOtherValue(answer: string): string {
  const words = Buffer.from(/"values": ?"([^"]*)"/.exec(answer)?.[1] ?? '', 'base64');
  const changed = Buffer.from(words);
  const at = 2 * Math.floor(words.length / 4);
  changed.writeUInt16LE(words.readUInt16LE(at) ^ 0x8000, at);
  return answer.replace(words.toString('base64'), changed.toString('base64'));
}
