import { TaggerModel } from "@rivulet/live";
import { END_OF_LINE } from "@rivulet/text";
import { Command, Option } from "commander";
import { readWords } from "../input/read-words.ts";
import { createPrinter } from "../output/create-printer.ts";
import { tellHowToType } from "../output/tell-how-to-type.ts";
import { writeOut } from "../output/write-out.ts";
import { parseWindow } from "../parse-window.ts";
import { readModel } from "../read-model.ts";

interface TagOptions {
  readonly model: string;
  readonly jsonl?: true;
  readonly finalOnly?: true;
  readonly window?: number;
}

export function tagCommand(): Command {
  return new Command("tag")
    .description("tag words as they arrive on standard input or in files; a line break ends a sentence")
    .argument("[file...]", "text files, UTF-8 (default: standard input)")
    .option("--model <name|file>", "model that ships, or a model file", "en-tagger")
    .option("--jsonl", "one JSON object a line: index, token, label, probability, delay, final")
    .option("--final-only", "leave out provisional tags")
    .addOption(
      new Option("--window <tokens>", "of a model that looks backward: tokens to come that make a tag final").argParser(
        parseWindow,
      ),
    )
    .action(tag);
}

async function tag(files: string[], options: TagOptions): Promise<void> {
  const { window } = options;
  const model = TaggerModel.load(await readModel(options.model));
  const tagger = model.createTagger(window === undefined ? {} : { window });
  const printer = createPrinter({ jsonl: options.jsonl ?? false });
  if (files.length === 0) tellHowToType();
  for await (const words of readWords(files)) {
    let text = "";
    for (const word of words) {
      const ends = word === END_OF_LINE;
      const tags = ends ? tagger.flush() : tagger.push(word);
      text += printer.print(options.finalOnly ? tags.filter(({ final }) => final) : tags);
      if (ends) text += printer.endSentence();
    }
    await writeOut(text);
  }
}
