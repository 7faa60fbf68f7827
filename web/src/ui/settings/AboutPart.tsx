import { useTranslation } from "react-i18next";
import { Card, Section } from "../kit/Page.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./SettingsPage.module.css";

const LICENCE = "Apache-2.0";

export function AboutPart() {
    const { t } = useTranslation(["settings", "common"]);
    const { matrix } = useHouse();
    return (
        <Section title={t("common:appName")}>
            <Card>
                <dl className={style["facts"]}>
                    <dt>{t("about.version")}</dt>
                    <dd>{import.meta.env["VITE_VERSION"]}</dd>
                    <dt>{t("about.licence")}</dt>
                    <dd>{LICENCE}</dd>
                    <dt>{t("about.server")}</dt>
                    <dd>{matrix.getDomain()}</dd>
                    <dt>{t("about.encryption")}</dt>
                    <dd>{matrix.getCrypto()?.getVersion() ?? t("about.none")}</dd>
                </dl>
                <p>{t("about.parts")}</p>
                <p>
                    <a href="/licences.txt" target="_blank" rel="noreferrer">
                        {t("about.licences")}
                    </a>
                </p>
            </Card>
        </Section>
    );
}
