import { language, profileId, propertyId, staffId, tier } from "@shouwen/contracts/values";
import { maySee, type Person } from "@shouwen/service-kit/auth";
import { type Contact, maskContact, maskName } from "@shouwen/vault/contact";
import { z } from "zod";
import type { KnownProfile, Profile } from "../domain/profile.ts";
import { profileNotFound } from "../domain/rejections.ts";

const contactKind = z.enum(["phone", "email", "text"]).describe("text: neither a phone number nor an e-mail");

const erasureView = z
  .object({
    requestedBy: staffId,
    requestedAt: z.string(),
    eraseAt: z.string().describe("The end of the cooling time: until then it can be withdrawn"),
    reason: z.string().describe("Without personal data"),
    confirmedBy: staffId.nullable().describe("The second person; null: still to be confirmed"),
  })
  .describe("Somebody asked for the customer to be erased: no message and no reveal any more");

/** A customer as everybody at a desk may see them. Of an erased one only that they were. */
export const profileView = z.object({
  profileId,
  status: z.enum(["known", "erased"]),
  propertyIds: z.array(propertyId).describe("Where the customer is known, of those that you may see"),
  isKnownElsewhere: z
    .boolean()
    .describe("Known to other properties as well: what holds everywhere is not yours to decide"),
  tier: tier.nullable(),
  language: language.nullable(),
  displayName: z.string().nullable().describe("Masked: 张*"),
  contact: z.object({ kind: contactKind, value: z.string().describe("Masked: +86138****8000") }).nullable(),
  erasure: erasureView.nullable(),
  updatedAt: z.string().describe("Since when it is so"),
});
export type ProfileView = z.output<typeof profileView>;

type ClearText = { readonly displayName: string | null; readonly contact: Contact | null };

const placesOf = (person: Person, propertyIds: readonly string[]) => {
  const seen = propertyIds.filter((id) => maySee(person, id));
  return { propertyIds: seen, isKnownElsewhere: seen.length < propertyIds.length };
};

const knownView = (
  { data, erasure }: KnownProfile,
  { displayName, contact }: ClearText,
  person: Person,
): ProfileView => ({
  profileId: data.profileId,
  status: "known",
  ...placesOf(person, data.propertyIds),
  tier: data.tier,
  language: data.language,
  displayName: displayName === null ? null : maskName(displayName),
  contact: contact && { kind: contact.kind, value: maskContact(contact) },
  erasure: erasure ?? null,
  updatedAt: data.updatedAt,
});

/** Masks what is in clear, and tells of the properties that the person may see. Throws where there is no customer. */
export const viewOf = (profile: Profile, clear: ClearText, person: Person): ProfileView => {
  switch (profile.status) {
    case "unknown":
      throw profileNotFound();
    case "known":
      return knownView(profile, clear, person);
    case "erasing":
      return goneView(profile, profile.since, person);
    case "erased":
      return goneView(profile, profile.at, person);
  }
};

const goneView = (
  { profileId: id, propertyIds }: { profileId: string; propertyIds: readonly string[] },
  updatedAt: string,
  person: Person,
): ProfileView => ({
  profileId: id,
  status: "erased",
  ...placesOf(person, propertyIds),
  tier: null,
  language: null,
  displayName: null,
  contact: null,
  erasure: null,
  updatedAt,
});
