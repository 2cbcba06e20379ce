import { profileState } from "@shouwen/contracts/events/profile";
import { expect, test } from "vitest";
import {
  anErasedProfile,
  anErasingProfile,
  aProfile,
  now,
  profileData,
  profileId,
  sealedFor,
} from "../../test/profile.ts";
import { changeProfile } from "./change-profile.ts";
import { unknownProfile } from "./profile.ts";

const by = { id: "stf_henry", properties: ["prp_lakeside"] };

test("what is named changes, what is not named stays", () => {
  expect(changeProfile({ tier: "A", by }, aProfile(), now)).toEqual([
    profileState.of(profileData({ tier: "A", updatedAt: now })),
  ]);
  expect(changeProfile({ language: "en", by }, aProfile(), now)).toEqual([
    profileState.of(profileData({ language: "en", updatedAt: now })),
  ]);
});

test("a name is replaced by a sealed one, or taken away", () => {
  const displayName = sealedFor(profileId, "new");
  expect(changeProfile({ displayName, by }, aProfile(), now)).toEqual([
    profileState.of(profileData({ displayName, updatedAt: now })),
  ]);
  expect(changeProfile({ displayName: null, by }, aProfile(), now)).toEqual([
    profileState.of(profileData({ displayName: null, updatedAt: now })),
  ]);
});

test("changing to what is already so says nothing", () => {
  const { tier, language, displayName } = profileData();
  expect(changeProfile({ tier, language, displayName, by }, aProfile(), now)).toEqual([]);
  expect(changeProfile({ by }, aProfile(), now)).toEqual([]);
});

test("nobody changes a customer who is not known, or not any more", () => {
  const codeOf = (profile: Parameters<typeof changeProfile>[1], code: string) =>
    expect(() => changeProfile({ tier: "A", by }, profile, now)).toThrow(expect.objectContaining({ code }));
  codeOf(unknownProfile, "profile.not_found");
  codeOf(anErasingProfile(), "profile.erased");
  codeOf(anErasedProfile(), "profile.erased");
});

test("one property's people correct nobody whom another property knows, too; those of both do, and the group", () => {
  const shared = aProfile({ propertyIds: ["prp_lakeside", "prp_harbour"] });
  expect(() => changeProfile({ tier: "A", by }, shared, now)).toThrow(
    expect.objectContaining({ code: "profile.needs_all_properties" }),
  );
  const both = { ...by, properties: ["prp_harbour", "prp_lakeside"] };
  expect(changeProfile({ tier: "A", by: both }, shared, now)).toHaveLength(1);
  expect(changeProfile({ tier: "A", by: { ...by, properties: ["*"] } }, shared, now)).toHaveLength(1);
});
