import { type AnyModelConfig, encoderConfig, isEncoderDecoder, type ModelConfig } from "@rivulet/engine";
import type { ModelDescription } from "../describe-model.ts";
import { formatLayer } from "./format-layer.ts";

const TITLE_WIDTH = 14;

/** The description as aligned lines for people. */
export function formatDescription(model: ModelDescription): string {
  const lines: [string, string][] = [
    ["task", model.task],
    ["fingerprint", model.fingerprint],
    ["file", `${model.bytes} bytes`],
    ["parameters", String(model.parameters)],
    ["session", `${model.bytesPerSession} bytes`],
    ...formatConfig(model.config),
    ["weights", `${model.weightBytes} bytes`],
    ...formatTensors(model.tensors),
    ...(model.labels.length === 0 ? [] : [["labels", model.labels.join(" ")] as [string, string]]),
    ...Object.entries(model.about).map(([key, value]): [string, string] => [key, formatValue(value)]),
  ];
  return lines.map(([title, value]) => `${title.padEnd(TITLE_WIDTH)}${value}`).join("\n");
}

function formatConfig(config: AnyModelConfig): [string, string][] {
  if (!isEncoderDecoder(config)) {
    const order: [string, string][] = config.outputOrder === "reversed" ? [["outputs", "last step first"]] : [];
    return [["shape", config.shape ?? "many-to-many"], ...order, ...formatStack(config)];
  }
  const { attention, bridge } = config;
  return [
    ["shape", "encoder–decoder"],
    ["encoder", ""],
    ...formatStack(encoderConfig(config)),
    ["bridge", bridge],
    ["attention", attention === undefined ? "none" : Object.values(attention).join(" ")],
    ["decoder", ""],
    ...formatStack(config.decoder),
  ];
}

function formatStack({ input, layers, heads }: ModelConfig): [string, string][] {
  return [
    ["input", formatInput(input)],
    ...layers.map((layer, l): [string, string] => [`layer ${l}`, formatLayer(layer)]),
    ...heads.map(({ name, size, activation, delay = 0 }, h): [string, string] => [
      `head ${h}`,
      `${name}: ${size} ${activation === "none" ? "values" : "classes"}, ${activation}, delay ${delay}`,
    ]),
  ];
}

function formatInput(input: ModelConfig["input"]): string {
  if (input.kind !== "embedding") return `${input.kind}, ${input.size}`;
  return input.tables.map(({ name, rows, size }) => `${name} ${rows}×${size}`).join(", ");
}

/** A line a tensor, its parts in columns. */
function formatTensors(tensors: ModelDescription["tensors"]): [string, string][] {
  const rows = Object.entries(tensors).map(([name, { shape, format, bytes }]) => [
    name,
    shape.join("×"),
    format,
    `${bytes} bytes`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)) + 2);
  return rows.map((row) => ["", row.map((part, column) => part.padEnd(widths[column] ?? 0)).join("")]);
}

function formatValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
