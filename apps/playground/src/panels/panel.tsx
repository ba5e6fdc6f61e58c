import type { ComponentChildren } from "preact";

interface PanelProps {
  readonly id: string;
  readonly title: string;
  /** What stands beside the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Panel({ id, title, aside, children }: PanelProps) {
  return (
    <section class={`panel panel-${id}`} aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h2 id={`${id}-title`}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
