import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { MenuTrigger } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { type CensusQuery, exportCensus } from "../../../store/admin/census.ts";
import { saveFile } from "../../../util/save.ts";
import { Button } from "../../kit/Button.tsx";
import { MenuPopover } from "../../kit/Menu.tsx";
import { useErrorWords } from "../../kit/states.tsx";
import { tell, tellError } from "../../kit/Toasts.tsx";
import { useHouse } from "../../shell/context.ts";

/** The groups that are asked for, all of them and not only those loaded, as a file. */
export function CensusExport({ query }: { query: CensusQuery }) {
    const { t } = useTranslation("admin");
    const house = useHouse();
    const errorWords = useErrorWords();
    const saving = useMutation({
        mutationFn: async (format: "csv" | "xlsx") => {
            const name = `${t("census.fileName")}.${format}`;
            saveFile(name, await exportCensus(house, query, format));
            return name;
        },
        onSuccess: (name) => tell(t("census.saved", { name })),
        onError: (error) => tellError(errorWords(error)),
    });
    return (
        <MenuTrigger>
            <Button isPending={saving.isPending}>
                <Download size={16} aria-hidden />
                {t("census.export")}
            </Button>
            <MenuPopover
                items={[
                    { id: "xlsx", label: t("census.asXlsx"), onAction: () => saving.mutate("xlsx") },
                    { id: "csv", label: t("census.asCsv"), onAction: () => saving.mutate("csv") },
                ]}
            />
        </MenuTrigger>
    );
}
