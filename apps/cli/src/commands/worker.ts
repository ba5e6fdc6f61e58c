import { Model } from "@rivulet/engine";
import { decodeModelFile } from "@rivulet/formats";
import { startWorker, type WorkerNotice } from "@rivulet/jetstream";
import { TaggerModel } from "@rivulet/live";
import { connectNats } from "@rivulet/stores/connect-nats";
import { Command } from "commander";
import { writeOut } from "../output/write-out.ts";
import { parseWhole } from "../parse-whole.ts";
import { readModel } from "../read-model.ts";

interface WorkerCommandOptions {
  readonly nats: string;
  readonly in: string;
  readonly out: string;
  readonly key: string;
  readonly model: string;
  readonly text?: string;
  readonly tokens?: string;
  readonly end?: string;
  readonly sentences?: true;
  readonly finalOnly?: true;
  readonly value?: string;
  readonly partitions: number;
  readonly stream?: string;
  readonly job?: string;
  readonly lease: number;
}

export function workerCommand(): Command {
  return new Command("worker")
    .description(
      "tag or score a NATS JetStream stream with a state for each key, exactly once, until SIGTERM or Ctrl-C",
    )
    .requiredOption("--nats <url>", "nats://host:port or tls://host:port, several after commas")
    .requiredOption(
      "--in <subject>",
      "subject of the messages, which are JSON; {partition} in it where they come divided",
    )
    .requiredOption("--out <subject>", "results go to this subject, a dot and the key")
    .requiredOption("--key <field>", "field of a message that says whose state it goes to")
    .option("--model <name|file>", "model that ships, or a model file", "en-tagger")
    .option("--text <field>", "tagger: field with text (default: text)")
    .option("--tokens <field>", "tagger: field with an array of tokens (default: tokens)")
    .option("--end <field>", "tagger: field that is true where a sentence ends after the message (default: end)")
    .option("--sentences", "tagger: each message is a whole sentence")
    .option("--final-only", "tagger: leave out provisional tags")
    .option("--value <field>", "other network: field with an id, ids or numbers, the input of a step (default: value)")
    .option(
      "--partitions <number>",
      "parts that the keys are divided into",
      (text) => parseWhole("partitions", text, 1),
      4,
    )
    .option("--stream <name>", "stream of the messages (default: the one that has the subject)")
    .option("--job <name>", "name of the job's state in NATS (default: made from the subjects)")
    .option(
      "--lease <milliseconds>",
      "time after which a silent worker's parts are others'",
      (text) => parseWhole("lease", text, 500),
      10_000,
    )
    .action(run);
}

async function run(options: WorkerCommandOptions): Promise<void> {
  const { in: input, out: output, job: name, lease: leaseMs, nats, model: nameOrPath, stream, ...job } = options;
  const model = loadModel(await readModel(nameOrPath));
  const connection = await connectNats(nats);
  try {
    const worker = await startWorker(connection, model, {
      ...job,
      input,
      output,
      leaseMs,
      onNotice: tell,
      ...(name === undefined ? {} : { name }),
      ...(stream === undefined ? {} : { stream }),
    });
    const stop = (): void => void worker.stop();
    process.once("SIGTERM", stop).once("SIGINT", stop);
    await writeOut(`rivulet works on ${input}, results on ${output}.KEY\n`);
    await worker.finished;
  } finally {
    await connection.close();
  }
}

/** A tagger, or the network that a file of any other task holds. */
function loadModel(bytes: Uint8Array): TaggerModel | Model {
  const file = decodeModelFile(bytes);
  return file.task === "tagger" ? TaggerModel.fromFile(file) : Model.create(file.config, file.weights);
}

/** One line on standard error. */
function tell(notice: WorkerNotice): void {
  const where = "partition" in notice ? ` ${notice.partition}` : "";
  const why = "cause" in notice ? `: ${notice.cause instanceof Error ? notice.cause.message : notice.cause}` : "";
  process.stderr.write(`rivulet: ${notice.type}${where}${why}\n`);
}
