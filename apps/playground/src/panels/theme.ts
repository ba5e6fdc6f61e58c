import { computed, type ReadonlySignal, signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";

const KEY = "rivulet-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(system.matches);
const chosen = signal<Theme>(remembered());

system.addEventListener("change", ({ matches }) => {
  systemIsDark.value = matches;
});
apply(chosen.peek());

/** What the reader chose. */
export const theme: ReadonlySignal<Theme> = chosen;

/** What is seen: for what is painted and not styled. */
export const isDark = computed(() => (chosen.value === "auto" ? systemIsDark.value : chosen.value === "dark"));

export function setTheme(theme: Theme): void {
  apply(theme);
  chosen.value = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice holds as long as the page.
  }
}

function apply(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

function remembered(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : "auto";
  } catch {
    return "auto";
  }
}
