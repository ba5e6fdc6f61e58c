/** A hint for people at a terminal, who would otherwise look at an empty screen. */
export function tellHowToType(): void {
  if (!process.stdin.isTTY) return;
  process.stderr.write(
    "Type a sentence and press Enter; Ctrl-D ends. Dim tags are provisional, underlined ones revised.\n",
  );
}
