import { labelsOf, tagClasses } from "../stream/tag-classes.ts";

/** What the colours and the borders of the tags mean. */
export function Legend() {
  return (
    <div class="legend">
      <ul aria-label="Tags by class">
        {tagClasses.map(({ id, name }) => (
          <li key={id} data-class={id}>
            <b>{name}</b> {labelsOf(id).join(" ")}
          </li>
        ))}
      </ul>
      <ul class="legend-states" aria-label="How far a tag is settled">
        <li class="token provisional" data-class="function">
          <span class="tag">provisional</span>
        </li>
        <li class="token revised" data-class="function">
          <span class="tag">
            <s>was</s>revised
          </span>
        </li>
        <li class="token final" data-class="function">
          <span class="tag">final</span>
        </li>
      </ul>
    </div>
  );
}
