import { useQuery } from "@tanstack/react-query";
import { type Department, departmentsQuery } from "../../store/people.ts";
import { useHouse } from "../shell/context.ts";
import { Combo } from "./Combo.tsx";

type Props = {
    label: string;
    value: string | null;
    onChange: (departmentId: string) => void;
    isAdding?: boolean;
};

/** One department, found by any part of its path. */
export function DepartmentField(props: Props) {
    const tree = useQuery(departmentsQuery(useHouse().api)).data ?? [];
    // the field shows the chosen one only if it knows the departments from the beginning
    return <Combo key={tree.length === 0 ? "loading" : "whole"} choices={flat(tree)} {...props} />;
}

function flat(tree: readonly Department[]): { id: string; label: string }[] {
    return tree.flatMap((one) => [
        { id: one.department_id, label: one.path.replaceAll("/", " / ") },
        ...flat(one.children),
    ]);
}
