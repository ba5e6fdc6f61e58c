import { type ErrorCode, RivuletError } from "@rivulet/errors";

/** A frame that held a message which is not taken; says whose it was, as far as that could be read. */
export class RefusedMessage extends RivuletError {
  readonly session: string | undefined;
  readonly seq: number | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    origin: { session?: string | undefined; seq?: number | undefined } = {},
  ) {
    super(code, detail);
    this.session = origin.session;
    this.seq = origin.seq;
  }
}
