const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;

/** Whether the text ends in the first half of a surrogate pair. */
export function endsInHalfPair(text: string): boolean {
  return text !== "" && isHighSurrogate(text.charCodeAt(text.length - 1));
}

/** Pieces of at most so many UTF-16 units (at least 2) that cut no surrogate pair. */
export function splitText(text: string, limit: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + limit);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1)) && end - start > 1) end--;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
