import { arithmeticCases, type LimitCase, readCase } from "../limits/limit-cases.ts";
import { loadLimitKernels } from "../limits/limit-kernels.ts";
import type { Arithmetic, MachineLimits } from "../limits/step-limit.ts";
import { figure, table } from "../page/table.ts";
import { type Effort, inRounds } from "../rounds.ts";
import type { Suite } from "../suite.ts";

/** The f32 weights of an LSTM of 64, 128, 256, 512 units are 128, 512, 2048, 8192 KiB; other forms a half or a quarter. */
const SIZES = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192].map((kibibytes) => kibibytes * 1024);

const WASM_PAGE = 65_536;

const titles: Readonly<Record<Arithmetic, string>> = {
  f32: "f32: multiply, add (deterministic)",
  relaxed: "f32: relaxed multiply-add",
  int16: "int16: dot product of pairs, add",
  int8: "int8: two relaxed dot products of fours, one for each half of the operand",
};

export const limits: Suite<MachineLimits> = {
  summary: "what WebAssembly with 128-bit SIMD can read, multiply and add on this machine",
  async run({ effort }) {
    const { plain, relaxed } = loadLimitKernels();
    const start = plain.memory.buffer.byteLength;
    plain.memory.grow(Math.max(...SIZES) / WASM_PAGE);
    // Memory that nobody wrote is one page of zeros, many times over: it would always be read from the first cache.
    new Float32Array(plain.memory.buffer, start).fill(1);
    const reads = SIZES.map((bytes) => ({ bytes, ...readCase(plain, start, bytes) }));
    const peaks = arithmeticCases(plain, relaxed);
    const rates = await fastest([...reads, ...peaks], effort);
    return {
      reads: reads.map(({ bytes }, i) => ({ bytes, gigabytesPerSecond: rates[i] })),
      peaks: peaks.map(({ arithmetic }, i) => ({ arithmetic, gigaMultiplyAdds: rates[reads.length + i] })),
    };
  },
  page: ({ reads, peaks }) =>
    [
      "The fastest of all rounds, by a kernel that does nothing else: 16-byte loads in a row, each multiplied and added to one of six sums; and multiply-adds out of registers, twelve sums at once.",
      table(
        ["reading a buffer again and again", ...reads.map(({ bytes }) => `${bytes / 1024} KiB`)],
        [["GB a second", ...reads.map(({ gigabytesPerSecond }) => figure(gigabytesPerSecond))]],
      ),
      table(
        ["arithmetic", "10⁹ multiply-adds a second"],
        peaks.map(({ arithmetic, gigaMultiplyAdds }) => [titles[arithmetic], figure(gigaMultiplyAdds)]),
      ),
    ].join("\n\n"),
};

/** 10⁹ a second of each case in its best block: what the machine can do where nothing disturbs it. */
async function fastest(cases: readonly LimitCase[], effort: Effort): Promise<number[]> {
  const timings = await inRounds(cases, effort);
  return timings.map(({ least }, i) => Number((cases[i].amount / least / 1000).toPrecision(4)));
}
