import { useTranslation } from "react-i18next";
import { Ask } from "../kit/Dialog.tsx";

type Props = { name: string; isOpen: boolean; onClose: () => void; onAsk: () => void };

/** Writing up the line: the house asks somebody first, and only when the person wants it. */
export function AskFirst({ name, isOpen, onClose, onAsk }: Props) {
    const { t } = useTranslation("people");
    const ask = (): void => {
        onClose();
        onAsk();
    };
    return (
        <Ask
            title={t("askTitle", { name })}
            isOpen={isOpen}
            onClose={onClose}
            onConfirm={ask}
            confirmLabel={t("askIt")}
        >
            <p>{t("askWords", { name })}</p>
        </Ask>
    );
}
