import { RivuletError } from "@rivulet/errors";
import type { MatrixModule, Module } from "./modules.ts";
import type { HeadOption, PyTorchOptions } from "./options.ts";

/** Which module does what. */
export interface Arrangement {
  readonly embeddings: readonly MatrixModule[];
  /** Lowest first, heads left out. */
  readonly layers: readonly Module[];
  readonly heads: readonly { readonly module: MatrixModule; readonly option: HeadOption }[];
}

/** Embeddings and, in their order, what stands upon them. */
interface Chain {
  readonly embeddings: readonly MatrixModule[];
  readonly modules: readonly Module[];
}

/** Steps of the search for an order; nets of different sizes take a few, and only sizes that are all alike take many. */
const mostSteps = 20_000;

/**
 * Finds the one order in which every module can take what the one below it gives, starting from an embedding or from
 * a dense x⟨t⟩. Options say what is not to be searched for.
 *
 * @throws RivuletError IMPORT_AMBIGUOUS where there is another than one order, or it is not said what the last linear
 * layer is for; CONFIG_INVALID where an option names no module
 */
export function arrange(modules: readonly Module[], options: PyTorchOptions): Arrangement {
  const named = namedHeads(modules, options.heads);
  const chain = chainOf(
    modules.filter((module) => !named.some((head) => head.module === module)),
    named.map(({ module }) => inputsOf(module)),
    options,
  );
  const { embeddings, modules: layers } = chain;
  const last = layers.at(-1);
  if (named.length > 0 || options.heads?.length === 0 || last?.kind !== "matrix") {
    return { embeddings, layers, heads: named };
  }
  const [option] = options.heads ?? [];
  if (option === undefined) {
    throw ambiguous(
      `the option heads to say what the head ${last.path} gives: softmax, sigmoid or none`,
      "no such option",
    );
  }
  return { embeddings, layers: layers.slice(0, -1), heads: [{ module: last, option }] };
}

function namedHeads(modules: readonly Module[], heads: readonly HeadOption[] = []): Arrangement["heads"] {
  const named = heads.flatMap((option) => {
    return option.module === undefined ? [] : [{ module: matrixNamed(modules, option.module), option }];
  });
  if (named.length === heads.length || heads.length === 1) return named;
  throw new RivuletError("CONFIG_INVALID", "expected the module of each of several heads, came one without");
}

function chainOf(modules: readonly Module[], headInputs: readonly number[], options: PyTorchOptions): Chain {
  const found: Chain[] = [];
  const lastIsHead = options.heads?.some((head) => head.module === undefined) ?? false;
  const search = { steps: 0, found, headInputs, lastIsHead };
  for (const embeddings of embeddingChoices(modules, options)) {
    const rest = modules.filter((module) => !embeddings.includes(module as MatrixModule));
    const size = embeddings.reduce((sum, { weight }) => sum + weight.shape[1], options.dense ?? 0);
    const start = embeddings.length === 0 ? undefined : size;
    if (options.order === undefined) extend(search, embeddings, [], rest, start);
    else inOrder(search, embeddings, options.order, rest, start);
  }
  if (search.steps > mostSteps)
    throw ambiguous("one order of the modules, or the option order", "too many possible ones");
  const [chain, other] = found;
  if (chain === undefined) {
    const came = modules.map((module) => `${module.path} (${inputsOf(module)} to ${outputsOf(module)})`).join(", ");
    const end = lastIsHead ? " with a linear layer as head at its end" : "";
    throw ambiguous(`modules that fit on one another in one chain${end}, several heads by name`, came.slice(0, 400));
  }
  if (other !== undefined)
    throw ambiguous(
      "one order of the modules, or the options order and embeddings",
      `${describe(chain)} or ${describe(other)}`,
    );
  return chain;
}

/** No embedding, or one of the matrices without a bias: unless the options name them. */
function embeddingChoices(modules: readonly Module[], { embeddings }: PyTorchOptions): readonly MatrixModule[][] {
  if (embeddings !== undefined) return [embeddings.map((path) => matrixNamed(modules, path))];
  const single = modules.flatMap((module) => (module.kind === "matrix" && module.bias === undefined ? [[module]] : []));
  return [[], ...single];
}

interface Search {
  steps: number;
  readonly found: Chain[];
  readonly headInputs: readonly number[];
  /** The last module is the head, so that it is a linear layer. */
  readonly lastIsHead: boolean;
}

/** Tries every module that can take `size` numbers next; `undefined`: any. Stops at the second order. */
function extend(
  search: Search,
  embeddings: readonly MatrixModule[],
  modules: readonly Module[],
  rest: readonly Module[],
  size: number | undefined,
): void {
  if (rest.length === 0) {
    end(search, { embeddings, modules }, size);
    return;
  }
  for (const next of rest) {
    if (size !== undefined && inputsOf(next) !== size) continue;
    if (search.found.length > 1 || ++search.steps > mostSteps) return;
    extend(
      search,
      embeddings,
      [...modules, next],
      rest.filter((module) => module !== next),
      outputsOf(next),
    );
  }
}

function inOrder(
  search: Search,
  embeddings: readonly MatrixModule[],
  order: readonly string[],
  rest: readonly Module[],
  start: number | undefined,
): void {
  const modules = order.map((path) => rest.find((module) => module.path === path));
  const known = modules.filter((module) => module !== undefined);
  if (known.length !== order.length || new Set(known).size !== rest.length) return;
  let size = start;
  for (const module of known) {
    if (size !== undefined && inputsOf(module) !== size) return;
    size = outputsOf(module);
  }
  end(search, { embeddings, modules: known }, size);
}

/** Keeps a chain that ends as the heads need it. */
function end({ found, headInputs, lastIsHead }: Search, chain: Chain, size: number | undefined): void {
  if (lastIsHead && chain.modules.at(-1)?.kind !== "matrix") return;
  if (headInputs.every((inputs) => inputs === size)) found.push(chain);
}

function matrixNamed(modules: readonly Module[], path: string): MatrixModule {
  const module = modules.find((candidate) => candidate.path === path);
  if (module?.kind === "matrix") return module;
  const paths = modules.flatMap(({ kind, path }) => (kind === "matrix" ? [path] : [])).join(", ");
  throw new RivuletError("CONFIG_INVALID", `expected one of the modules ${paths.slice(0, 200)}, came ${path}`);
}

function inputsOf(module: Module): number {
  return module.kind === "recurrent" ? module.inputs : module.weight.shape[1];
}

function outputsOf(module: Module): number {
  return module.kind === "recurrent" ? module.outputs : module.weight.shape[0];
}

function describe({ embeddings, modules }: Chain): string {
  const from = embeddings.length === 0 ? "a dense input" : embeddings.map(({ path }) => path).join(" and ");
  return [`${from} (as input)`, ...modules.map(({ path }) => path)].join(", ").slice(0, 200);
}

function ambiguous(expected: string, came: string): RivuletError {
  return new RivuletError("IMPORT_AMBIGUOUS", `expected ${expected}, came ${came}`);
}
