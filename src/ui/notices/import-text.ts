import type { ImportNote } from '#core/result/imports/imported-maps.ts';
import { text } from '#ui/messages/text.ts';

/** What of an imported file was not taken, or not told by it. */
export function noteText(note: ImportNote): string {
  switch (note.kind) {
    case 'columns-left-out':
      return text.exports.columnsLeftOut(text.phrases.listed(note.names));
    case 'objects-left-out':
      return text.exports.leftOut[note.why](note.count);
    case 'size-from-step':
      return text.exports.sizeFromStep(note.sizePx);
  }
}
