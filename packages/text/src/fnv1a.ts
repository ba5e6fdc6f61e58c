const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
 * FNV-1a, 32 bits, over the UTF-8 bytes of `text` (a lone surrogate counts as U+FFFD, as TextEncoder
 * has it): a whole number from 0 to 2³² − 1. Source: draft-eastlake-fnv.
 */
export function fnv1a(text: string): number {
  let hash = offsetBasis;
  for (let i = 0; i < text.length; i++) {
    let point = text.charCodeAt(i);
    if (point < 0x80) {
      hash = Math.imul(hash ^ point, prime);
      continue;
    }
    if (point >= 0xd800 && point <= 0xdfff) {
      const low = text.charCodeAt(i + 1);
      if (point <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) {
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        i++;
      } else {
        point = 0xfffd;
      }
    }
    if (point < 0x800) {
      hash = Math.imul(hash ^ (0xc0 | (point >> 6)), prime);
    } else {
      if (point < 0x10000) {
        hash = Math.imul(hash ^ (0xe0 | (point >> 12)), prime);
      } else {
        hash = Math.imul(hash ^ (0xf0 | (point >> 18)), prime);
        hash = Math.imul(hash ^ (0x80 | ((point >> 12) & 0x3f)), prime);
      }
      hash = Math.imul(hash ^ (0x80 | ((point >> 6) & 0x3f)), prime);
    }
    hash = Math.imul(hash ^ (0x80 | (point & 0x3f)), prime);
  }
  return hash >>> 0;
}
