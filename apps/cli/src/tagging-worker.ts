// A thread that tags some sentences of a corpus (see evaluation/tag-threads.ts).

import { parentPort, workerData } from "node:worker_threads";
import { decodeModelFile } from "@rivulet/formats";
import { TaggerModel } from "@rivulet/live";
import { tagAll } from "./evaluation/tag-all.ts";
import type { TaggingThreadReply, TaggingThreadStart } from "./evaluation/tag-threads.ts";

const { file, sentences, options } = workerData as TaggingThreadStart;
const { reports, ...timed } = tagAll(TaggerModel.fromFile(decodeModelFile(file)), sentences, "reset", options);
parentPort?.postMessage({ reports: reports.all, ...timed } satisfies TaggingThreadReply);
