/** A colour of the style sheet as it is now, "rgb(…)". Only of properties that the style sheet registers as colours. */
export function cssColor(property: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(property);
}
