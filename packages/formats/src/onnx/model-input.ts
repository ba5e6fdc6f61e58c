import type { EmbeddingTable, InputConfig, Tensor } from "@rivulet/engine";
import { unsupported } from "./layer-chain.ts";
import type { OnnxInput } from "./onnx-model.ts";
import type { EmbeddingStream, Stream } from "./values.ts";

/** The lowest part of a model: its input, the tables of its embeddings, and which input of the graph is which. */
export interface ModelInput {
  readonly config: InputConfig;
  readonly weights: Record<string, Tensor>;
  readonly inputs: readonly OnnxInput[];
}

/** `columns`: numbers that the lowest layer sees. */
export function modelInput(stream: Stream, columns: number): ModelInput {
  const tables: EmbeddingTable[] = [];
  const weights: Record<string, Tensor> = {};
  const inputs: OnnxInput[] = [];
  const leaves = stream.kind === "concat" ? stream.parts.flatMap(flat) : [stream];
  const known = leaves.reduce((sum, { size }) => sum + size, 0);
  let [firstId, dense] = [0, 0];
  for (const leaf of leaves) {
    if (leaf.kind === "input") {
      if (leaf.select !== undefined) throw unsupported("a whole vector as input", "one index of it", leaf);
      const size = leaf.size === 0 ? columns - known : leaf.size;
      inputs.push({ name: leaf.name, is: "dense", first: dense, size });
      dense += size;
      continue;
    }
    const summands = leaf.kind === "sum" ? leaf.parts : [leaf];
    const embeddings = summands.map((part) => {
      if (part.kind === "embedding") return part;
      throw unsupported("a sum of embeddings", part.kind, part);
    });
    if (dense > 0) throw unsupported("embeddings before dense numbers", "them after", leaf);
    const { name, rows, size } = embeddings[0].table;
    const table = { name: freeName(name, tables), rows: totalRows(embeddings), size };
    if (embeddings.some((other) => other.table.size !== size))
      throw unsupported("embeddings of one size", "others", leaf);
    weights[`embedding.${table.name}`] = { shape: [table.rows, size], data: rowsOf(embeddings, table.rows * size) };
    let first = firstId;
    for (const { ids, table: summand } of embeddings) {
      const { select } = ids;
      inputs.push({ name: ids.name, is: "ids", first, count: summand.rows, ...(select && { index: select.index }) });
      first += summand.rows;
    }
    firstId += embeddings.length === 1 ? rows : table.rows;
    tables.push(table);
  }
  if (tables.length === 0) return { config: { kind: "dense", size: dense }, weights, inputs };
  return { config: { kind: "embedding", tables, ...(dense > 0 && { dense }) }, weights, inputs };
}

function flat(stream: Stream): readonly Stream[] {
  return stream.kind === "concat" ? stream.parts.flatMap(flat) : [stream];
}

function totalRows(embeddings: readonly EmbeddingStream[]): number {
  return embeddings.reduce((sum, { table }) => sum + table.rows, 0);
}

/** The rows of all tables of a sum, one after the other. */
function rowsOf(embeddings: readonly EmbeddingStream[], length: number): Float32Array {
  if (embeddings.length === 1) return embeddings[0].table.data;
  const data = new Float32Array(length);
  let at = 0;
  for (const { table } of embeddings) {
    data.set(table.data, at);
    at += table.data.length;
  }
  return data;
}

function freeName(name: string, tables: readonly EmbeddingTable[]): string {
  const taken = (candidate: string) => candidate === "" || tables.some((table) => table.name === candidate);
  let free = name;
  for (let n = tables.length; taken(free); n++) free = `${name}.${n}`;
  return free;
}
