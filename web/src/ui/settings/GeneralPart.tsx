import { useTranslation } from "react-i18next";
import { chooseLanguage, LANGUAGES, language } from "../../store/language.ts";
import { chooseTheme, THEMES, theme } from "../../store/theme.ts";
import { Select } from "../kit/Field.tsx";
import { useObserved } from "../kit/observed.ts";
import { Card, Section } from "../kit/Page.tsx";

const LANGUAGE_NAMES = { "zh-CN": "简体中文", en: "English" } as const; // each in its own language

export function GeneralPart() {
    const { t } = useTranslation("settings");
    const chosen = useObserved(language);
    const look = useObserved(theme);
    return (
        <Section title={t("general.title")}>
            <Card>
                <Select
                    label={t("general.language")}
                    choices={LANGUAGES.map((id) => ({ id, label: LANGUAGE_NAMES[id] }))}
                    value={chosen}
                    onChange={(id) => void chooseLanguage(id)}
                />
                <Select
                    label={t("general.theme")}
                    hint={t("general.themeHint")}
                    choices={THEMES.map((id) => ({ id, label: t(`general.themes.${id}`) }))}
                    value={look}
                    onChange={chooseTheme}
                />
                <p>{t("general.density")}</p>
            </Card>
        </Section>
    );
}
