/** A question or a small task over the page. On a phone it comes from below. Escape and a press outside close it. */

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Heading, Modal, ModalOverlay, Dialog as Speech } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Button, IconButton, type Look } from "./Button.tsx";
import style from "./Dialog.module.css";

type Props = {
    title: string;
    isOpen: boolean;
    onClose: () => void;
    children: ReactNode;
    /** Its buttons, the primary one last. */
    actions?: ReactNode;
    size?: "small" | "wide";
};

export function Dialog({ title, isOpen, onClose, children, actions, size = "small" }: Props) {
    const { t } = useTranslation();
    return (
        <ModalOverlay
            className={style["veil"] ?? ""}
            isOpen={isOpen}
            onOpenChange={(open) => !open && onClose()}
            isDismissable
        >
            <Modal className={`${style["sheet"]} ${style[size]}`}>
                <Speech className={style["dialog"] ?? ""}>
                    <header className={style["head"]}>
                        <Heading slot="title" level={2} className={style["title"]}>
                            {title}
                        </Heading>
                        <IconButton label={t("close")} onPress={onClose}>
                            <X size={20} aria-hidden />
                        </IconButton>
                    </header>
                    <div className={style["body"]}>{children}</div>
                    {actions && <footer className={style["actions"]}>{actions}</footer>}
                </Speech>
            </Modal>
        </ModalOverlay>
    );
}

/** One question with two answers. */
export function Ask({
    title,
    children,
    isOpen,
    onClose,
    onConfirm,
    confirmLabel,
    look = "primary",
    isPending = false,
}: {
    title: string;
    children: ReactNode;
    isOpen: boolean;
    onClose: () => void;
    onConfirm: () => void;
    confirmLabel: string;
    look?: Look;
    isPending?: boolean;
}) {
    const { t } = useTranslation();
    return (
        <Dialog
            title={title}
            isOpen={isOpen}
            onClose={onClose}
            actions={
                <>
                    <Button onPress={onClose}>{t("cancel")}</Button>
                    <Button look={look} onPress={onConfirm} isPending={isPending}>
                        {confirmLabel}
                    </Button>
                </>
            }
        >
            {children}
        </Dialog>
    );
}
