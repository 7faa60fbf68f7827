import { AudienceChooser } from "../charter/AudienceChooser.tsx";
import type { StepProps } from "./FoundingPage.tsx";

/** Who shall be in the new group. */
export function PeopleStep({ draft, onChange }: StepProps) {
    return <AudienceChooser choice={draft.audience} onChange={(audience) => onChange({ audience })} />;
}
