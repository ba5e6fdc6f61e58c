export { codes, type ErrorCode } from "./codes.ts";
export { RivuletError } from "./rivulet-error.ts";
