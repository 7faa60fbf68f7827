/** Whether the log is as it was written: each row is bound to the one before it. */
import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { verifyChain } from "../../../store/admin/audit.ts";
import { Button } from "../../kit/Button.tsx";
import { TextField } from "../../kit/Field.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { Card } from "../../kit/Page.tsx";
import { Loading, useErrorWords } from "../../kit/states.tsx";
import { useHouse } from "../../shell/context.ts";
import style from "./Audit.module.css";

export function ChainCheck() {
    const { t } = useTranslation("admin");
    const house = useHouse();
    const errorWords = useErrorWords();
    const [expect, setExpect] = useState("");
    const checking = useMutation({ mutationFn: () => verifyChain(house, expect) });
    const found = checking.data;
    return (
        <Card>
            <p>{t("audit.chain")}</p>
            <details>
                <summary>{t("audit.expect")}</summary>
                <TextField
                    label={t("audit.expectLabel")}
                    hint={t("audit.expectHint")}
                    value={expect}
                    onChange={setExpect}
                />
            </details>
            <div>
                <Button isDisabled={checking.isPending} onPress={() => checking.mutate()}>
                    <ShieldCheck size={16} aria-hidden />
                    {t("audit.check")}
                </Button>
            </div>
            {checking.isPending && <Loading words={t("audit.checking")} />}
            {checking.error && (
                <Notice look="refusal" isLive>
                    {errorWords(checking.error)}
                </Notice>
            )}
            {found && !checking.isPending && (
                <Notice
                    look={found.ok ? "done" : "refusal"}
                    title={
                        found.ok
                            ? t("audit.whole", { count: found.rows })
                            : t("audit.broken", { number: found.first_bad_seq ?? 0 })
                    }
                    isLive
                >
                    {found.ok ? (
                        <>
                            <p>{t("audit.note")}</p>
                            <p className={style["hash"]}>{found.head_hash}</p>
                        </>
                    ) : (
                        found.text
                    )}
                </Notice>
            )}
        </Card>
    );
}
