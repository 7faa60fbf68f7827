import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { KeylessPerson } from "../../store/trust.ts";
import { useErrorWords } from "../kit/states.tsx";
import { tell, tellError } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";

/** Begins to compare signs, with another person or another session of one's own; where it can't be, it is said why. */
export function useCompare() {
    const { t } = useTranslation("security");
    const { security, trusts } = useHouse();
    const [, go] = useLocation();
    const errorWords = useErrorWords();
    return {
        withPerson: async (userId: string, name: string): Promise<void> => {
            const { at } = security.state.get();
            if (at === "failed" || at === "starting") return tellError(t("trust.noEncryption"));
            if (at !== "ready") {
                tell(t(at === "new" ? "trust.setUpFirst" : "trust.confirmFirst"));
                return go("/settings/encryption");
            }
            try {
                await trusts.compare(userId);
            } catch (error) {
                tellError(error instanceof KeylessPerson ? t("trust.keyless", { name }) : errorWords(error));
            }
        },
        withOwn: async (deviceId?: string): Promise<void> => {
            try {
                await security.verifications.askOwn(deviceId);
            } catch (error) {
                tellError(errorWords(error));
            }
        },
    };
}
