import type { ByteReader, ByteWriter, Session, StepInput } from "@rivulet/engine";
import type { Message } from "../read-input.ts";
import type { KeyState, Taken } from "../task.ts";
import type { ReadValue } from "./read-value.ts";

export interface ScoringStep {
  readonly session: Session;
  readonly input: StepInput;
}

export class ScoringState implements KeyState<ScoringStep> {
  readonly #session: Session;
  readonly #readValue: ReadValue;
  readonly #field: string;

  /** `field`: where a message has its value. */
  constructor(session: Session, readValue: ReadValue, field: string) {
    this.#session = session;
    this.#readValue = readValue;
    this.#field = field;
  }

  take(message: Message): Taken<ScoringStep> {
    return { steps: [{ session: this.#session, input: this.#readValue(message[this.#field]) }] };
  }

  write(writer: ByteWriter): void {
    const session = this.#session.snapshot();
    writer.u32(session.length).bytes(session);
  }

  read(reader: ByteReader): void {
    this.#session.restore(reader.bytes(reader.u32()));
  }

  dispose(): void {
    this.#session.dispose();
  }
}
