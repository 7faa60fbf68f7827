import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Applied, codesFile } from "../../../store/admin/imports.ts";
import { saveFile } from "../../../util/save.ts";
import { Button } from "../../kit/Button.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Card } from "../../kit/Page.tsx";
import style from "./Import.module.css";

/** What was done; and the sign-in codes, which nobody can read again. */
export function AppliedView({ applied }: { applied: Applied }) {
    const { t } = useTranslation("admin");
    const [isSaved, setSaved] = useState(false);
    const codes = Object.entries(applied.codes);
    const done = Object.entries(applied.counts).filter(([, count]) => count > 0);
    const save = (): void => {
        saveFile(t("import.codesFile"), codesFile(applied.codes, [t("fields.account"), t("import.code")]));
        setSaved(true);
    };
    return (
        <>
            <Notice look="done" title={t("import.applied")} isLive>
                <ul className={style["change"]}>
                    {done.map(([what, count]) => (
                        <li key={what}>
                            {t("import.part", { what: t(`import.whats.${what}` as "import.whats.joins"), count })}
                        </li>
                    ))}
                    {applied.departments > 0 && <li>{t("import.departments", { count: applied.departments })}</li>}
                    {applied.leaders > 0 && <li>{t("import.leaders", { count: applied.leaders })}</li>}
                </ul>
            </Notice>
            {codes.length > 0 && (
                <Card>
                    <Notice look={isSaved ? "done" : "warning"} title={t("import.codesOnce", { count: codes.length })}>
                        {t("import.codesHint")}
                    </Notice>
                    <div>
                        <Button look="primary" onPress={save}>
                            {t("import.saveCodes")}
                        </Button>
                    </div>
                    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by the keyboard */}
                    <section className={style["codes"]} tabIndex={0} aria-label={t("import.code")}>
                        {codes.slice(0, 200).map(([account, code]) => (
                            <p key={account}>
                                {account} {code}
                            </p>
                        ))}
                    </section>
                </Card>
            )}
        </>
    );
}
