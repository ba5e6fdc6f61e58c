/** What an edit of the text means to a stream that only ever goes on. */
export interface TextEdit {
  /** What was said before was changed: the stream starts anew. */
  readonly restart: boolean;
  /** What to say next. */
  readonly push: string;
}

const whiteSpace = /\s/;

/** The words that are complete: up to the last white space. */
export function completePart(text: string): string {
  let end = text.length;
  while (end > 0 && !whiteSpace.test(text[end - 1])) end--;
  return text.slice(0, end);
}

/** From the complete words that were said to those of now. */
export function editOf(said: string, complete: string): TextEdit {
  if (complete.startsWith(said)) return { restart: false, push: complete.slice(said.length) };
  return { restart: true, push: complete };
}
