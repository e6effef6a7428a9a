import { shortened, type NamedPart } from '#core/errors/problems.ts';
import type { FileProblems } from './file-problems.ts';
import { IMPORT_LIMITS, mapIdOfName } from './imported-maps.ts';

/** Names of the maps of one file: bounded, and each once, also where two spellings mean one map of ours. */
export class NameList {
  readonly #taken = new Set<string>();

  constructor(
    private readonly problems: FileProblems,
    /** What has names in that format, for messages. */
    private readonly of: NamedPart,
  ) {}

  /** Whether the name can be used; what is wrong with it goes to the problems. */
  add(name: string): boolean {
    const key = mapIdOfName(name) ?? name;
    if (name === '') this.problems.add({ code: 'name-missing', of: this.of });
    else if (name.length > IMPORT_LIMITS.name)
      this.problems.add({
        code: 'name-too-long',
        name: shortened(name),
        characters: name.length,
        most: IMPORT_LIMITS.name,
      });
    else if (this.#taken.has(key)) this.problems.add({ code: 'name-twice', of: this.of, name: shortened(name) });
    else if (this.#taken.size >= IMPORT_LIMITS.maps)
      throw this.problems.with({ code: 'too-many-names', of: this.of, most: IMPORT_LIMITS.maps });
    else {
      this.#taken.add(key);
      return true;
    }
    return false;
  }
}
