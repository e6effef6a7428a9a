/** Changes one thing in a TIFF that is otherwise sound: what a mutation of the corpus does. */

/** One entry of a directory as it lies in the file. */
export interface RawEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** The value field: 4 bytes, 8 in a BigTIFF; values, or where they are. */
  readonly field: Uint8Array;
}

export interface RawDirectory {
  /** Where it is, and where the pointer to it is. */
  readonly at: number;
  readonly pointerAt: number;
  readonly entries: readonly RawEntry[];
  readonly next: number;
}

/** A file with its directories; files are copied, never written to. */
export class TiffEdit {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly littleEndian: boolean;
  readonly big: boolean;

  constructor(bytes: Uint8Array) {
    this.bytes = new Uint8Array(bytes);
    const view = this.#view();
    this.littleEndian = view.getUint16(0) === 0x4949;
    this.big = view.getUint16(2, this.littleEndian) === 43;
  }

  #view(): DataView {
    return new DataView(this.bytes.buffer);
  }

  #pointer(at: number): number {
    return this.big
      ? Number(this.#view().getBigUint64(at, this.littleEndian))
      : this.#view().getUint32(at, this.littleEndian);
  }

  #setPointer(at: number, value: number): void {
    if (this.big) this.#view().setBigUint64(at, BigInt(value), this.littleEndian);
    else this.#view().setUint32(at, value, this.littleEndian);
  }

  get #sizes(): { countBytes: number; entryBytes: number; fieldBytes: number } {
    return this.big
      ? { countBytes: 8, entryBytes: 20, fieldBytes: 8 }
      : { countBytes: 2, entryBytes: 12, fieldBytes: 4 };
  }

  /** Directory `index` of the main chain. */
  directory(index: number): RawDirectory {
    let pointerAt = this.big ? 8 : 4;
    for (let i = 0; ; i += 1) {
      const directory = this.#read(this.#pointer(pointerAt), pointerAt);
      if (i === index) return directory;
      if (directory.next === 0) throw new Error(`no directory ${index}`);
      pointerAt = this.#nextAt(directory);
    }
  }

  #nextAt({ at, entries }: RawDirectory): number {
    const { countBytes, entryBytes } = this.#sizes;
    return at + countBytes + entries.length * entryBytes;
  }

  #read(at: number, pointerAt: number): RawDirectory {
    const view = this.#view();
    const { littleEndian: le, big } = this;
    const { countBytes, entryBytes, fieldBytes } = this.#sizes;
    const count = big ? Number(view.getBigUint64(at, le)) : view.getUint16(at, le);
    const entries = Array.from({ length: count }, (_, i): RawEntry => {
      const from = at + countBytes + i * entryBytes;
      const fieldAt = from + entryBytes - fieldBytes;
      return {
        tag: view.getUint16(from, le),
        type: view.getUint16(from + 2, le),
        count: big ? Number(view.getBigUint64(from + 4, le)) : view.getUint32(from + 4, le),
        field: this.bytes.slice(fieldAt, fieldAt + fieldBytes),
      };
    });
    return { at, pointerAt, entries, next: this.#pointer(at + countBytes + count * entryBytes) };
  }

  /** A value field that holds this number: a pointer, or a value of that many bytes. */
  field(value: number, valueBytes?: 1 | 2 | 4): Uint8Array {
    const field = new Uint8Array(this.#sizes.fieldBytes);
    const view = new DataView(field.buffer);
    if (valueBytes === 1) view.setUint8(0, value);
    else if (valueBytes === 2) view.setUint16(0, value, this.littleEndian);
    else if (valueBytes === 4 || !this.big) view.setUint32(0, value, this.littleEndian);
    else view.setBigUint64(0, BigInt(value), this.littleEndian);
    return field;
  }

  /** The file with directory `index` written anew at its end. */
  rewritten(
    index: number,
    change: (entries: readonly RawEntry[]) => readonly RawEntry[],
    next: (own: number, old: number) => number = (_, old) => old,
  ): Uint8Array<ArrayBuffer> {
    const old = this.directory(index);
    const entries = change(old.entries);
    const { countBytes, entryBytes, fieldBytes } = this.#sizes;
    const at = this.bytes.length + (this.bytes.length % 2);
    const longer = new Uint8Array(at + countBytes + entries.length * entryBytes + fieldBytes);
    longer.set(this.bytes);
    const edit = new TiffEdit(longer);
    const view = edit.#view();
    const { littleEndian: le, big } = this;
    if (big) view.setBigUint64(at, BigInt(entries.length), le);
    else view.setUint16(at, entries.length, le);
    for (const [i, entry] of entries.entries()) {
      const from = at + countBytes + i * entryBytes;
      view.setUint16(from, entry.tag, le);
      view.setUint16(from + 2, entry.type, le);
      if (big) view.setBigUint64(from + 4, BigInt(entry.count), le);
      else view.setUint32(from + 4, entry.count, le);
      edit.bytes.set(entry.field, from + entryBytes - fieldBytes);
    }
    edit.#setPointer(at + countBytes + entries.length * entryBytes, next(at, old.next));
    edit.#setPointer(old.pointerAt, at);
    return edit.bytes;
  }

  /** The file with other entries of one tag in directory `index`; it has to be there. */
  changed(tag: number, change: Partial<RawEntry>, index = 0): Uint8Array<ArrayBuffer> {
    if (!this.directory(index).entries.some((entry) => entry.tag === tag)) throw new Error(`no tag ${tag}`);
    return this.rewritten(index, (entries) =>
      entries.map((entry) => (entry.tag === tag ? { ...entry, ...change } : entry)),
    );
  }

  without(tag: number, index = 0): Uint8Array<ArrayBuffer> {
    return this.rewritten(index, (entries) => entries.filter((entry) => entry.tag !== tag));
  }

  /** The file with one more entry whose values (bytes) lie at its end. */
  with(tag: number, type: number, count: number, values: Uint8Array, index = 0): Uint8Array<ArrayBuffer> {
    const at = this.bytes.length + (this.bytes.length % 2);
    const longer = new Uint8Array(at + values.length);
    longer.set(this.bytes);
    longer.set(values, at);
    const edit = new TiffEdit(longer);
    const inline = values.length <= this.#sizes.fieldBytes;
    const field = inline ? new Uint8Array(this.#sizes.fieldBytes) : this.field(at);
    if (inline) field.set(values);
    const entry: RawEntry = { tag, type, count, field };
    return edit.rewritten(index, (entries) =>
      [...entries.filter((one) => one.tag !== tag), entry].sort((a, b) => a.tag - b.tag),
    );
  }

  /** The file with a text of its own in a tag. */
  withText(tag: number, text: string, index = 0): Uint8Array<ArrayBuffer> {
    const values = new TextEncoder().encode(`${text}\0`);
    return this.with(tag, 2, values.length, values, index);
  }

  /** The file with a whole number in a tag that holds one, as SHORT or LONG. */
  withNumber(tag: number, value: number, index = 0): Uint8Array<ArrayBuffer> {
    const short = value <= 0xffff;
    return this.changed(tag, { type: short ? 3 : 4, count: 1, field: this.field(value, short ? 2 : 4) }, index);
  }

  /** The file with value `position` of a tag of LONGs (LONG8s in a BigTIFF) overwritten where it lies. */
  withValue(tag: number, position: number, value: number, index = 0): Uint8Array<ArrayBuffer> {
    const copy = new TiffEdit(this.bytes);
    copy.#setPointer(this.#placeOf(tag, position, index), value);
    return copy.bytes;
  }

  /** Value `position` of a tag of LONGs (LONG8s in a BigTIFF). */
  value(tag: number, position: number, index = 0): number {
    return this.#pointer(this.#placeOf(tag, position, index));
  }

  #placeOf(tag: number, position: number, index: number): number {
    const { at, entries } = this.directory(index);
    const { countBytes, entryBytes, fieldBytes } = this.#sizes;
    const k = entries.findIndex((one) => one.tag === tag);
    const entry = entries[k];
    if (!entry) throw new Error(`no tag ${tag}`);
    const own = at + countBytes + k * entryBytes + entryBytes - fieldBytes;
    const bytesEach = this.big ? 8 : 4;
    return (entry.count * bytesEach <= fieldBytes ? own : this.#pointer(own)) + position * bytesEach;
  }
}
