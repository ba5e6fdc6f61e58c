import type { HeadConfig, PlainActivation, Shape } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { HeadOption, PyTorchOptions } from "@rivulet/formats/pytorch";
import { type Command, Option } from "commander";

/** What a state_dict does not say, as the command line has it. */
export interface TellOptions {
  readonly head?: string;
  readonly activation?: string;
  readonly order?: string;
  readonly embedding?: string;
  readonly input?: "dense" | "one-hot";
  readonly shape?: Shape;
}

/** Adds the options that tell what a state_dict leaves open. */
export function addTellOptions(command: Command): Command {
  return command
    .option("--head <activation>", "softmax, sigmoid or none; of several heads: MODULE=ACTIVATION,…")
    .option("--activation <name>", "of nn.RNN and of the linear layers below the head; if they differ: MODULE=NAME,…")
    .option("--order <modules>", "order of the modules between embedding and head, where sizes leave it open: A,B,…")
    .option("--embedding <modules>", "which modules are embeddings, A,B,…, or none")
    .addOption(new Option("--input <kind>", "what x is where there is no embedding").choices(["dense", "one-hot"]))
    .addOption(
      new Option("--shape <shape>", "what the model answers").choices(["many-to-many", "many-to-one", "one-to-many"]),
    );
}

/** @throws RivuletError ARGUMENT_INVALID */
export function pytorchOptions(told: TellOptions): PyTorchOptions {
  const { head, activation, order, embedding, input, shape } = told;
  return {
    ...(head !== undefined && { heads: headsOf(head) }),
    ...(activation !== undefined && activationsOf(activation)),
    ...(order !== undefined && { order: listOf(order) }),
    ...(embedding !== undefined && { embeddings: embedding === "none" ? [] : listOf(embedding) }),
    ...(input !== undefined && { input }),
    ...(shape !== undefined && { shape }),
  };
}

/** Files of other frameworks say all of it themselves. @throws RivuletError ARGUMENT_INVALID */
export function checkNothingTold(source: string, told: TellOptions): void {
  const [option] = Object.keys(pytorchOptions(told));
  if (option === undefined) return;
  throw new RivuletError(
    "ARGUMENT_INVALID",
    `expected no options on what ${source} files say themselves, came ${option}`,
  );
}

const headActivations: readonly HeadConfig["activation"][] = ["softmax", "sigmoid", "none"];
const activations: readonly PlainActivation[] = [
  "tanh",
  "relu",
  "sigmoid",
  "hard-sigmoid",
  "hard-sigmoid-6",
  "linear",
  "softsign",
  "softplus",
];

function headsOf(text: string): HeadOption[] {
  return listOf(text).map((item) => {
    const { module, value } = split(item);
    return { ...(module !== undefined && { module }), activation: oneOf("--head", value, headActivations) };
  });
}

function activationsOf(text: string): Pick<PyTorchOptions, "activation" | "activations"> {
  const items = listOf(text).map(split);
  const named = items.flatMap(({ module, value }) => {
    return module === undefined ? [] : [[module, oneOf("--activation", value, activations)] as const];
  });
  const common = items.find(({ module }) => module === undefined);
  return {
    ...(common !== undefined && { activation: oneOf("--activation", common.value, activations) }),
    activations: Object.fromEntries(named),
  };
}

/** `fc=softmax`, or `softmax` alone. */
function split(item: string): { readonly module: string | undefined; readonly value: string } {
  const at = item.lastIndexOf("=");
  return { module: at < 0 ? undefined : item.slice(0, at), value: item.slice(at + 1) };
}

function listOf(text: string): string[] {
  return text.split(",").map((item) => item.trim());
}

function oneOf<T extends string>(option: string, value: string, values: readonly T[]): T {
  const found = values.find((known) => known === value);
  if (found !== undefined) return found;
  throw new RivuletError("ARGUMENT_INVALID", `expected ${values.join(", ")} for ${option}, came ${value}`);
}
