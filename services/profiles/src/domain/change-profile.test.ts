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

test("what is named changes, what is not named stays", () => {
  expect(changeProfile({ tier: "A" }, aProfile(), now)).toEqual([
    profileState.of(profileData({ tier: "A", updatedAt: now })),
  ]);
  expect(changeProfile({ language: "en" }, aProfile(), now)).toEqual([
    profileState.of(profileData({ language: "en", updatedAt: now })),
  ]);
});

test("a name is replaced by a sealed one, or taken away", () => {
  const displayName = sealedFor(profileId, "new");
  expect(changeProfile({ displayName }, aProfile(), now)).toEqual([
    profileState.of(profileData({ displayName, updatedAt: now })),
  ]);
  expect(changeProfile({ displayName: null }, aProfile(), now)).toEqual([
    profileState.of(profileData({ displayName: null, updatedAt: now })),
  ]);
});

test("changing to what is already so says nothing", () => {
  const { tier, language, displayName } = profileData();
  expect(changeProfile({ tier, language, displayName }, aProfile(), now)).toEqual([]);
  expect(changeProfile({}, aProfile(), now)).toEqual([]);
});

test("nobody changes a customer who is not known, or not any more", () => {
  const codeOf = (profile: Parameters<typeof changeProfile>[1], code: string) =>
    expect(() => changeProfile({ tier: "A" }, profile, now)).toThrow(expect.objectContaining({ code }));
  codeOf(unknownProfile, "profile.not_found");
  codeOf(anErasingProfile(), "profile.erased");
  codeOf(anErasedProfile(), "profile.erased");
});
