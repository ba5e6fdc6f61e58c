/** What is said of one token, at once or a little later. */
export interface Tag {
  /** Which token of the stream, from 0. */
  readonly index: number;
  readonly token: string;
  readonly label: string;
  /** What the head that spoke gives this label, 0 to 1. */
  readonly probability: number;
  /** Steps between the token and the head that spoke. */
  readonly delay: number;
  /** True in the last tag of a token; each token has exactly one. */
  readonly final: boolean;
}
