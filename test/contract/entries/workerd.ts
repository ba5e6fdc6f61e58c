import file from "@rivulet/models/en-tagger.safetensors";
import { loadModel } from "rivulet";
import { contract } from "../suite/contract.ts";
import type { Question } from "../suite/messages.ts";

const tagger = await loadModel(file);

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await contract(tagger, (await request.json()) as Question));
  },
};
