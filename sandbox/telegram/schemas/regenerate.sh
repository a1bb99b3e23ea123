#!/bin/sh
# Writes bot_api.json anew from the types other people publish for the Bot API, as JSON Schema
# (draft 7): what an update and the results of the stand-in's methods may hold, and nothing else.
# Needs node and npm; works in a temporary folder. See README.md.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm init -y >/dev/null
npm install --silent --save-dev \
    @grammyjs/types@5.0.0 typescript@5.9.3 ts-json-schema-generator@2.4.0

cat >api.ts <<'TS'
import type {
    BotCommand, BotDescription, BotShortDescription, ChatFullInfo, ChatMember, File, MenuButton,
    Message, Update, UserFromGetMe, WebhookInfo,
} from "@grammyjs/types";
export interface Api {
    update: Update; getMe: UserFromGetMe; sendMessage: Message; sendDocument: Message;
    sendPhoto: Message; editMessageText: Message; editMessageCaption: Message;
    editMessageReplyMarkup: Message; getFile: File; getChat: ChatFullInfo;
    getChatMember: ChatMember; getWebhookInfo: WebhookInfo; getMyCommands: BotCommand[];
    getUpdates: Update[]; answerCallbackQuery: true; deleteMessage: true; setWebhook: true;
    deleteWebhook: true; setMyCommands: true; deleteMyCommands: true; sendChatAction: true;
    leaveChat: true; getMyDescription: BotDescription; setMyDescription: true;
    getMyShortDescription: BotShortDescription; setMyShortDescription: true;
    getChatMenuButton: MenuButton; setChatMenuButton: true;
}
TS
cat >tsconfig.json <<'JSON'
{"compilerOptions": {"target": "ES2022", "module": "NodeNext", "moduleResolution": "NodeNext",
 "strict": true, "skipLibCheck": true, "types": []}, "files": ["api.ts"]}
JSON
npx ts-json-schema-generator --path api.ts --type Api --tsconfig tsconfig.json \
    --no-type-check -o api.json

# Descriptions are left out; one definition stands on one line, so that a change can be read.
node - "$here/bot_api.json" <<'JS'
const fs = require("node:fs");
const schema = JSON.parse(fs.readFileSync("api.json", "utf8"));
const bare = (node) => Array.isArray(node) ? node.map(bare)
    : node && typeof node === "object" ? Object.fromEntries(Object.entries(node)
        .filter(([key, value]) => !(key === "description" && typeof value === "string"))
        .map(([key, value]) => [key, bare(value)]))
    : node;
const lines = Object.keys(schema.definitions).sort()
    .map((name) => `  ${JSON.stringify(name)}: ${JSON.stringify(bare(schema.definitions[name]))}`);
fs.writeFileSync(process.argv[2], `{"$schema": ${JSON.stringify(schema.$schema)},
 "$ref": ${JSON.stringify(schema.$ref)},
 "definitions": {
${lines.join(",\n")}
 }}
`);
JS
