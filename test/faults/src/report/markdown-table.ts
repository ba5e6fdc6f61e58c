/** A table in Markdown, numbers to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Milliseconds with three digits that mean something. */
export function inMs(milliseconds: number): string {
  return `${Number(milliseconds.toPrecision(3))} ms`;
}

/** With commas between thousands. */
export function grouped(count: number): string {
  return count.toLocaleString("en");
}
