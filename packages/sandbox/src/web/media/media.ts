import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { Waiters } from "../../graph/waiters.ts";
import type { Collection } from "../../store/store.ts";
import type { DeviceAddress } from "../model.ts";
import type { Stanza } from "../stanza.ts";
import type { World } from "../world.ts";
import { MediaAccess } from "./media-access.ts";
import { downloadRoutes } from "./media-download.ts";
import { decryptFile, type EncryptedFile, encryptFile, type MediaProof, sha256 } from "./media-encryption.ts";
import { DirectoryFiles, type IncomingFile, type MediaFiles, MemoryFiles } from "./media-files.ts";
import { FOLDER_PATHS, folderOf, type MediaFolder, type MediaKind } from "./media-kind.ts";
import { answerRetryRequest } from "./media-retry.ts";
import { MediaUnavailableError } from "./media-unavailable-error.ts";
import { uploadRoutes } from "./media-upload.ts";

/** How long a file can be fetched, in milliseconds: 30 days, as WhatsApp is understood to keep media (assumed). */
export const DEFAULT_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;
/** The largest file that clients are told they can upload, in bytes. WhatsApp takes documents of up to 2 GB. */
export const DEFAULT_MAX_FILE_BYTES = 256 * 1024 * 1024;

/** A file on the media server. Kept in the store's `media` under its path. */
export interface StoredMedia {
  /** Without its query. */
  readonly path: string;
  /** `oh` of the query: an address without it is not valid. */
  readonly signature: string;
  readonly folder: MediaFolder;
  /** SHA-256 of what is served, in hex. */
  readonly hash: string;
  /** Bytes. */
  readonly length: number;
  /** Phone of the account that uploaded it; null when the sandbox itself did. */
  readonly uploadedBy: string | null;
  /** Unix milliseconds. */
  readonly storedAt: number;
  /** Unix milliseconds. */
  expiresAt: number;
}

/** Where a file can be fetched. */
export interface MediaAddress {
  readonly url: string;
  readonly directPath: string;
}

/** An encrypted file and where it was put: the fields of a media message. */
export type UploadedMedia = MediaAddress & Omit<EncryptedFile, "ciphertext">;

/** WhatsApp's media server: files that clients and phones upload, fetch, and that expire. */
export class Media {
  readonly access: MediaAccess;
  readonly files: MediaFiles;
  /** For files that are stored from now on, in milliseconds. */
  lifetimeMs = DEFAULT_LIFETIME_MS;
  /** The largest file that can be uploaded. */
  maxFileBytes = DEFAULT_MAX_FILE_BYTES;
  /** How many bytes all files together may have; beyond that the oldest are lost. */
  capacityBytes: number;
  readonly #world: World;
  readonly #media: Collection<StoredMedia>;
  readonly #served = new Set<string>();
  readonly #downloads = new Waiters<string>();
  /** How many addresses each content has, by its hash. */
  readonly #uses = new Map<string, number>();
  #totalBytes = 0;

  constructor(world: World) {
    this.#world = world;
    this.#media = world.store.collection("media");
    this.access = new MediaAccess(world);
    const { directory } = world.store;
    for (const media of this.#media.values()) this.#count(media);
    const hashes = new Set(this.#uses.keys());
    this.files = directory === null ? new MemoryFiles() : new DirectoryFiles(join(directory, "media"), hashes);
    this.capacityBytes = this.files.capacityBytes;
  }

  /** Puts the upload and download routes on the application that answers HTTP. */
  register(app: FastifyInstance): void {
    app.register(async (scope) => {
      uploadRoutes(scope, this.#world);
      downloadRoutes(scope, this);
    });
  }

  /** All files that are or were there, oldest first. */
  get stored(): StoredMedia[] {
    return [...this.#media.values()];
  }

  /** Puts a file there as it is. */
  store(bytes: Buffer, folder: MediaFolder): MediaAddress {
    const hash = sha256(bytes).toString("hex");
    if (!this.files.has(hash)) this.files.put(hash, bytes);
    return this.#add(hash, bytes.length, folder, null);
  }

  /** Keeps an uploaded file. */
  async keep(file: IncomingFile, folder: MediaFolder, uploadedBy: string): Promise<MediaAddress> {
    await file.keep();
    return this.#add(file.hash, file.length, folder, uploadedBy);
  }

  /** Encrypts a file and puts it there, as a phone does before it sends the message. */
  encryptMedia(bytes: Uint8Array, kind: MediaKind): UploadedMedia {
    // The label makes keys depend on the content alone, and not on what else was sent before.
    const mediaKey = this.#world.random.bytes(`media key ${sha256(bytes).toString("hex")}`, 32);
    const { ciphertext, ...proof } = encryptFile(bytes, mediaKey, kind);
    return { ...this.store(ciphertext, folderOf(kind)), ...proof };
  }

  /**
   * Fetches and decrypts the file of a message, checking MAC and hashes.
   * Raises {@link MediaUnavailableError}, or MediaDamagedError when it is not the file that the message speaks of.
   */
  async decryptMedia(message: MediaProof & Partial<Nullable<MediaAddress>>, kind: MediaKind): Promise<Buffer> {
    return decryptFile(await this.fetch(message.directPath ?? message.url ?? ""), message, kind);
  }

  /** The content at a direct path or URL, as it was stored. Raises {@link MediaUnavailableError}. */
  async fetch(address: string): Promise<Buffer> {
    return this.files.read(this.find(address).hash);
  }

  /** The file at a direct path or URL. Raises {@link MediaUnavailableError} when it cannot be fetched. */
  find(address: string): StoredMedia {
    const media = this.lookUp(address);
    if (media === undefined) throw new MediaUnavailableError(404, `no such file: ${pathOf(address)}`);
    if (signatureOf(address) !== media.signature) throw new MediaUnavailableError(403, "Bad URL hash");
    if (media.expiresAt <= this.#world.clock.now()) throw new MediaUnavailableError(410, "URL signature expired");
    if (!this.files.has(media.hash)) throw new MediaUnavailableError(404, "the file is lost");
    return media;
  }

  /** The file that is or was at a direct path or URL, also when it has expired. */
  lookUp(address: string): StoredMedia | undefined {
    return this.#media.get(pathOf(address));
  }

  /** Takes note that a client has got a file to its end. */
  served({ path }: StoredMedia): void {
    this.#served.add(path);
    this.#downloads.notify(path);
  }

  /** Resolves once a client has fetched a file, since the sandbox was started. Rejects after `timeoutMs`. */
  async whenFetched(address: string, timeoutMs: number): Promise<void> {
    const wanted = pathOf(address);
    if (this.#served.has(wanted)) return;
    await this.#downloads.wait(`download of ${wanted}`, (path) => path === wanted, timeoutMs);
  }

  /** Fails everyone who waits. Called when the sandbox closes or is reset. */
  abandon(reason: string): void {
    this.#downloads.rejectAll(reason);
  }

  /** Lets a file expire now. False when there is none at this direct path or URL. */
  expire(address: string): boolean {
    const media = this.lookUp(address);
    if (media === undefined) return false;
    media.expiresAt = Math.min(media.expiresAt, this.#world.clock.now());
    this.#media.touch(media.path);
    return true;
  }

  /** Loses a file for good, as if the phone that has it deleted it: nobody can upload it again. False when there is none. */
  forget(address: string): boolean {
    const media = this.lookUp(address);
    if (media === undefined) return false;
    this.#media.delete(media.path);
    this.#served.delete(media.path);
    const uses = (this.#uses.get(media.hash) ?? 1) - 1;
    if (uses > 0) {
      this.#uses.set(media.hash, uses);
      return true;
    }
    this.#uses.delete(media.hash);
    this.#totalBytes -= media.length;
    this.files.delete(media.hash);
    return true;
  }

  /** Gives a file that has expired a new address; undefined when it is lost. */
  renew(address: string): MediaAddress | undefined {
    const media = this.lookUp(address);
    if (media === undefined || !this.files.has(media.hash)) return undefined;
    return this.#add(media.hash, media.length, media.folder, media.uploadedBy);
  }

  /** A client found a file expired and asks its phone, with `<receipt type="server-error">`, to upload it again. */
  retryRequested(from: DeviceAddress, receipt: Stanza): void {
    answerRetryRequest(this.#world, from, receipt);
  }

  /**
   * Where a file of this server can be reached now; any other address as it is. A URL that was kept may name another
   * port, from before a restart, and clients write `https://mmg.whatsapp.net{direct path}` whatever host they uploaded to.
   */
  reachable(address: string): string {
    const url = this.lookUp(address) === undefined ? null : parse(address);
    return url === null ? address : this.urlOf(`${url.pathname}${url.search}`);
  }

  /** The URL of a direct path on this server. */
  urlOf(directPath: string): string {
    return `https://${this.#world.settings.mediaHost}${directPath}`;
  }

  #add(hash: string, length: number, folder: MediaFolder, uploadedBy: string | null): MediaAddress {
    const { random, clock } = this.#world;
    const label = `media path ${hash}`;
    const extension = folder === "picture" || folder === "product" || folder === "cover" ? "jpg" : "enc";
    const name = `${random.digits(label, 9)}_${random.digits(label, 15)}_n.${extension}`;
    const path = `/v/${FOLDER_PATHS[folder]}/${name}`;
    const signature = random.bytes(label, 24).toString("base64url");
    const storedAt = clock.now();
    const expiresAt = storedAt + this.lifetimeMs;
    const media: StoredMedia = { path, signature, folder, hash, length, uploadedBy, storedAt, expiresAt };
    this.#media.set(path, media);
    this.#count(media);
    this.#makeRoom(path);
    const directPath = `${path}?ccb=11-4&oh=${signature}&oe=${Math.floor(expiresAt / 1000).toString(16)}`;
    return { directPath, url: this.urlOf(directPath) };
  }

  /** The oldest files are lost, as if their phones had deleted them. */
  #makeRoom(newest: string): void {
    for (const { path } of this.#media.values()) {
      if (path === newest || this.#totalBytes <= this.capacityBytes) return;
      this.forget(path);
    }
  }

  /** The same content takes its room once, however many addresses it has. */
  #count({ hash, length }: StoredMedia): void {
    const uses = this.#uses.get(hash) ?? 0;
    if (uses === 0) this.#totalBytes += length;
    this.#uses.set(hash, uses + 1);
  }
}

type Nullable<Fields> = { [Field in keyof Fields]: Fields[Field] | null };

/** The path of a direct path or URL, without its query. */
function pathOf(address: string): string {
  return parse(address)?.pathname ?? "";
}

function signatureOf(address: string): string | null {
  return parse(address)?.searchParams.get("oh") ?? null;
}

function parse(address: string): URL | null {
  return URL.canParse(address, "https://mmg.whatsapp.net") ? new URL(address, "https://mmg.whatsapp.net") : null;
}
