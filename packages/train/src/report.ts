import type { History } from "./history.ts";
import type { TrainingOptions } from "./training-options.ts";

export function renderReport(name: string, history: History, options: TrainingOptions): string {
  return `<!doctype html><title>${name}</title><pre>${JSON.stringify({ options, epochs: history.epochs }, null, 2)}</pre>`;
}
