import { profileRegistered, profileState } from "@shouwen/contracts/events/profile";
import { expect, test } from "vitest";
import {
  anErasedProfile,
  anErasingProfile,
  aProfile,
  aRegistration,
  earlier,
  now,
  profileData,
  profileId,
  sealedFor,
} from "../../test/profile.ts";
import { contactIndexed, evolveProfile, unknownProfile } from "./profile.ts";
import { registerProfile } from "./register-profile.ts";

test("who asks for the first time is known from when we heard, as a customer of tier C, and found by contact", () => {
  const facts = registerProfile(aRegistration(), unknownProfile, now);
  expect(facts).toEqual([
    profileRegistered.of({
      profileId,
      propertyId: "prp_lakeside",
      tier: "C",
      language: "zh-CN",
      at: earlier,
    }),
    profileState.of(profileData({ updatedAt: now })),
    contactIndexed("index-of-the-phone"),
  ]);
  expect(facts.reduce(evolveProfile, unknownProfile)).toEqual(aProfile({ updatedAt: now }));
});

test("a tier that the request names is taken over", () => {
  const [registered, state] = registerProfile(aRegistration({ tier: "A" }), unknownProfile, now);
  expect(registered?.data).toMatchObject({ tier: "A" });
  expect(state?.data).toMatchObject({ tier: "A" });
});

test("whoever asks again is told to nobody: what is known is never overwritten", () => {
  const again = aRegistration({
    tier: "A",
    language: "en",
    displayName: sealedFor(profileId, "another"),
    contact: sealedFor(profileId, "another"),
  });
  expect(registerProfile(again, aProfile(), now)).toEqual([]);
});

test("who appears at another property is known there too", () => {
  expect(registerProfile(aRegistration({ propertyId: "prp_harbour" }), aProfile(), now)).toEqual([
    profileState.of(profileData({ propertyIds: ["prp_lakeside", "prp_harbour"], updatedAt: now })),
  ]);
});

test("a later request adds what was missing", () => {
  const stranger = aProfile({ displayName: null, contact: null });
  expect(registerProfile(aRegistration(), stranger, now)).toEqual([
    profileState.of(profileData({ updatedAt: now })),
  ]);
});

test("a customer is also found by a further contact, which is nobody else's business", () => {
  const [fact, ...others] = registerProfile(aRegistration({ contactIndex: "another" }), aProfile(), now);
  expect([fact, others]).toEqual([contactIndexed("another"), []]);
  expect(fact && evolveProfile(aProfile(), fact)).toMatchObject({
    contactIndexes: ["index-of-the-phone", "another"],
  });
});

test("without a contact there is nothing to be found by", () => {
  const request = aRegistration({ contact: null, contactIndex: null });
  expect(registerProfile(request, unknownProfile, now)).toHaveLength(2);
});

test("what another key sealed is not kept: it would outlive the person's erasure", () => {
  const foreign = aRegistration({
    displayName: sealedFor("pro_other", "name"),
    contact: sealedFor("pro_lin2", "contact"),
  });
  const [, state] = registerProfile(foreign, unknownProfile, now);
  expect(state?.data).toMatchObject({ displayName: null, contact: null });
  expect(registerProfile(foreign, aProfile({ contact: null }), now)).toEqual([]);
});

test("of an erased person nothing is kept again", () => {
  expect(registerProfile(aRegistration(), anErasingProfile(), now)).toEqual([]);
  expect(registerProfile(aRegistration(), anErasedProfile(), now)).toEqual([]);
});
