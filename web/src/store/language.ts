/** The language of the person: zh-CN unless he chose English, or his browser speaks no Chinese. */
import i18next, { type i18n } from "i18next";
import { setRequestLanguage } from "../api/language.ts";
import type { words as chinese } from "../locales/zh-CN/index.ts";
import { Observable } from "../util/observable.ts";

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Words = typeof chinese;

declare module "i18next" {
    interface CustomTypeOptions {
        defaultNS: "common";
        resources: Words;
    }
}

const KEPT = "fangyuan.language";
const packs = {
    "zh-CN": () => import("../locales/zh-CN/index.ts"),
    en: () => import("../locales/en/index.ts"),
};

export const language = new Observable<Language>("zh-CN");
export const words: i18n = i18next.createInstance();

function preferred(): Language {
    const kept = localStorage.getItem(KEPT);
    if (kept === "zh-CN" || kept === "en") return kept;
    return navigator.languages.some((tag) => tag.toLowerCase().startsWith("zh")) ? "zh-CN" : "en";
}

async function load(chosen: Language): Promise<void> {
    const pack: { words: Record<string, object> } = await packs[chosen]();
    for (const [namespace, texts] of Object.entries(pack.words)) words.addResourceBundle(chosen, namespace, texts);
}

/** Before anything is shown. */
export async function startWords(): Promise<void> {
    await words.init({
        lng: preferred(),
        fallbackLng: false,
        defaultNS: "common",
        resources: {},
        interpolation: { escapeValue: false }, // React escapes
    });
    await chooseLanguage(preferred(), false);
}

export async function chooseLanguage(chosen: Language, keep = true): Promise<void> {
    await load(chosen);
    await words.changeLanguage(chosen);
    setRequestLanguage(chosen);
    document.documentElement.lang = chosen;
    if (keep) localStorage.setItem(KEPT, chosen);
    language.set(chosen);
}
