import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answerContact, type Contact, contactList } from "../../../store/admin/queues.ts";
import { useHouse } from "../../shell/context.ts";
import { PersonName } from "../names.tsx";
import { Decide, Item, QueueList, type QueueProps } from "./Queue.tsx";

/** Who wants to write up the line, and waits for this person's word. */
export function Contacts({ which }: QueueProps) {
    const found = useQuery(contactList(useHouse(), which));
    return (
        <QueueList found={found} which={which} rowKey={(contact) => contact.contact_id}>
            {(contact) => <One contact={contact} />}
        </QueueList>
    );
}

function One({ contact }: { contact: Contact }) {
    const { t } = useTranslation("admin");
    const house = useHouse();
    return (
        <Item
            who={contact.writer}
            ts={contact.created_ts}
            foot={
                <Decide
                    yes={t("queues.agree")}
                    no={t("queues.disagree")}
                    done={t("queues.decided")}
                    needsReason="none"
                    act={(isYes) => answerContact(house, contact.contact_id, isYes)}
                />
            }
        >
            <p>
                {t("queues.wantsToWrite")} <PersonName id={contact.receiver} withPlace />
            </p>
        </Item>
    );
}
