import type { PendingErasure, Profile, ProfileData } from "../src/domain/profile.ts";
import type { RegisterProfile } from "../src/domain/register-profile.ts";

export const earlier = "2026-11-22T00:00:00.000Z";
export const now = "2026-11-22T08:00:00.000Z";
export const profileId = "pro_lin";

/** Text that looks sealed; nothing in `domain/` opens it. */
export const sealedFor = (subject: string, text: string): string => `sealed:v1:${subject}:${text}`;

export const aRegistration = (overrides: Partial<RegisterProfile> = {}): RegisterProfile => ({
  requestId: "req_lin",
  profileId,
  propertyId: "prp_lakeside",
  tier: null,
  language: "zh-CN",
  contact: sealedFor(profileId, "contact"),
  displayName: sealedFor(profileId, "name"),
  receivedAt: earlier,
  contactIndex: "index-of-the-phone",
  hasOwnKey: false,
  ...overrides,
});

export const profileData = (overrides: Partial<ProfileData> = {}): ProfileData => ({
  profileId,
  propertyIds: ["prp_lakeside"],
  tier: "C",
  language: "zh-CN",
  displayName: sealedFor(profileId, "name"),
  contact: sealedFor(profileId, "contact"),
  updatedAt: earlier,
  ...overrides,
});

export const aProfile = (overrides: Partial<ProfileData> = {}): Profile => ({
  status: "known",
  facts: 1,
  data: profileData(overrides),
  contactIndexes: ["index-of-the-phone"],
});

/** A customer whose erasure was asked for and can still be withdrawn. */
export const aProfileToErase = (erasure: Partial<PendingErasure> = {}): Profile => ({
  status: "known",
  facts: 2,
  data: profileData({ erasureRequestedAt: earlier }),
  contactIndexes: ["index-of-the-phone"],
  erasure: {
    requestedBy: "stf_henry",
    requestedAt: earlier,
    eraseAt: "2026-11-25T00:00:00.000Z",
    reason: "Asked by the customer",
    confirmedBy: null,
    ...erasure,
  },
});

export const anErasingProfile = (): Profile => ({
  status: "erasing",
  facts: 1,
  profileId,
  propertyIds: ["prp_lakeside"],
  by: "stf_henry",
  since: earlier,
});

export const anErasedProfile = (): Profile => ({
  status: "erased",
  facts: 2,
  profileId,
  propertyIds: ["prp_lakeside"],
  at: earlier,
});
