import { ByteWriter, type Session, type StepInput, type Tag } from "rivulet";

/** Everything that a session shows after each step, bit by bit. */
export function traceOf(session: Session, inputs: readonly StepInput[]): Uint8Array {
  const { layers, heads } = session.model.config;
  const trace = new ByteWriter(1_024);
  for (const input of inputs) {
    session.step(input);
    const hidden = layers.flatMap((_, layer) => [session.hidden(layer), session.cell(layer)]);
    const shown = heads.flatMap((_, head) => [session.logits(head), session.probabilities(head)]);
    for (const { buffer, byteOffset, byteLength } of [...hidden, ...shown]) {
      trace.bytes(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }
  return trace.finish();
}

/** The tags as bytes; a probability is an f32, which JSON keeps to the bit. */
export function bytesOfTags(tags: readonly Tag[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(tags));
}
