export type { TagStream } from "./tag-stream.ts";
export { tagText } from "./tag-text.ts";
export { tagTextStream } from "./tag-text-stream.ts";
export { tagTokens } from "./tag-tokens.ts";
export { tagTokensStream } from "./tag-tokens-stream.ts";
