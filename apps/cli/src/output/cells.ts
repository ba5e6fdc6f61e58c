import stringWidth from "string-width";

const STEERS = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;

/** Text without the characters that steer a terminal: input is not trusted to move the cursor. */
export function printable(text: string): string {
  return text.replace(STEERS, "\ufffd");
}

/** Text cut to at most `columns` terminal columns, with an ellipsis where something was cut. */
export function cutToWidth(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let cut = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(cut + segment) >= columns) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** Text with spaces behind it, at least `columns` terminal columns wide. */
export function padToWidth(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - stringWidth(text)));
}

export { stringWidth };
