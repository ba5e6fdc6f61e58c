/** Occurrences of each token. */
export function countTokens(tokens: Iterable<string>, into: Map<string, number> = new Map()): Map<string, number> {
  for (const token of tokens) into.set(token, (into.get(token) ?? 0) + 1);
  return into;
}

/** The keys counted at least `minCount` times, most frequent first, equals in code point order. */
export function rankByCount(counts: ReadonlyMap<string, number>, minCount: number): string[] {
  return [...counts]
    .filter(([, count]) => count >= minCount)
    .sort(([a, countA], [b, countB]) => countB - countA || compareCodePoints(a, b))
    .map(([key]) => key);
}

/** Orders by code points; JavaScript's own order of strings puts surrogate pairs before U+E000 to U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return surrogatesLast(x) - surrogatesLast(y);
  }
  return a.length - b.length;
}

function surrogatesLast(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
