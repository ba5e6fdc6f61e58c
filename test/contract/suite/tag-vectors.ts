import { type TaggerModel, TextTagger } from "rivulet";
import { tagText, tagTokens } from "rivulet/rx";
import { from, lastValueFrom, toArray } from "rxjs";
import { digest } from "./digest.ts";
import type { Vectors } from "./messages.ts";
import { firstHalf, secondHalf } from "./text.ts";
import { bytesOfTags } from "./trace.ts";

const sentences = {
  plain: "The quick brown fox jumps over the lazy dog.",
  unknown: "Glorbish wugs zibble 3,14 in Zürich 🎉 — naïvely!",
  text: firstHalf + secondHalf,
};

/** The tags of the shipped model, one character a time, and the same through the operators. */
export async function tagVectors(model: TaggerModel): Promise<Vectors> {
  const vectors: Record<string, string> = { fingerprint: model.fingerprint };
  for (const [name, sentence] of Object.entries(sentences)) {
    const tagger = new TextTagger(model);
    const tags = [...[...sentence].flatMap((character) => tagger.push(character)), ...tagger.flush()];
    tagger.dispose();
    vectors[`tags of ${name}`] = await digest(bytesOfTags(tags));
    const observed = await lastValueFrom(from([...sentence]).pipe(tagText(model), toArray()));
    vectors[`tagText of ${name}`] = await digest(bytesOfTags(observed));
    const words = await lastValueFrom(from(sentence.split(" ")).pipe(tagTokens(model), toArray()));
    vectors[`tagTokens of ${name}`] = await digest(bytesOfTags(words));
  }
  return vectors;
}
