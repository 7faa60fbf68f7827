import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { readProfile, removePortrait, rename, setPortrait } from "../../store/profile.ts";
import { Button } from "../kit/Button.tsx";
import { TextField } from "../kit/Field.tsx";
import { Card, Section } from "../kit/Page.tsx";
import { Portrait } from "../kit/Portrait.tsx";
import { Failed, Loading, useErrorWords } from "../kit/states.tsx";
import { tell, tellError } from "../kit/Toasts.tsx";
import { useHouse } from "../shell/context.ts";
import style from "./SettingsPage.module.css";

export function ProfilePart() {
    const { t } = useTranslation("settings");
    const { matrix, userId } = useHouse();
    const errorWords = useErrorWords();
    const queries = useQueryClient();
    const input = useRef<HTMLInputElement>(null);
    const found = useQuery({ queryKey: ["profile", userId], queryFn: () => readProfile(matrix) });
    const again = (): Promise<void> => queries.invalidateQueries({ queryKey: ["profile"] });
    const picture = useMutation({
        mutationFn: (file: File) => setPortrait(matrix, file),
        onSuccess: () => again().then(() => tell(t("profile.pictureDone"))),
        onError: (error) => tellError(error instanceof DOMException ? t("profile.noPicture") : errorWords(error)),
    });
    const remove = useMutation({
        mutationFn: () => removePortrait(matrix),
        onSuccess: () => again().then(() => tell(t("profile.removed"))),
        onError: (error) => tellError(errorWords(error)),
    });
    if (found.isPending) return <Loading />;
    if (found.isError) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
    const { name, avatar, mayRename } = found.data;
    return (
        <Section title={t("profile.title")}>
            <Card>
                <div className={style["row"]}>
                    <Portrait name={name} id={userId} mxc={avatar} isPerson size={72} />
                    <div className={style["grow"]}>
                        <p className={style["name"]}>{name}</p>
                        <p className={style["soft"]}>{userId}</p>
                    </div>
                    <input
                        ref={input}
                        type="file"
                        accept="image/*"
                        className={style["file"]}
                        tabIndex={-1}
                        aria-hidden
                        onChange={({ target }) => {
                            const file = target.files?.[0];
                            target.value = "";
                            if (file) picture.mutate(file);
                        }}
                    />
                    <div className={style["actions"]}>
                        <Button isPending={picture.isPending} onPress={() => input.current?.click()}>
                            {t(picture.isPending ? "profile.uploading" : "profile.picture")}
                        </Button>
                        {avatar && (
                            <Button isPending={remove.isPending} onPress={() => remove.mutate()}>
                                {t("profile.remove")}
                            </Button>
                        )}
                    </div>
                </div>
                {mayRename && <Rename key={name} name={name} onDone={again} />}
            </Card>
        </Section>
    );
}

function Rename({ name, onDone }: { name: string; onDone: () => Promise<void> }) {
    const { t } = useTranslation(["settings", "common"]);
    const { matrix } = useHouse();
    const errorWords = useErrorWords();
    const [typed, setTyped] = useState(name);
    const change = useMutation({
        mutationFn: () => rename(matrix, typed.trim()),
        onSuccess: () => onDone().then(() => tell(t("profile.nameDone"))),
    });
    return (
        <form
            noValidate
            className={style["list"]}
            onSubmit={(event) => {
                event.preventDefault();
                change.mutate();
            }}
        >
            <TextField
                label={t("profile.name")}
                hint={t("profile.nameHint")}
                value={typed}
                onChange={setTyped}
                autoComplete="name"
                error={change.isError ? errorWords(change.error) : undefined}
            />
            <div className={style["actions"]}>
                <Button type="submit" isPending={change.isPending} isDisabled={!typed.trim() || typed.trim() === name}>
                    {t("common:save")}
                </Button>
            </div>
        </form>
    );
}
