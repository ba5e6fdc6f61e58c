import { Model, type TaggerModel, TextTagger } from "rivulet";
import { digest, fromBase64, toBase64 } from "./digest.ts";
import { fixedModel } from "./engine-vectors.ts";
import type { PutDown } from "./messages.ts";
import { firstHalf, secondHalf } from "./text.ts";
import { bytesOfTags, traceOf } from "./trace.ts";

const { config, weights, inputs } = fixedModel({ cell: "lstm", hidden: 37, peepholes: "previous" });
const middle = inputs.length / 2;

/** The first half of two streams, text through the tagger and numbers through a network, put down. */
export function begin(model: TaggerModel): PutDown {
  const tagger = new TextTagger(model);
  tagger.push(firstHalf);
  const session = Model.create(config, weights).createSession({ seed: 5 });
  session.random.next();
  traceOf(session, inputs.slice(0, middle));
  const putDown = { text: toBase64(tagger.snapshot()), network: toBase64(session.snapshot()) };
  tagger.dispose();
  return putDown;
}

/** The second half after another runtime's first: the hash of all that it shows and of the snapshots at its end. */
export async function finish(model: TaggerModel, { text, network }: PutDown): Promise<string> {
  const tagger = new TextTagger(model);
  tagger.restore(fromBase64(text));
  const session = Model.create(config, weights).createSession();
  session.restore(fromBase64(network));
  const hash = await secondHalves(tagger, session);
  tagger.dispose();
  return hash;
}

/** The same of streams that nobody put down. */
export async function whole(model: TaggerModel): Promise<string> {
  const tagger = new TextTagger(model);
  tagger.push(firstHalf);
  const session = Model.create(config, weights).createSession({ seed: 5 });
  session.random.next();
  traceOf(session, inputs.slice(0, middle));
  const hash = await secondHalves(tagger, session);
  tagger.dispose();
  return hash;
}

async function secondHalves(tagger: TextTagger, session: ReturnType<Model["createSession"]>): Promise<string> {
  const tags = [...tagger.push(secondHalf), ...tagger.flush()];
  const trace = traceOf(session, inputs.slice(middle));
  const parts = [bytesOfTags(tags), tagger.snapshot(), trace, session.snapshot()];
  return digest(Uint8Array.from([...parts.flatMap((part) => [...part]), Math.floor(session.random.next() * 256)]));
}
