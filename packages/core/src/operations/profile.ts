import { type Handlers, PrivacySettings } from "@waxwing/contract";
import { instanceNotFound } from "../access/access.ts";
import type { CoreParts } from "../core-parts.ts";
import type { InstanceRecord } from "../instance-directory.ts";
import type { OperationContext } from "../operation-context.ts";
import { connectedCapability } from "./connected-engine.ts";
import { contactNames } from "./contact-names.ts";
import { accountOrOwn } from "./resolved-recipient.ts";

const updated = { update: "success" };

/** Handlers of `profile.*`. */
export function profileHandlers(parts: CoreParts): Handlers<OperationContext>["profile"] {
  const { changes, database, directory, log } = parts;

  /** Stores what `fetchInstances` shows of the account's profile. */
  const store = (
    { id, name }: InstanceRecord,
    change: { profileName?: string; profilePicUrl?: string | null },
  ): Promise<void> =>
    changes.run(id, async () => {
      const updatedAt = new Date();
      const { count } = await database.prisma.instance.updateMany({ where: { id }, data: { ...change, updatedAt } });
      if (count === 0) throw instanceNotFound(name);
      directory.update(id, { ...change, updatedAt });
    });

  return {
    async fetchProfile({ number }, context) {
      const { instance, signal } = context;
      const profile = connectedCapability(parts, instance, "profile");
      const { jid, lid } = await accountOrOwn(parts, context, number);
      const [names, picture, status, business] = await Promise.all([
        contactNames(database, instance.id, lid === undefined ? [jid] : [jid, lid]),
        profile.pictureUrl(instance, jid, signal),
        profile.aboutOf(instance, jid, signal),
        profile.businessProfile(instance, jid, signal),
      ]);
      const isOwn = jid === instance.ownerJid;
      const name = (isOwn ? instance.profileName : null) ?? names.get(jid) ?? names.get(lid ?? "") ?? null;
      return {
        wuid: jid,
        name,
        numberExists: true,
        picture,
        status,
        isBusiness: business !== null,
        description: business?.description ?? null,
        email: business?.email ?? null,
        website: business === null ? null : [...business.website],
        address: business?.address ?? null,
        category: business?.category ?? null,
      };
    },

    async updateProfileName({ name }, { instance, signal }) {
      const profile = connectedCapability(parts, instance, "profile");
      await profile.updateName(instance, name, signal);
      await store(instance, { profileName: name });
      return updated;
    },

    async updateProfileStatus({ status }, { instance, signal }) {
      const profile = connectedCapability(parts, instance, "profile");
      await profile.updateAbout(instance, status, signal);
      return updated;
    },

    async updateProfilePicture({ picture }, { instance, signal }) {
      const profile = connectedCapability(parts, instance, "profile");
      await profile.updatePicture(instance, picture, signal);
      const { ownerJid } = instance;
      if (ownerJid === null) return updated;
      // The picture is changed: that its new address is not told must not look as if it were not.
      try {
        await store(instance, { profilePicUrl: await profile.pictureUrl(instance, ownerJid, signal) });
      } catch (err) {
        log.warn({ err, instanceId: instance.id }, "the address of the new profile picture is not known");
      }
      return updated;
    },

    async removeProfilePicture(_input, { instance, signal }) {
      const profile = connectedCapability(parts, instance, "profile");
      await profile.removePicture(instance, signal);
      await store(instance, { profilePicUrl: null });
      return updated;
    },

    async fetchPrivacySettings(_input, { instance, signal }) {
      const profile = connectedCapability(parts, instance, "profile");
      return PrivacySettings.parse(await profile.privacySettings(instance, signal));
    },

    async updatePrivacySettings({ instanceName: _, ...given }, { instance, signal }) {
      const profile = connectedCapability(parts, instance, "profile");
      const chosen = Object.entries(given).filter(([, value]) => value !== undefined);
      const before = await profile.privacySettings(instance, signal);
      const wished = { ...before, ...Object.fromEntries(chosen) };
      const data = PrivacySettings.parse(await profile.updatePrivacySettings(instance, wished, signal));
      return { ...updated, data };
    },
  };
}
