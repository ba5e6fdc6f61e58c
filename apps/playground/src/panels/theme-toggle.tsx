import { Choice } from "./choice.tsx";
import { setTheme, theme } from "./theme.ts";

const options = [
  { value: "auto", label: "Auto" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export function ThemeToggle() {
  return <Choice name="theme" legend="Light or dark" options={options} chosen={theme.value} choose={setTheme} />;
}
