import { RivuletError } from "@rivulet/errors";

/** What stands for the number of the partition in the subject of an input that comes divided. */
export const PARTITION = "{partition}";

/** What is to be done, and how. The same for all workers of a job, as long as it lives. */
export interface JobOptions {
  /** Subject of the messages. With `{partition}` in it, partition p reads that with p in its place. */
  readonly input: string;
  /** The results of a key are published on this subject, a dot and the key. */
  readonly output: string;
  /** The field of a message that says whose state it goes to; with dots, a field in a field. */
  readonly key: string;
  /** For a tagger: the fields with text (default "text"), tokens ("tokens") and whether a sentence ends after them ("end"). */
  readonly text?: string;
  readonly tokens?: string;
  readonly end?: string;
  /** For a tagger: whether each message is a whole sentence. Default: words and sentences go on from one message to the next. */
  readonly sentences?: boolean;
  /** For a tagger: leave provisional tags out. */
  readonly finalOnly?: boolean;
  /** For a network that is no tagger: the field with the input of one step. Default "value". */
  readonly value?: string;
  /** Into how many parts the keys are divided; a part is at work in one worker at a time. Default: 4. */
  readonly partitions?: number;
  /** The stream that has `input`; default: the one that does. */
  readonly stream?: string;
  /** Name of the job's state, in NATS; default: made from `input` and `output`. */
  readonly name?: string;
}

/** What all jobs have, with all that was left to defaults. */
export type Job = Readonly<Required<Pick<JobOptions, "input" | "output" | "key" | "partitions" | "name">>>;

const names = /[^A-Za-z0-9_-]+/g;

/** Throws ARGUMENT_INVALID. */
export function jobOf(options: JobOptions): Job {
  const { input, output, key, partitions = 4 } = options;
  const name = (options.name ?? `${input}-to-${output}`).replace(names, "-");
  checkNames({ input, output, key, name });
  if (/[*>]/.test(output)) throw invalid(`expected a subject for output without wildcards, came ${output}`);
  if (!Number.isSafeInteger(partitions) || partitions < 1 || partitions > 1_024) {
    throw invalid(`expected 1 to 1,024 partitions, came ${partitions}`);
  }
  return { input, output, key, partitions, name };
}

/** Throws ARGUMENT_INVALID where one is empty or has a space in it. */
export function checkNames(names: Readonly<Record<string, string>>): void {
  for (const [what, name] of Object.entries(names)) {
    if (name === "" || /\s/.test(name)) throw invalid(`expected a value for ${what}, came ${JSON.stringify(name)}`);
  }
}

/** The subject that a partition reads. Without {@link PARTITION} it is one for all. */
export function inputSubject({ input }: Job, partition: number | "*"): string {
  return input.replace(PARTITION, String(partition));
}

/** Throws where a job of this name was begun with other options: its state would be taken for what it is not. */
export function checkSameJob(name: string, begun: object, came: object): void {
  const before = new Map<string, unknown>(Object.entries(begun));
  for (const [field, value] of Object.entries(came)) {
    if (before.get(field) === value) continue;
    throw invalid(`expected ${field} ${before.get(field)} as job ${name} was begun with, came ${value}`);
  }
}

function invalid(detail: string): RivuletError {
  return new RivuletError("ARGUMENT_INVALID", detail);
}
