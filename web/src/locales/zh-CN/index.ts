import admin from "./admin.json";
import charter from "./charter.json";
import chats from "./chats.json";
import common from "./common.json";
import composer from "./composer.json";
import conversation from "./conversation.json";
import founding from "./founding.json";
import media from "./media.json";
import panel from "./panel.json";
import people from "./people.json";
import search from "./search.json";
import security from "./security.json";
import settings from "./settings.json";
import signin from "./signin.json";
import timeline from "./timeline.json";
import today from "./today.json";

export const words = {
    admin,
    charter,
    chats,
    common,
    composer,
    conversation,
    founding,
    media,
    panel,
    people,
    search,
    security,
    settings,
    signin,
    timeline,
    today,
};
