import { chatStateOperations } from "./chat/chat-state.ts";
import { contactOperations } from "./chat/contacts.ts";
import { chatQueries } from "./chat/find.ts";
import { storedMessageOperations } from "./chat/stored-messages.ts";

export const chat = { ...chatQueries, ...storedMessageOperations, ...chatStateOperations, ...contactOperations };
