import { tombstoneOf } from "@shouwen/contracts/define-event";
import { profileErased, profileState } from "@shouwen/contracts/events/profile";
import { expect, test } from "vitest";
import {
  anErasedProfile,
  anErasingProfile,
  aProfile,
  earlier,
  now,
  profileData,
  profileId,
} from "../../test/profile.ts";
import { beginErasure, finishErasure } from "./erase-profile.ts";
import { contactIndexed, erasureBegun, evolveProfile, unknownProfile } from "./profile.ts";

test("from the moment an erasure is asked for, nothing personal is left in the state", () => {
  const facts = beginErasure("stf_henry", aProfile(), earlier);
  expect(facts).toEqual([erasureBegun("stf_henry", earlier)]);
  expect(facts.reduce(evolveProfile, aProfile())).toEqual(anErasingProfile());
});

test("asking for an erasure again changes nothing", () => {
  expect(beginErasure("stf_other", anErasingProfile(), now)).toEqual([]);
  expect(beginErasure("stf_other", anErasedProfile(), now)).toEqual([]);
});

test("who is not known cannot be erased", () => {
  expect(() => beginErasure("stf_henry", unknownProfile, now)).toThrow(
    expect.objectContaining({ code: "profile.not_found" }),
  );
});

test("a finished erasure is said as a fact and as a tombstone", () => {
  const facts = finishErasure(anErasingProfile(), earlier);
  expect(facts).toEqual([profileErased.of({ profileId, at: earlier }), tombstoneOf(profileState, profileId)]);
  expect(facts.reduce(evolveProfile, anErasingProfile())).toEqual(anErasedProfile());
});

test("an erasure is finished once, and never without having been begun", () => {
  for (const profile of [unknownProfile, aProfile(), anErasedProfile()])
    expect(finishErasure(profile, now)).toEqual([]);
});

test("nothing brings an erased person's data back but a new state of their own", () => {
  expect(evolveProfile(anErasedProfile(), contactIndexed("index"))).toEqual(anErasedProfile());
  expect(evolveProfile(anErasedProfile(), erasureBegun("stf_henry", now))).toEqual(anErasedProfile());
  expect(evolveProfile(aProfile(), profileErased.of({ profileId, at: now }))).toMatchObject({
    status: "known",
  });
  expect(evolveProfile(aProfile(), profileState.of(profileData({ tier: "A" })))).toEqual(
    aProfile({ tier: "A" }),
  );
});
