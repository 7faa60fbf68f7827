import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inviteInto } from "../../../store/charterMembers.ts";
import { Button } from "../../kit/Button.tsx";
import { Dialog } from "../../kit/Dialog.tsx";
import { Notice } from "../../kit/Notice.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell } from "../../kit/Toasts.tsx";
import { PersonField } from "../../people/PersonField.tsx";
import { useHouse } from "../../shell/context.ts";

/** Asks a colleague into a group that people come to by invitation; he says yes or no himself. */
export function InviteDialog({ roomId, onClose }: { roomId: string; onClose: () => void }) {
    const { t } = useTranslation(["charter", "common"]);
    const house = useHouse();
    const errorWords = useErrorWords();
    const [chosen, setChosen] = useState<{ readonly userId: string; readonly name: string } | null>(null);
    const invite = useMutation({
        mutationFn: (userId: string) => inviteInto(house, roomId, userId),
        onSuccess: () => {
            tell(t("invitedWhom", { person: chosen?.name ?? "" }));
            onClose();
        },
    });
    return (
        <Dialog
            title={t("invite")}
            isOpen
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("common:cancel")}</Button>
                    <Button
                        look="primary"
                        isDisabled={!chosen}
                        isPending={invite.isPending}
                        onPress={() => chosen && invite.mutate(chosen.userId)}
                    >
                        {t("invite")}
                    </Button>
                </>
            }
        >
            <p>{t("inviteHint")}</p>
            {chosen && (
                <p>
                    <strong>{chosen.name}</strong>
                </p>
            )}
            <PersonField
                label={t("findColleague")}
                value=""
                onChange={(_account, one) => one && setChosen({ userId: one.user_id, name: one.name })}
            />
            {invite.error && (
                <Notice look="refusal" isLive>
                    <p>{errorWords(invite.error)}</p>
                </Notice>
            )}
        </Dialog>
    );
}
