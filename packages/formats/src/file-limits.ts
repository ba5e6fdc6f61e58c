/** Bounds on what a reader takes in, checked before any work is done in proportion to it. */
export interface FileLimits {
  /** Bytes of the whole file; default 256 MiB. */
  readonly fileBytes?: number;
  /** Bytes of the JSON header; default 16 MiB. */
  readonly headerBytes?: number;
}

const mebibyte = 2 ** 20;

export const defaultFileLimits: Required<FileLimits> = { fileBytes: 256 * mebibyte, headerBytes: 16 * mebibyte };
