// What a user of the published package writes; package.test.ts checks its types and runs it outside the workspace.
import { loadModel, type ModelSource, RivuletError, type Tag, type TaggerModel } from "rivulet";
import { connect, type Tag as RemoteTag, type TaggingSession } from "rivulet/client";
import { tagText, tagTextStream } from "rivulet/rx";
import { from, lastValueFrom, toArray } from "rxjs";

/** The final labels of a text that comes in pieces, by the operator. */
export async function tagPieces(source: ModelSource, pieces: readonly string[]): Promise<string[]> {
  const model: TaggerModel = await loadModel(source);
  const tags: Tag[] = await lastValueFrom(from(pieces).pipe(tagText(model), toArray()));
  return tags.filter(({ final }) => final).map(({ token, label }) => `${token}/${label}`);
}

/** The same by the stream. */
export async function tagStream(source: ModelSource, pieces: readonly string[]): Promise<string[]> {
  const { readable, writable } = tagTextStream(await loadModel(source));
  const writer = writable.getWriter();
  const reader = readable.getReader();
  const written = (async () => {
    for (const piece of pieces) await writer.write(piece);
    await writer.close();
  })();
  const labels: string[] = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    if (value.final) labels.push(`${value.token}/${value.label}`);
  }
  await written;
  return labels;
}

/** The code of the error that bytes bring which are no model. */
export async function codeOfNoModel(): Promise<string> {
  try {
    await loadModel(new Uint8Array(8));
  } catch (error) {
    if (RivuletError.is(error)) return error.code;
  }
  return "";
}

/** Final labels of a server. */
export async function tagRemotely(address: string, text: string): Promise<string[]> {
  const client = await connect(address, { codec: "json" });
  const session: TaggingSession = await client.open();
  const labels: string[] = [];
  session.tags$.subscribe(({ token, label }: RemoteTag) => labels.push(`${token}/${label}`));
  await session.push(text);
  await session.flush();
  await client.close();
  return labels;
}

/** These must not be: declarations that say nothing would let them pass. */
export async function misuse(model: TaggerModel): Promise<void> {
  // @ts-expect-error: a number is no model
  await loadModel(5);
  // @ts-expect-error: the operator takes text
  from([1]).pipe(tagText(model));
  // @ts-expect-error: there is no such codec
  await connect("ws://localhost", { codec: "xml" });
}
