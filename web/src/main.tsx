import { startApp } from "./ui/start.tsx";

void startApp(document.getElementById("root"));
