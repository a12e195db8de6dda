import type { LinkedDevice } from "./linked-device.ts";
import { lidJid, phoneJid } from "./web/address.ts";
import type { AppStateAction } from "./web/app-state/actions.ts";
import type { AppStateView } from "./web/app-state/view.ts";
import type { Connection } from "./web/connection-interface.ts";
import type { StreamErrorOptions } from "./web/faults/stream-error.ts";
import type { Ending } from "./web/gateway/endings.ts";
import { phoneDigits } from "./web/jid.ts";
import type { Account, BusinessProfile, Companion, PrivacyCategory } from "./web/model.ts";
import { checkProfile } from "./web/profile/business/business-profiles.ts";
import { checkPicture } from "./web/profile/pictures.ts";
import { checkPrivacy } from "./web/profile/privacy.ts";
import { checkAbout } from "./web/profile/profiles.ts";
import type { World } from "./web/world.ts";

/** What a user shows of himself, as it is to be changed: only what is given. */
export interface ProfileChange {
  readonly name?: string;
  readonly about?: string;
  /** A JPEG; null removes the picture. */
  readonly picture?: Buffer | null;
  readonly privacy?: Partial<Readonly<Record<PrivacyCategory, string>>>;
  /** Null for a private account. */
  readonly business?: BusinessProfile | null;
}

/** A WhatsApp user and the phone in his hand: clients are linked to it. */
export class WhatsAppAccount {
  readonly #world: World;
  /** The record behind it, for the parts of `sandbox.world`. */
  readonly record: Account;

  constructor(world: World, record: Account) {
    this.#world = world;
    this.record = record;
  }

  /** Digits of its number. */
  get phone(): string {
    return this.record.phone;
  }

  /** `5511988887777@s.whatsapp.net` */
  get jid(): string {
    return phoneJid(this.record);
  }

  /** `100000000000001@lid` */
  get lid(): string {
    return lidJid(this.record);
  }

  get name(): string {
    return this.record.name;
  }

  get isBanned(): boolean {
    return this.#world.devices.refusal(this.record) !== null;
  }

  /** Linked devices, oldest first. */
  get devices(): LinkedDevice[] {
    return this.#world.directory.companions(this.record).map((companion) => this.describe(companion));
  }

  /** The device of a record. */
  describe({ id, platform, pairedAt }: Companion): LinkedDevice {
    const isConnected = this.#connection(id) !== undefined;
    return { phone: this.phone, id, platform, pairedAt: pairedAt * 1000, isConnected };
  }

  /** Unlinks a device on the phone: its client is logged out (401). False when there is none with this number. */
  unlink(device: number): boolean {
    return this.#world.devices.unlink(this.record, device);
  }

  /** Bans the account: its clients are thrown out, and their logins fail with 403. */
  ban(): void {
    this.#world.devices.ban(this.record);
  }

  unban(): void {
    this.#world.devices.unban(this.record);
  }

  /** Ends a device's connection in one of WhatsApp's ways. False when it has none. */
  end(device: number, ending: Ending): boolean {
    if (this.#connection(device) === undefined) return false;
    return this.#world.devices.end({ account: this.record, device }, ending);
  }

  /** Ends a device's connection with any stream error. False when it has none. */
  streamError(device: number, options: StreamErrorOptions): boolean {
    if (this.#connection(device) === undefined) return false;
    return this.#world.faults.streamError({ account: this.record, device }, options);
  }

  /** Cuts a device's connection without a word, as a broken network would. False when it has none. */
  drop(device: number): boolean {
    const connection = this.#connection(device);
    connection?.drop();
    return connection !== undefined;
  }

  /**
   * Changes the profile on the phone; clients and correspondents are told. Raises IqError for what WhatsApp refuses, and
   * changes nothing then.
   */
  changeProfile({ name, about, picture, privacy, business }: ProfileChange): void {
    const { profiles } = this.#world;
    if (picture) checkPicture(picture);
    if (about !== undefined) checkAbout(about);
    for (const [category, value] of Object.entries(privacy ?? {})) checkPrivacy(category, value);
    if (business) checkProfile(business);

    if (picture !== undefined) profiles.setPicture(this.record, picture);
    if (about !== undefined) profiles.setAbout(this.record, about);
    for (const [category, value] of Object.entries(privacy ?? {})) {
      if (value !== undefined) profiles.setPrivacy(this.record, category as PrivacyCategory, value);
    }
    if (business !== undefined) profiles.setBusiness(this.record, business);
    if (name !== undefined) profiles.setName(this.record, name);
  }

  /** Blocks a user on the phone. Raises an Error when nobody has this number. */
  block(phone: string): void {
    this.#world.profiles.block(this.record, this.#other(phone));
  }

  unblock(phone: string): void {
    this.#world.profiles.unblock(this.record, this.#other(phone));
  }

  /** What is archived, muted, pinned, starred, labeled, saved, as the phone shows it. */
  get appState(): AppStateView {
    return this.#world.appState.view(this.record);
  }

  /** Archives, mutes, pins … on the phone; clients are told. The actions are made by the functions of that name. */
  changeAppState(...actions: AppStateAction[]): void {
    this.#world.appState.mutate(this.record, ...actions);
  }

  /** Resolves with the app state as soon as `accepts` is true for it. Rejects after `timeoutMs` (5,000). */
  async waitForAppState(
    accepts: (view: AppStateView) => boolean,
    options: { readonly timeoutMs?: number; readonly what?: string } = {},
  ): Promise<AppStateView> {
    return this.#world.appState.waitFor(this.record, accepts, options);
  }

  /** The device's connection, unless the server has ended it already. */
  #connection(device: number): Connection | undefined {
    const connection = this.#world.hub.connection({ account: this.record, device });
    return connection?.isOpen === true ? connection : undefined;
  }

  #other(phone: string): Account {
    const other = this.#world.directory.byPhone(phone);
    if (other === undefined) throw new Error(`nobody on WhatsApp has the number +${phoneDigits(phone)}`);
    return other;
  }
}
