import type { TaggerModel } from "rivulet";
import { engineVectors } from "./engine-vectors.ts";
import { begin, finish, whole } from "./hand-over.ts";
import type { Answer, Question } from "./messages.ts";
import { tagVectors } from "./tag-vectors.ts";

/** The whole suite, as it runs inside each runtime: plain functions over the public package. */
export async function contract<Q extends Question>(model: TaggerModel, question: Q): Promise<Answer<Q>>;
export async function contract(model: TaggerModel, question: Question): Promise<unknown> {
  switch (question.ask) {
    case "vectors":
      return { ...(await engineVectors()), ...(await tagVectors(model)) };
    case "begin":
      return begin(model);
    case "whole":
      return whole(model);
    case "finish": {
      const hashes: Record<string, string> = {};
      for (const [from, stream] of Object.entries(question.streams)) hashes[from] = await finish(model, stream);
      return hashes;
    }
  }
}
