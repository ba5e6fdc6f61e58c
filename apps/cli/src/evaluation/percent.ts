/** `part` of `whole` in percent, to three decimals; 0 of nothing is 0. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((100_000 * part) / whole) / 1000;
}
