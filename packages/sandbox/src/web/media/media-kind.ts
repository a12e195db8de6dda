/** What a file is used for. Decides the keys that it is encrypted with and the folder that it is served from. */
export type MediaKind =
  | "image"
  | "sticker"
  | "video"
  | "gif"
  | "ptv"
  | "audio"
  | "ptt"
  | "document"
  | "thumbnail-link"
  | "md-msg-hist"
  | "md-app-state";

/** The word in `WhatsApp {word} Keys`, from which a file's keys are derived (Baileys' MEDIA_HKDF_KEY_MAPPING). */
export const KEY_WORDS: Readonly<Record<MediaKind, string>> = {
  image: "Image",
  sticker: "Image",
  video: "Video",
  gif: "Video",
  ptv: "Video",
  audio: "Audio",
  ptt: "Audio",
  document: "Document",
  "thumbnail-link": "Link Thumbnail",
  "md-msg-hist": "History",
  "md-app-state": "App State",
};

/** A folder of the media server. `picture`, `product` and `cover` hold plain files, the others encrypted ones. */
export type MediaFolder = "image" | "video" | "audio" | "document" | "md-app-state" | "picture" | "product" | "cover";

/** Under which path the files of a folder are served. The numbers look like the real ones; clients read nothing in them. */
export const FOLDER_PATHS: Readonly<Record<MediaFolder, string>> = {
  image: "t62.7118-24",
  video: "t62.7161-24",
  audio: "t62.7117-24",
  document: "t62.7119-24",
  "md-app-state": "t62.36144-24",
  picture: "t61.24694-24",
  product: "t45.5328-4",
  cover: "t45.5329-4",
};

/** The folder of encrypted files of a kind. */
export function folderOf(kind: MediaKind): MediaFolder {
  switch (kind) {
    case "image":
    case "sticker":
    case "thumbnail-link":
      return "image";
    case "video":
    case "gif":
    case "ptv":
      return "video";
    case "audio":
    case "ptt":
      return "audio";
    case "document":
      return "document";
    case "md-msg-hist":
    case "md-app-state":
      return "md-app-state";
  }
}
