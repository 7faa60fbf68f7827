/** Light, dark or as the system is; kept in this browser. */
import { Observable } from "../util/observable.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEPT = "fangyuan.theme";
export const theme = new Observable<Theme>("system");

export function startTheme(): void {
    const kept = localStorage.getItem(KEPT);
    chooseTheme(THEMES.find((known) => known === kept) ?? "system");
}

export function chooseTheme(chosen: Theme): void {
    localStorage.setItem(KEPT, chosen);
    document.documentElement.dataset["theme"] = chosen;
    theme.set(chosen);
}
