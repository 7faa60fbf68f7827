/** The pages, each loaded when it is gone to; the one that the address names is on its way before the house is entered. */
import { lazy } from "react";
import { harmless } from "../../util/harmless.ts";

const today = () => import("../today/TodayPage.tsx").then((found) => ({ default: found.TodayPage }));
const chats = () => import("../chats/ChatsPage.tsx").then((found) => ({ default: found.ChatsPage }));
const people = () => import("../people/PeoplePage.tsx").then((found) => ({ default: found.PeoplePage }));
const founding = () => import("../founding/FoundingPage.tsx").then((found) => ({ default: found.FoundingPage }));
const admin = () => import("../admin/AdminPage.tsx").then((found) => ({ default: found.AdminPage }));
const settings = () => import("../settings/SettingsPage.tsx").then((found) => ({ default: found.SettingsPage }));

export const TodayPage = lazy(today);
export const ChatsPage = lazy(chats);
export const PeoplePage = lazy(people);
export const FoundingPage = lazy(founding);
export const AdminPage = lazy(admin);
export const SettingsPage = lazy(settings);

const BY_PATH = { today, chats, people, found: founding, admin, settings };

/** Loads what this address shows, while the keys are opened and the groups are read. */
export function fetchPage(path: string): void {
    const name = path.split("/")[1] ?? "";
    const load = name in BY_PATH ? BY_PATH[name as keyof typeof BY_PATH] : today;
    void harmless<unknown>(load(), "the page asks for it again, and says so");
}
