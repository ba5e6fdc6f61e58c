import { connect, createWorkerTagger, RivuletError, tagText, tagTokens } from "@rivulet/runtime-browser";
import { from, lastValueFrom, toArray } from "rxjs";
import { digest } from "../../../test/contract/suite/digest.ts";
import { firstHalf, secondHalf } from "../../../test/contract/suite/text.ts";
import { bytesOfTags } from "../../../test/contract/suite/trace.ts";

const model = createWorkerTagger("/model.safetensors");
const text = firstHalf + secondHalf;

/** What the harness asks the page for; tags come back as hashes. */
const page = {
  async byHand(): Promise<string> {
    const stream = (await model).open();
    const tags = await Promise.all([...text].map((character) => stream.push(character)));
    tags.push(await stream.flush());
    await stream.dispose();
    return digest(bytesOfTags(tags.flat()));
  },
  async byOperators(): Promise<{ text: string; tokens: string }> {
    const tagged = from([...text]).pipe(tagText(await model), toArray());
    const tokens = from(text.split(" ")).pipe(tagTokens(await model), toArray());
    return {
      text: await digest(bytesOfTags(await lastValueFrom(tagged))),
      tokens: await digest(bytesOfTags(await lastValueFrom(tokens))),
    };
  },
  async handedOver(): Promise<string> {
    const first = (await model).open();
    const tags = await first.push(firstHalf);
    const snapshot = await first.snapshot();
    const second = (await model).open();
    await second.restore(snapshot);
    tags.push(...(await second.push(secondHalf)), ...(await second.flush()));
    return digest(bytesOfTags(tags));
  },
  async overTheSocket(address: string): Promise<string> {
    const client = await connect(address);
    const session = await client.open();
    const tags = lastValueFrom(session.tags$.pipe(toArray()));
    await session.push(text);
    await session.flush();
    await session.close();
    const hash = await digest(bytesOfTags(await tags));
    await client.close();
    return hash;
  },
  async errors(): Promise<unknown[]> {
    const stream = (await model).open();
    const results = await Promise.allSettled([
      stream.push("x".repeat(1_000_000)),
      createWorkerTagger(new Uint8Array(10)),
      createWorkerTagger("/missing.safetensors"),
      stream.dispose().then(() => stream.push("after")),
    ]);
    return results.map((result) =>
      result.status === "rejected" && result.reason instanceof RivuletError ? result.reason.code : "none",
    );
  },
};

Object.assign(globalThis, { page });
