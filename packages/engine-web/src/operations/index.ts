export { createCalls } from "./calls/calls.ts";
export { createCatalogs } from "./catalogs.ts";
export { createChats } from "./chats/chats.ts";
export { createGroups } from "./groups/groups.ts";
export { createLabels } from "./labels.ts";
export { createMediaFetching, type MediaFetchingOptions } from "./media/media-fetching.ts";
export { createPresence } from "./presence.ts";
export { createProfile } from "./profile/profile.ts";
export { createRecipients, type RecipientOptions } from "./recipients/recipients.ts";
