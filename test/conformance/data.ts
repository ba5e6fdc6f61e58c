import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = process.env.RIVULET_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** Whether the test vectors of another project lie on this machine; without them a suite is skipped. */
export function hasVectors(project: string): boolean {
  return existsSync(`${folder}/conformance/${project}/SOURCE.txt`);
}

/** The text of one file of test vectors. */
export function readVectors(path: string): string {
  return readFileSync(`${folder}/conformance/${path}`, "utf8");
}

/** The bytes of one file of test vectors. */
export function readBytes(path: string): Uint8Array {
  return readFileSync(`${folder}/conformance/${path}`);
}

/** Where the files of another project lie. */
export function vectorsFolder(project: string): string {
  return `${folder}/conformance/${project}`;
}
