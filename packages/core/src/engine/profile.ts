import type { JsonValue } from "@waxwing/contract";
import type { EngineInstance } from "../engine.ts";

/** Who may see or do something; `match_last_seen` for `online` only. */
export interface PrivacySettings {
  readonly readreceipts: string;
  readonly profile: string;
  readonly status: string;
  readonly online: string;
  readonly last: string;
  readonly groupadd: string;
}

/** A business profile. */
export interface BusinessProfile {
  readonly wid: string;
  readonly address: string | null;
  readonly description: string | null;
  readonly website: readonly string[];
  readonly email: string | null;
  readonly category: string | null;
  readonly businessHours: JsonValue;
}

/** Capability: profiles, own and of others. `jid` is resolved; pictures are media sources. */
export interface ProfileManagement {
  /** Null when there is none or it is hidden. */
  pictureUrl(instance: EngineInstance, jid: string, signal: AbortSignal): Promise<string | null>;
  /** The "about" text; null when there is none or it is hidden. */
  aboutOf(instance: EngineInstance, jid: string, signal: AbortSignal): Promise<string | null>;
  businessProfile(instance: EngineInstance, jid: string, signal: AbortSignal): Promise<BusinessProfile | null>;
  updateName(instance: EngineInstance, name: string, signal: AbortSignal): Promise<void>;
  updateAbout(instance: EngineInstance, about: string, signal: AbortSignal): Promise<void>;
  updatePicture(instance: EngineInstance, picture: string, signal: AbortSignal): Promise<void>;
  removePicture(instance: EngineInstance, signal: AbortSignal): Promise<void>;
  privacySettings(instance: EngineInstance, signal: AbortSignal): Promise<PrivacySettings>;
  updatePrivacySettings(
    instance: EngineInstance,
    settings: PrivacySettings,
    signal: AbortSignal,
  ): Promise<PrivacySettings>;
}

/** A page of a catalog; products and collections as WhatsApp gives them. */
export interface CatalogPage {
  readonly items: readonly JsonValue[];
  readonly nextCursor: string | null;
}

/** Capability: catalogs of businesses. */
export interface CatalogReading {
  catalog(
    instance: EngineInstance,
    jid: string,
    page: { readonly limit: number; readonly cursor: string | undefined },
    signal: AbortSignal,
  ): Promise<CatalogPage>;
  collections(instance: EngineInstance, jid: string, limit: number, signal: AbortSignal): Promise<readonly JsonValue[]>;
}
