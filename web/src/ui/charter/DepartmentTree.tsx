/** The company's departments: a press takes one in with all below it, another leaves one below out again. */
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type AudienceChoice, isIn, toggled } from "../../store/foundingAudience.ts";
import type { Department } from "../../store/people.ts";
import { IconButton } from "../kit/Button.tsx";
import { Check } from "../kit/Field.tsx";
import style from "./DepartmentTree.module.css";

type Props = { choice: AudienceChoice; onChange: (choice: AudienceChoice) => void };

export function DepartmentTree({ departments, ...rest }: Props & { departments: readonly Department[] }) {
    return (
        <ul className={style["tree"]}>
            {departments.map((department) => (
                <Branch key={department.department_id} department={department} above={[]} {...rest} />
            ))}
        </ul>
    );
}

function allBelow(department: Department): string[] {
    return department.children.flatMap((child) => [child.department_id, ...allBelow(child)]);
}

function Branch({ department, above, choice, onChange }: Props & { department: Department; above: readonly string[] }) {
    const { t } = useTranslation("founding");
    const [isOpen, setOpen] = useState(above.length === 0);
    const path = [...above, department.department_id];
    const below = allBelow(department);
    const isChosen = isIn(choice, path);
    const isPartly = below.some((id) => choice.departments.includes(id) || (isChosen && choice.without.includes(id)));
    return (
        <li>
            <div className={style["row"]}>
                {department.children.length > 0 ? (
                    <IconButton
                        label={t(isOpen ? "fold" : "unfold", { department: department.name })}
                        aria-expanded={isOpen}
                        onPress={() => setOpen(!isOpen)}
                    >
                        {isOpen ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
                    </IconButton>
                ) : (
                    <span className={style["leaf"]} />
                )}
                <Check
                    isSelected={isChosen}
                    isIndeterminate={isPartly}
                    onChange={() => onChange(toggled(choice, path, below))}
                >
                    {department.name}
                    <span className={style["count"]}>{t("peopleOf", { count: department.people_below })}</span>
                </Check>
            </div>
            {isOpen && department.children.length > 0 && (
                <ul className={style["below"]}>
                    {department.children.map((child) => (
                        <Branch
                            key={child.department_id}
                            department={child}
                            above={path}
                            choice={choice}
                            onChange={onChange}
                        />
                    ))}
                </ul>
            )}
        </li>
    );
}
