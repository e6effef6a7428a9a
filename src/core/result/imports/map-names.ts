import { quoted, type FileProblems } from './file-problems.ts';
import { IMPORT_LIMITS, mapIdOfName } from './imported-maps.ts';

/** Names of the maps of one file: bounded, and each once, also where two spellings mean one map of ours. */
export class NameList {
  readonly #taken = new Set<string>();

  constructor(
    private readonly problems: FileProblems,
    /** What has names in that format, for messages. */
    private readonly what: string,
  ) {}

  /** Whether the name can be used; what is wrong with it goes to the problems. */
  add(name: string): boolean {
    const key = mapIdOfName(name) ?? name;
    if (name === '') this.problems.add(`one of its ${this.what} has no name`);
    else if (name.length > IMPORT_LIMITS.name)
      this.problems.add(`the name ${quoted(name)} is ${name.length} characters long; at most ${IMPORT_LIMITS.name}`);
    else if (this.#taken.has(key)) this.problems.add(`two of its ${this.what} are named ${quoted(name)}`);
    else if (this.#taken.size >= IMPORT_LIMITS.maps)
      throw this.problems.with(`it has more than ${IMPORT_LIMITS.maps} ${this.what}`);
    else {
      this.#taken.add(key);
      return true;
    }
    return false;
  }
}
