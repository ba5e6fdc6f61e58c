import type { Mode, Playground } from "../playground.ts";
import { Choice } from "./choice.tsx";
import { Legend } from "./legend.tsx";
import { Panel } from "./panel.tsx";
import { TextInput } from "./text-input.tsx";
import { TokenList } from "./token-list.tsx";

const modes: readonly { value: Mode; label: string }[] = [
  { value: "device", label: "On this device" },
  { value: "socket", label: "Over the socket" },
];

export function StreamPanel({ playground }: { readonly playground: Playground }) {
  const notice = playground.notice.value;
  return (
    <Panel
      id="stream"
      title="The stream"
      aside={
        <Choice
          name="mode"
          legend="Where the words are tagged"
          options={modes}
          chosen={playground.mode.value}
          choose={(mode) => playground.use(mode)}
        />
      }
    >
      <TextInput playground={playground} />
      <TokenList playground={playground} />
      <p class="notice" role="status">
        {notice}
      </p>
      <Legend />
    </Panel>
  );
}
