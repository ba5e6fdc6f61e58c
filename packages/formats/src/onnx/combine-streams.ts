import { RivuletError } from "@rivulet/errors";
import { type LastStream, partsOf, type Stream, sameStream } from "./values.ts";

/** Vectors side by side; where all are the last of their layers, the last of the vectors side by side. */
export function concatStreams(parts: readonly Stream[], node: string): Stream {
  if (parts.length === 1) return parts[0];
  checkParts(parts);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  return liftLast(parts, (below) => ({ kind: "concat", parts: below, count: countOf(below), size, node }));
}

export function sumStreams(parts: readonly Stream[], node: string): Stream {
  checkParts(parts);
  return liftLast(parts, (below) => ({ kind: "sum", parts: below, count: countOf(below), size: parts[0].size, node }));
}

/** Of single steps of the same place, the one step of what is combined. */
function liftLast(parts: readonly Stream[], combine: (parts: readonly Stream[]) => Stream): Stream {
  const steps = parts.filter((part) => part.kind === "last");
  const own = steps.find(({ read }) => read === "own");
  const place = own === undefined ? steps[0]?.read : ownPlace(own.below);
  const isSame = ({ read, below }: LastStream) => (read === "own" ? ownPlace(below) : read) === place;
  const fits = steps.length === parts.length && (steps.every(isSame) || areDirections(steps));
  if (!fits) return combine(parts);
  const below = combine(steps.map((step) => step.below));
  return { ...(own ?? steps[0]), below, size: below.size };
}

/** Layers over the same steps, each read after its own last one. */
function areDirections(steps: readonly LastStream[]): boolean {
  const [first] = steps.map(({ below }) => below);
  return steps.every(({ read, below }) => {
    const areRecurrent = first.kind === "recurrent" && below.kind === "recurrent";
    return read === "own" && areRecurrent && sameStream(first.below, below.below);
  });
}

/** Where a layer's own last step stands in the sequence; of both directions put together, that of the forward one. */
function ownPlace(stream: Stream): "first" | "last" {
  return stream.kind === "recurrent" && stream.layer.config.direction === "backward" ? "first" : "last";
}

/** Vectors that sums and vectors side by side are made of, counted through all of them. */
const LARGEST_PARTS = 256;

function countOf(parts: readonly Stream[]): number {
  return parts.reduce((sum, part) => sum + partsOf(part), 0);
}

function checkParts(parts: readonly Stream[]): void {
  const count = countOf(parts);
  if (count <= LARGEST_PARTS) return;
  throw new RivuletError("FILE_TOO_LARGE", `expected at most ${LARGEST_PARTS} vectors put together, came ${count}`);
}
