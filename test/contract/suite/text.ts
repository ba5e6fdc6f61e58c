/** Cut in the middle of a sentence and of a word: what is put down holds a half word and tags that are not final. */
export const firstHalf = "The old man the boat. She didn't read the re";
export const secondHalf = "port that Mr. Smith wrote in 1987.\nTime flies like an arrow; fruit flies like a banana.\n";
