import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, sep } from "node:path";
import { RivuletError } from "@rivulet/errors";
import { lookup } from "mrmime";
import { pathOf } from "./path-of.ts";

/** The bytes of what browsers may load, by path: "/index.html". */
export type FileBytes = ReadonlyMap<string, Uint8Array>;

/** Answers a request for a file; false: it is for none. */
export type AnswerFile = (request: IncomingMessage, response: ServerResponse) => boolean;

const YEAR_S = 31_536_000;

/**
 * For a page that runs the engine: nothing from elsewhere, no code that is text but WebAssembly, a worker of its own. Isolated,
 * so that its clock is fine enough to time a step.
 */
const headers = {
  "content-security-policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** All files of a folder, by path. Rejects with FILE_UNREADABLE. */
export async function readFiles(folder: string): Promise<Map<string, Uint8Array>> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const root = join(folder, sep);
    return new Map(
      await Promise.all(
        paths.map(async (path) => [`/${path.slice(root.length).replaceAll(sep, "/")}`, await readFile(path)] as const),
      ),
    );
  } catch (cause) {
    const detail = `expected a folder of readable files, came ${(cause as Error).message}`;
    throw new RivuletError("FILE_UNREADABLE", detail, { cause });
  }
}

/**
 * Serves files from memory; `/` is `/index.html`. Browsers ask each time whether a file is still the same, but not for an
 * address with a query: that names the version.
 */
export function staticFiles(files: FileBytes): AnswerFile {
  const tags = new Map(
    [...files].map(([path, bytes]) => [path, `"${createHash("sha256").update(bytes).digest("hex")}"`]),
  );
  return (request, response) => {
    const { method, url = "/" } = request;
    if (method !== "GET" && method !== "HEAD") return false;
    const path = pathOf(request) === "/" ? "/index.html" : pathOf(request);
    const bytes = files.get(path);
    if (bytes === undefined) return false;
    const etag = tags.get(path);
    const all = {
      ...headers,
      etag,
      "cache-control": url.includes("?") ? `public, max-age=${YEAR_S}, immutable` : "no-cache",
    };
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304, all).end();
      return true;
    }
    const type = lookup(path) ?? "application/octet-stream";
    const contentType = type.startsWith("text/") ? `${type}; charset=utf-8` : type;
    response.writeHead(200, { ...all, "content-type": contentType, "content-length": bytes.length });
    response.end(method === "HEAD" ? undefined : bytes);
    return true;
  };
}
