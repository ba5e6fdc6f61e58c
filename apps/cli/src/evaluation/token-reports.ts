import type { Tag } from "@rivulet/live";

/** A label of a token, as it was reported. */
export interface Report {
  readonly delay: number;
  readonly label: string;
}

/** All reports of each token of a stream, in the order of their delays. */
export class TokenReports {
  readonly #reports: (readonly Report[])[];
  #start = 0;

  /** `reports`: those of tokens that were tagged before. */
  constructor(reports: readonly (readonly Report[])[] = []) {
    this.#reports = [...reports];
  }

  get all(): readonly (readonly Report[])[] {
    return this.#reports;
  }

  /** From here on the tagger counts its tokens from 0 again. */
  restart(): void {
    this.#start = this.#reports.length;
  }

  add(tags: readonly Tag[]): void {
    for (const { index, delay, label } of tags) {
      const token = this.#start + index;
      this.#reports[token] = [...this.#of(token), { delay, label }];
    }
  }

  /** The label that stood `delay` tokens after token `token` came: unchanged labels are not reported again. */
  labelAt(token: number, delay: number): string | undefined {
    return this.#of(token).findLast((report) => report.delay <= delay)?.label;
  }

  finalLabel(token: number): string | undefined {
    return this.#of(token).at(-1)?.label;
  }

  /** How often a report of the token had another label than the one before it. */
  revisionsOf(token: number): number {
    const labels = this.#of(token).map(({ label }) => label);
    return labels.filter((label, i) => i > 0 && label !== labels[i - 1]).length;
  }

  #of(token: number): readonly Report[] {
    return this.#reports[token] ?? [];
  }
}
