/** The first `n` code points of `text`, "" where it has fewer. */
export function prefixOf(text: string, n: number): string {
  let end = 0;
  for (let left = n; left > 0; left--) {
    if (end >= text.length) return "";
    end += isHigh(text.charCodeAt(end)) && isLow(text.charCodeAt(end + 1)) ? 2 : 1;
  }
  return text.slice(0, end);
}

/** The last `n` code points of `text`, "" where it has fewer. */
export function suffixOf(text: string, n: number): string {
  let start = text.length;
  for (let left = n; left > 0; left--) {
    if (start <= 0) return "";
    start -= isLow(text.charCodeAt(start - 1)) && isHigh(text.charCodeAt(start - 2)) ? 2 : 1;
  }
  return text.slice(start);
}

/** The number of code points of `text`, or `most` where there are more. */
export function lengthOf(text: string, most: number): number {
  let length = 0;
  for (let i = 0; i < text.length && length < most; length++) {
    i += isHigh(text.charCodeAt(i)) && isLow(text.charCodeAt(i + 1)) ? 2 : 1;
  }
  return length;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
