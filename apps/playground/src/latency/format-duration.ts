/** Two digits that count, in the unit that fits: "35 µs", "1.4 ms". */
export function formatDuration(microseconds: number): string {
  if (microseconds < 999.5) return `${rounded(microseconds)} µs`;
  if (microseconds < 999_500) return `${rounded(microseconds / 1_000)} ms`;
  return `${rounded(microseconds / 1_000_000)} s`;
}

function rounded(value: number): string {
  return value < 9.95 ? value.toFixed(1) : value.toFixed(0);
}
