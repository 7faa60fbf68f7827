/**
 * A table of many columns: sorted by its heads, chosen by boxes, opened by a row. It scrolls inside its own box, and its
 * head and its first column stay, so that it can be read at 360 pixels too.
 */
import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { Cell, Column, Row, type Selection, Table, TableBody, TableHeader } from "react-aria-components";
import { Check } from "./Field.tsx";
import style from "./Table.module.css";

export type ColumnOf<T> = {
    id: string;
    label: string;
    content: (row: T) => ReactNode;
    isSortable?: boolean;
    /** Figures stand at the right, of one width each. */
    isNumber?: boolean;
    isWide?: boolean;
};

export type Sorting = { column: string; isDescending: boolean };

type Props<T> = {
    label: string;
    /** The first one names the row. */
    columns: readonly ColumnOf<T>[];
    rows: readonly T[];
    rowId: (row: T) => string;
    sorting?: Sorting;
    onSort?: (sorting: Sorting) => void;
    chosen?: ReadonlySet<string>;
    onChoose?: (chosen: ReadonlySet<string>) => void;
    onOpen?: (id: string) => void;
    empty?: ReactNode;
};

export function DataTable<T extends object>(props: Props<T>) {
    const { columns, rows, rowId, sorting, onSort, chosen, onChoose, onOpen } = props;
    const picked = (keys: Selection): void =>
        onChoose?.(keys === "all" ? new Set(rows.map(rowId)) : new Set([...keys].map(String)));
    return (
        <div className={style["box"]}>
            <Table
                aria-label={props.label}
                className={style["table"] ?? ""}
                selectionMode={onChoose ? "multiple" : "none"}
                selectedKeys={chosen ?? new Set<string>()}
                onSelectionChange={picked}
                {...(onOpen && { onRowAction: (key) => onOpen(String(key)) })}
                {...(sorting && {
                    sortDescriptor: {
                        column: sorting.column,
                        direction: sorting.isDescending ? "descending" : "ascending",
                    },
                })}
                onSortChange={({ column, direction }) =>
                    onSort?.({ column: String(column), isDescending: direction === "descending" })
                }
            >
                <TableHeader className={style["head"] ?? ""}>
                    {onChoose && (
                        <Column className={`${style["column"]} ${style["box-column"]}`}>
                            <Check slot="selection">{null}</Check>
                        </Column>
                    )}
                    {columns.map((column, at) => (
                        <Head key={column.id} column={column} isFirst={at === 0} />
                    ))}
                </TableHeader>
                <TableBody items={rows} dependencies={[columns]} renderEmptyState={() => props.empty}>
                    {(row) => (
                        <Row id={rowId(row)} className={`${style["row"]} ${onOpen ? style["opens"] : ""}`}>
                            {onChoose && (
                                <Cell className={`${style["cell"]} ${style["box-column"]}`}>
                                    <Check slot="selection">{null}</Check>
                                </Cell>
                            )}
                            {columns.map((column) => (
                                <Cell key={column.id} className={looks(column, "cell")}>
                                    {column.content(row)}
                                </Cell>
                            ))}
                        </Row>
                    )}
                </TableBody>
            </Table>
        </div>
    );
}

function looks<T>(column: ColumnOf<T>, name: string): string {
    return [style[name], column.isNumber && style["number"], column.isWide && style["wide"]].filter(Boolean).join(" ");
}

function Head<T>({ column, isFirst }: { column: ColumnOf<T>; isFirst: boolean }) {
    return (
        <Column
            id={column.id}
            isRowHeader={isFirst}
            allowsSorting={column.isSortable ?? false}
            className={looks(column, "column")}
        >
            {({ sortDirection }) => (
                <span className={style["name"]}>
                    {column.label}
                    {sortDirection === "ascending" && <ArrowUp size={14} aria-hidden />}
                    {sortDirection === "descending" && <ArrowDown size={14} aria-hidden />}
                </span>
            )}
        </Column>
    );
}
