import { language, profileId, propertyId, tier } from "@shouwen/contracts/values";
import { type Contact, maskContact, maskName } from "@shouwen/vault/contact";
import { z } from "zod";
import type { Profile } from "../domain/profile.ts";
import { profileNotFound } from "../domain/rejections.ts";

const contactKind = z.enum(["phone", "email", "text"]).describe("text: neither a phone number nor an e-mail");

/** A customer as everybody at a desk may see them. Of an erased one only that they were. */
export const profileView = z.object({
  profileId,
  status: z.enum(["known", "erased"]),
  propertyIds: z.array(propertyId).describe("Where the customer is known"),
  tier: tier.nullable(),
  language: language.nullable(),
  displayName: z.string().nullable().describe("Masked: 张*"),
  contact: z.object({ kind: contactKind, value: z.string().describe("Masked: +86138****8000") }).nullable(),
  updatedAt: z.string().describe("Since when it is so"),
});
export type ProfileView = z.output<typeof profileView>;

type ClearText = { readonly displayName: string | null; readonly contact: Contact | null };

/** Masks what is in clear. Throws where there is no such customer. */
export const viewOf = (profile: Profile, { displayName, contact }: ClearText): ProfileView => {
  switch (profile.status) {
    case "unknown":
      throw profileNotFound();
    case "known": {
      const { profileId: id, propertyIds, tier: rank, language: spoken, updatedAt } = profile.data;
      return {
        profileId: id,
        status: "known",
        propertyIds,
        tier: rank,
        language: spoken,
        displayName: displayName === null ? null : maskName(displayName),
        contact: contact && { kind: contact.kind, value: maskContact(contact) },
        updatedAt,
      };
    }
    case "erasing":
      return goneView(profile, profile.since);
    case "erased":
      return goneView(profile, profile.at);
  }
};

const goneView = (
  { profileId: id, propertyIds }: { profileId: string; propertyIds: readonly string[] },
  updatedAt: string,
): ProfileView => ({
  profileId: id,
  status: "erased",
  propertyIds: [...propertyIds],
  tier: null,
  language: null,
  displayName: null,
  contact: null,
  updatedAt,
});
