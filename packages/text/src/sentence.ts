/** One sentence of a corpus. */
export interface Sentence {
  readonly tokens: readonly string[];
  /** One a token. */
  readonly labels?: readonly string[];
  /** Its name in the corpus (`# sent_id`). */
  readonly id?: string;
  /** The sentence as it was written (`# text`). */
  readonly text?: string;
}
