/** The part of jsfive 0.4.2 that is used; it brings no types of its own. */
declare module "jsfive" {
  /** The header of one object: its messages, and what reads them. */
  interface DataObjects {
    readonly msgs: readonly unknown[];
    readonly is_dataset: boolean;
    /** Null where the data lies in one piece. */
    readonly chunks: readonly number[] | null;
    readonly filter_pipeline: readonly unknown[] | null;
    _attr_value(dtype: unknown, bytes: ArrayBuffer, count: number, offset: number): unknown[];
    _vlen_size_and_data(bytes: ArrayBuffer, offset: number): [number, ArrayBuffer | undefined];
  }

  export class Group {
    readonly keys: readonly string[];
    readonly attrs: Readonly<Record<string, unknown>>;
    readonly _dataobjects: DataObjects;
    get(name: string): Group | Dataset;
  }

  export class Dataset {
    readonly shape: readonly number[];
    /** `<f4`, or an array for types without a fixed length. */
    readonly dtype: string | readonly unknown[];
    readonly value: ArrayLike<number>;
    readonly _dataobjects: DataObjects;
  }

  export class File extends Group {
    constructor(bytes: ArrayBuffer, name?: string);
  }
}
