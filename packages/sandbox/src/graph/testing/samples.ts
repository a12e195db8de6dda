/** A body for every kind of message, without the envelope. All are valid. */
export const VALID_CONTENT: Readonly<Record<string, object>> = {
  text: { type: "text", text: { body: "Hello", preview_url: true } },
  reply: { type: "text", text: { body: "Hello" }, context: { message_id: "wamid.abc" } },
  tracked: { type: "text", text: { body: "Hello" }, biz_opaque_callback_data: "order-7" },
  image: { type: "image", image: { link: "https://example.com/a.jpg", caption: "A" } },
  video: { type: "video", video: { link: "https://example.com/a.mp4" } },
  audio: { type: "audio", audio: { link: "https://example.com/a.ogg" } },
  document: { type: "document", document: { link: "https://example.com/a.pdf", filename: "a.pdf", caption: "A" } },
  sticker: { type: "sticker", sticker: { link: "https://example.com/a.webp" } },
  location: { type: "location", location: { latitude: "-23.55", longitude: "-46.63", name: "Here", address: "There" } },
  reaction: { type: "reaction", reaction: { message_id: "wamid.abc", emoji: "👍" } },
  unreact: { type: "reaction", reaction: { message_id: "wamid.abc", emoji: "" } },
  contacts: {
    type: "contacts",
    contacts: [
      { name: { formatted_name: "Ana Lima", first_name: "Ana" }, phones: [{ phone: "+5511988887777", type: "HOME" }] },
    ],
  },
  button: {
    type: "interactive",
    interactive: {
      type: "button",
      header: { type: "text", text: "Order" },
      body: { text: "Confirm?" },
      footer: { text: "Shop" },
      action: {
        buttons: [
          { type: "reply", reply: { id: "yes", title: "Yes" } },
          { type: "reply", reply: { id: "no", title: "No" } },
        ],
      },
    },
  },
  list: {
    type: "interactive",
    interactive: {
      type: "list",
      body: { text: "Choose" },
      action: {
        button: "Open",
        sections: [
          { title: "Hot", rows: [{ id: "tea", title: "Tea", description: "Green" }] },
          { title: "Cold", rows: [{ id: "ice", title: "Ice" }] },
        ],
      },
    },
  },
  template: {
    type: "template",
    template: {
      name: "order_ready",
      language: { code: "en_US", policy: "deterministic" },
      components: [{ type: "body", parameters: [{ type: "text", text: "Ana" }] }],
    },
  },
};

/** Valid for the service and for this server; Meta's OpenAPI file does not know it. */
export const NEWER_CONTENT: Readonly<Record<string, object>> = {
  cta_url: {
    type: "interactive",
    interactive: {
      type: "cta_url",
      body: { text: "See" },
      action: { name: "cta_url", parameters: { display_text: "Open", url: "https://example.com" } },
    },
  },
  "template without language policy": {
    type: "template",
    template: { name: "hello_world", language: { code: "en_US" } },
  },
  "numeric coordinates": { type: "location", location: { latitude: -23.55, longitude: -46.63 } },
};

const rows = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `r${index}`, title: `Row ${index}` }));
const buttons = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ type: "reply", reply: { id: `b${index}`, title: `B${index}` } }));

/** Bodies without the envelope that nobody may accept. */
export const INVALID_CONTENT: Readonly<Record<string, object>> = {
  "unknown type": { type: "telegram", telegram: {} },
  "text missing": { type: "text" },
  "text body not a string": { type: "text", text: { body: 7 } },
  "preview_url not a boolean": { type: "text", text: { body: "a", preview_url: "yes" } },
  "image without id and link": { type: "image", image: {} },
  "image with id and link": { type: "image", image: { id: "1", link: "https://example.com/a.jpg" } },
  "sticker without id and link": { type: "sticker", sticker: {} },
  "location as text": { type: "location", location: "here" },
  "reaction missing": { type: "reaction" },
  "reaction emoji not a string": { type: "reaction", reaction: { message_id: "wamid.a", emoji: 1 } },
  "no contacts": { type: "contacts", contacts: [] },
  "phone not a string": {
    type: "contacts",
    contacts: [{ name: { formatted_name: "A", first_name: "A" }, phones: [{ phone: 5 }] }],
  },
  "context id not a string": { type: "text", text: { body: "a" }, context: { message_id: 5 } },
  "interactive without action": { type: "interactive", interactive: { type: "button", body: { text: "a" } } },
  "unknown interactive type": {
    type: "interactive",
    interactive: { type: "menu", body: { text: "a" }, action: { buttons: buttons(1) } },
  },
  "four buttons": {
    type: "interactive",
    interactive: { type: "button", body: { text: "a" }, action: { buttons: buttons(4) } },
  },
  "no button": { type: "interactive", interactive: { type: "button", body: { text: "a" }, action: { buttons: [] } } },
  "button title of 21": {
    type: "interactive",
    interactive: {
      type: "button",
      body: { text: "a" },
      action: { buttons: [{ type: "reply", reply: { id: "a", title: "x".repeat(21) } }] },
    },
  },
  "body of 1025": {
    type: "interactive",
    interactive: { type: "button", body: { text: "x".repeat(1025) }, action: { buttons: buttons(1) } },
  },
  "footer of 61": {
    type: "interactive",
    interactive: {
      type: "button",
      body: { text: "a" },
      footer: { text: "x".repeat(61) },
      action: { buttons: buttons(1) },
    },
  },
  "list without button": {
    type: "interactive",
    interactive: { type: "list", body: { text: "a" }, action: { sections: [{ rows: rows(1) }] } },
  },
  "eleven rows": {
    type: "interactive",
    interactive: { type: "list", body: { text: "a" }, action: { button: "o", sections: [{ rows: rows(11) }] } },
  },
  "row title of 25": {
    type: "interactive",
    interactive: {
      type: "list",
      body: { text: "a" },
      action: { button: "o", sections: [{ rows: [{ id: "a", title: "x".repeat(25) }] }] },
    },
  },
  "template without name": { type: "template", template: { language: { code: "en_US", policy: "deterministic" } } },
  "template without language": { type: "template", template: { name: "order_ready" } },
  "template component of unknown type": {
    type: "template",
    template: {
      name: "order_ready",
      language: { code: "en_US", policy: "deterministic" },
      components: [{ type: "sidebar" }],
    },
  },
};

/** Refused here, as by the service; Meta's OpenAPI file is laxer. Each names the parameter in the error. */
export const STRICTER_REFUSALS: Readonly<Record<string, readonly [content: object, message: string]>> = {
  "a text of 4097": [
    { type: "text", text: { body: "x".repeat(4097) } },
    "(#100) Param text['body'] must be at most 4096 characters long.",
  ],
  "an empty text": [
    { type: "text", text: { body: "" } },
    "(#100) Param text['body'] must be at least 1 characters long.",
  ],
  "no text body": [{ type: "text", text: {} }, "(#100) The parameter text['body'] is required."],
  "an unknown key": [
    { type: "audio", audio: { link: "https://example.com/a", caption: "a" } },
    '(#100) Unexpected key "caption" on param "audio".',
  ],
  "a latitude of 91": [
    { type: "location", location: { latitude: 91, longitude: 0 } },
    "(#100) Param location['latitude'] is not valid: must be between -90 and 90.",
  ],
  "a contact without name": [
    { type: "contacts", contacts: [{ phones: [{ phone: "1" }] }] },
    "(#100) The parameter contacts[0]['name'] is required.",
  ],
  "two buttons with one id": [
    {
      type: "interactive",
      interactive: {
        type: "button",
        body: { text: "a" },
        action: { buttons: [...buttons(1), { type: "reply", reply: { id: "b0", title: "Z" } }] },
      },
    },
    "(#100) Param interactive['action']['buttons'] is not valid: button ids must be unique.",
  ],
  "eleven rows in two sections": [
    {
      type: "interactive",
      interactive: {
        type: "list",
        body: { text: "a" },
        action: {
          button: "o",
          sections: [
            { title: "A", rows: rows(6) },
            { title: "B", rows: rows(5).map((row) => ({ ...row, id: `x${row.id}` })) },
          ],
        },
      },
    },
    "(#100) Param interactive['action']['sections'] is not valid: all sections together may have at most 10 rows.",
  ],
  "a medium that was never uploaded": [
    { type: "image", image: { id: "404" } },
    "(#100) Param image['id'] is not a valid whatsapp business account media attachment ID",
  ],
};
