type Flat = string | object | null;

/** Remembers what was last shown of each kind and tells whether it is something new; objects by their fields. */
export function shownMemory() {
  const last = new Map<string, Flat>();
  return {
    changed(kind: string, value: Flat): boolean {
      if (last.has(kind) && isSame(last.get(kind) ?? null, value)) return false;
      last.set(kind, value);
      return true;
    },
    forget(...kinds: string[]): void {
      for (const kind of kinds) last.delete(kind);
    },
  };
}

function isSame(a: Flat, b: Flat): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a === 'string' || typeof b === 'string') return false;
  const entries = Object.entries(a);
  const others = new Map(Object.entries(b));
  return entries.length === others.size && entries.every(([key, value]) => Object.is(value, others.get(key)));
}
