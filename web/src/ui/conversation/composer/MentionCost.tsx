/** What calling everybody costs the others, said while it can still be left. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { massMention, type Rules } from "../../../store/clauses.ts";
import { namedIn } from "../../../store/composer.ts";
import type { Draft } from "../../../store/drafts.ts";
import { mentionCostQuery } from "../../../store/refusalsHeld.ts";
import { Notice } from "../../kit/Notice.tsx";
import { useHouse } from "../../shell/context.ts";

export function MentionCost({ roomId, rules, draft }: { roomId: string; rules: Rules; draft: Draft }) {
    const { i18n } = useTranslation();
    const house = useHouse();
    const named = namedIn(draft);
    const people = new Set(named.flatMap((mention) => mention.userId ?? [])).size;
    const isAll = named.some((mention) => !mention.userId);
    const isCostly = rules.status !== undefined && (isAll || people > massMention(rules));
    const { data } = useQuery({
        ...mentionCostQuery(house, roomId, isAll ? undefined : people),
        enabled: isCostly,
    });
    const words = data?.text[i18n.language];
    if (!isCostly || !words) return null;
    return (
        <Notice look="warning" isLive>
            <p>{words}</p>
        </Notice>
    );
}
