import type { Session } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { inputBuffer } from "./input-buffer.ts";
import { LiveDecoder } from "./live-decoder.ts";
import type { RevisionGate } from "./revision-gate.ts";
import type { Tag } from "./tag.ts";
import type { TaggerModel } from "./tagger-model.ts";

/**
 * What a tagger is made of, and its step in two halves, the input before the engine and the tags
 * after it, so that one stream or many can share what lies between.
 */
export class TaggerState {
  readonly model: TaggerModel;
  readonly session: Session;
  readonly decoder: LiveDecoder;

  constructor(model: TaggerModel, gate: RevisionGate) {
    this.model = model;
    this.session = model.model.createSession();
    this.decoder = new LiveDecoder(model.labels, model.delays, gate);
  }

  /** x⟨t⟩ of a token, or (undefined) of the end of a sentence; valid until the next call for this place of any stream of the model. */
  input(token: string | undefined, place = 0): Int32Array {
    const ids = inputBuffer(this.model, place);
    if (token === undefined) {
      this.model.featurizer.end(ids);
    } else {
      if (this.decoder.flushing) {
        throw new RivuletError("INPUT_INVALID", "expected the rest of the flush that has begun, came a token");
      }
      this.model.featurizer.featurize(token, ids);
    }
    return ids;
  }

  /** The tags that changed by the step of that input. */
  tags(token: string | undefined): Tag[] {
    return token === undefined ? this.decoder.end(this.session) : this.decoder.token(token, this.session);
  }
}
