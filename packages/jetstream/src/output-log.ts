import { JetStreamApiCodes, JetStreamApiError, type JetStreamClient, type JetStreamManager } from "@nats-io/jetstream";
import { headers } from "@nats-io/nats-core";
import { RivuletError } from "@rivulet/errors";

const POSITION_HEADER = "Rivulet-Position";
const JOB_HEADER = "Rivulet-Job";
/** How often a publication is put right that another worker's came before. */
const ATTEMPTS = 5;

/** The last result of a key: its own sequence number, and the position of the input that it answers; 0 before the first. */
export interface LastOutput {
  readonly sequence: number;
  readonly position: number;
}

/** The results that were published, key by key: each key's are in the order of its inputs, none lost, none twice. */
export class OutputLog {
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #stream: string;
  readonly #subject: string;
  readonly #job: string;

  /** The results are on the subjects below `subject`, which the stream has. */
  constructor(
    client: JetStreamClient,
    manager: JetStreamManager,
    { stream, subject, job }: { readonly stream: string; readonly subject: string; readonly job: string },
  ) {
    this.#client = client;
    this.#manager = manager;
    this.#stream = stream;
    this.#subject = subject;
    this.#job = job;
  }

  /** Throws ARGUMENT_INVALID where others publish on the subject, too. */
  async last(token: string): Promise<LastOutput> {
    const subject = `${this.#subject}.${token}`;
    const message = await this.#manager.streams.getMessage(this.#stream, { last_by_subj: subject });
    if (message === null) return { sequence: 0, position: 0 };
    const position = Number(message.header.get(POSITION_HEADER));
    if (message.header.get(JOB_HEADER) === this.#job && position > 0) return { sequence: message.seq, position };
    throw new RivuletError("ARGUMENT_INVALID", `expected on ${subject} results of job ${this.#job} alone, came others`);
  }

  /**
   * Publishes the result for the input at `position`, unless it is there already: whoever has published it, it is the same,
   * for the results of a key follow from its inputs. `last` is the key's last result as far as it is known.
   */
  async publish(token: string, position: number, result: string, last: LastOutput): Promise<LastOutput> {
    let known = last;
    for (let attempt = 1; known.position < position; attempt++) {
      try {
        const { seq } = await this.#append(token, position, result, known.sequence);
        return { sequence: seq, position };
      } catch (error) {
        if (!isConflict(error) || attempt === ATTEMPTS) throw error;
        known = await this.last(token);
      }
    }
    return known;
  }

  #append(token: string, position: number, result: string, lastSubjectSequence: number) {
    const header = headers();
    header.set(POSITION_HEADER, String(position));
    header.set(JOB_HEADER, this.#job);
    const expect = { lastSubjectSequence };
    return this.#client.publish(`${this.#subject}.${token}`, result, {
      msgID: `${this.#job}:${position}`,
      headers: header,
      expect,
    });
  }
}

export function isConflict(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamWrongLastSequence;
}
