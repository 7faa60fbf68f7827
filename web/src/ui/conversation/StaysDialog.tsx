import { useTranslation } from "react-i18next";
import type { Stays } from "../../store/leaving.ts";
import { Button } from "../kit/Button.tsx";
import { Dialog } from "../kit/Dialog.tsx";

/** Who can't leave a group is told why, and who can change it, before the house has to refuse. */
export function StaysDialog({ name, why, onClose }: { name: string; why: Stays; onClose: () => void }) {
    const { t } = useTranslation(["conversation", "common"]);
    return (
        <Dialog
            title={t("staysTitle", { name })}
            isOpen
            onClose={onClose}
            actions={<Button onPress={onClose}>{t("common:close")}</Button>}
        >
            <p>{t(`stays.${why}`)}</p>
        </Dialog>
    );
}
