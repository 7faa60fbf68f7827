import type { ReactNode } from "react";
import { Link } from "wouter";
import { type Person, personPath } from "../../store/people.ts";
import style from "./PersonLine.module.css";
import { PersonLine } from "./PersonLine.tsx";

/** A person in one line that leads to him. */
export function PersonLink({ person, note, isOpen = false }: { person: Person; note?: ReactNode; isOpen?: boolean }) {
    return (
        <Link
            href={personPath(person.user_id)}
            className={style["link"] ?? ""}
            aria-current={isOpen ? "page" : undefined}
        >
            <PersonLine person={person} note={note} />
        </Link>
    );
}
