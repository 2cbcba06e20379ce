import { tombstoneOf } from "@shouwen/contracts/define-event";
import {
  profileErased,
  profileErasureRequested,
  profileErasureWithdrawn,
  profileState,
} from "@shouwen/contracts/events/profile";
import { expect, test } from "vitest";
import {
  anErasedProfile,
  anErasingProfile,
  aProfile,
  aProfileToErase,
  aRegistration,
  earlier,
  now,
  profileData,
  profileId,
} from "../../test/profile.ts";
import {
  beginErasure,
  confirmErasure,
  erasureDueAt,
  finishErasure,
  requestErasure,
  withdrawErasure,
} from "./erase-profile.ts";
import {
  contactIndexed,
  erasureBegun,
  erasureConfirmed,
  erasureReasonGiven,
  evolveProfile,
  type Profile,
  requestKeyFound,
  unknownProfile,
  withdrawalReasonGiven,
} from "./profile.ts";
import { registerProfile } from "./register-profile.ts";

const henry = { id: "stf_henry", properties: ["prp_lakeside"] };
const paula = { id: "stf_paula", properties: ["prp_lakeside"] };
const ofTheGroup = { id: "stf_grace", properties: ["*"] };
const reason = "Asked by the customer";
const asked = { by: henry, reason, coolingDays: 3 };
const cooled = "2026-11-25T00:00:00.000Z";

const codeOf = (decide: () => unknown, code: string) =>
  expect(decide).toThrow(expect.objectContaining({ code }));

const after = (profile: Profile, facts: ReturnType<typeof requestErasure>): Profile =>
  facts.reduce(evolveProfile, profile);

test("an erasure is asked for with a reason, told at once, and carried out three days later at the earliest", () => {
  const facts = requestErasure(asked, aProfile(), earlier);
  expect(facts).toEqual([
    profileErasureRequested.of({ profileId, requestedBy: "stf_henry", at: earlier, eraseAt: cooled }),
    erasureReasonGiven("Asked by the customer"),
    profileState.of(profileData({ erasureRequestedAt: earlier, updatedAt: earlier })),
  ]);
  expect(after(aProfile(), facts)).toEqual(aProfileToErase());
});

test("asking for an erasure again is refused, however far it is: the second reason would be lost", () => {
  const again = { ...asked, reason: "Another", by: paula };
  for (const profile of [aProfileToErase(), anErasingProfile()])
    codeOf(() => requestErasure(again, profile, now), "profile.erasure_requested");
  codeOf(() => requestErasure(again, anErasedProfile(), now), "profile.erased");
});

test("who is not known cannot be erased", () => {
  codeOf(() => requestErasure(asked, unknownProfile, now), "profile.not_found");
  codeOf(() => confirmErasure(paula, unknownProfile, now), "profile.not_found");
  codeOf(() => withdrawErasure({ by: paula, reason }, unknownProfile, now), "profile.not_found");
});

test("one property's people erase nobody whom another property knows, too; those of both do, and the group", () => {
  const propertyIds = ["prp_lakeside", "prp_harbour"];
  const shared = aProfile({ propertyIds });
  codeOf(() => requestErasure(asked, shared, now), "profile.needs_all_properties");
  const ofBoth = { ...henry, properties: propertyIds };
  expect(requestErasure({ ...asked, by: ofBoth }, shared, now)).toHaveLength(3);
  expect(requestErasure({ ...asked, by: ofTheGroup }, shared, now)).toHaveLength(3);
  const pending = after(shared, requestErasure({ ...asked, by: ofTheGroup }, shared, now));
  codeOf(() => confirmErasure(paula, pending, now), "profile.needs_all_properties");
  codeOf(() => withdrawErasure({ by: paula, reason }, pending, now), "profile.needs_all_properties");
});

test("nobody confirms their own request: an erasure needs a second person", () => {
  codeOf(() => confirmErasure(henry, aProfileToErase(), now), "profile.erasure_needs_second_person");
  expect(confirmErasure(paula, aProfileToErase(), now)).toEqual([erasureConfirmed("stf_paula", now)]);
  expect(confirmErasure(ofTheGroup, aProfileToErase({ confirmedBy: "stf_paula" }), now)).toEqual([]);
  codeOf(() => confirmErasure(paula, aProfile(), now), "profile.erasure_not_requested");
  expect(confirmErasure(paula, anErasedProfile(), now)).toEqual([]);
});

test("until it is carried out an erasure is withdrawn, and everything is as it was", () => {
  const confirmed = aProfileToErase({ confirmedBy: "stf_paula" });
  for (const pending of [aProfileToErase(), confirmed]) {
    const facts = withdrawErasure({ by: henry, reason }, pending, now);
    expect(facts).toEqual([
      profileErasureWithdrawn.of({ profileId, withdrawnBy: "stf_henry", at: now }),
      withdrawalReasonGiven(reason),
      profileState.of(profileData({ updatedAt: now })),
    ]);
    expect(after(pending, facts)).toEqual({ ...aProfile({ updatedAt: now }), facts: 3 });
  }
  codeOf(() => withdrawErasure({ by: henry, reason }, aProfile(), now), "profile.erasure_not_requested");
  codeOf(() => withdrawErasure({ by: henry, reason }, anErasingProfile(), now), "profile.erased");
});

test("an erasure that nobody confirmed, or that has not cooled, is not carried out", () => {
  const confirmed = aProfileToErase({ confirmedBy: "stf_paula" });
  expect(erasureDueAt(aProfileToErase())).toBeUndefined();
  expect(erasureDueAt(confirmed)).toBe(cooled);
  expect(beginErasure(aProfileToErase(), cooled)).toEqual([]);
  expect(beginErasure(confirmed, "2026-11-24T23:59:59.999Z")).toEqual([]);
  for (const profile of [unknownProfile, aProfile(), anErasedProfile()])
    expect(beginErasure(profile, cooled)).toEqual([]);
});

test("once an erasure is carried out, nothing personal is left in the state", () => {
  const confirmed = aProfileToErase({ confirmedBy: "stf_paula" });
  const facts = beginErasure(confirmed, cooled);
  expect(facts).toEqual([erasureBegun("stf_paula", cooled)]);
  expect(after(confirmed, facts)).toEqual({
    ...anErasingProfile(),
    facts: 2,
    by: "stf_paula",
    since: cooled,
  });
});

test("a customer who asks for something while their erasure cools is heard, and is still to be erased", () => {
  const pending = aProfileToErase();
  const request = {
    requestId: "req_lin",
    profileId,
    propertyId: "prp_harbour",
    tier: null,
    language: "zh-CN" as const,
    contact: null,
    displayName: null,
    receivedAt: now,
    contactIndex: null,
    hasOwnKey: false,
  };
  expect(after(pending, registerProfile(request, pending, now))).toMatchObject({
    data: { propertyIds: ["prp_lakeside", "prp_harbour"], erasureRequestedAt: earlier },
    erasure: { requestedBy: "stf_henry" },
  });
});

test("what a stranger wrote before they were known is remembered by its key, until that is destroyed with theirs", () => {
  const request = aRegistration({ requestId: "req_stranger", hasOwnKey: true });
  const facts = registerProfile(request, aProfile(), now);
  expect(facts).toEqual([requestKeyFound("req_stranger")]);
  const found = after(aProfile(), facts);
  expect(registerProfile(request, found, now)).toEqual([]);
  const pending = after(found, requestErasure(asked, found, earlier));
  const confirmed = after(pending, confirmErasure(paula, pending, earlier));
  const erasing = after(confirmed, beginErasure(confirmed, cooled));
  expect(erasing).toMatchObject({ status: "erasing", requestKeys: ["req_stranger"] });
  expect(after(erasing, finishErasure(erasing, cooled))).not.toHaveProperty("requestKeys");
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
  const untouched = [
    contactIndexed("index"),
    erasureReasonGiven("why"),
    erasureConfirmed("stf_paula", now),
    erasureBegun("stf_henry", now),
  ];
  for (const fact of untouched) expect(evolveProfile(anErasedProfile(), fact)).toEqual(anErasedProfile());
  for (const fact of untouched.slice(1, 3)) expect(evolveProfile(aProfile(), fact)).toEqual(aProfile());
  expect(evolveProfile(aProfile(), profileErased.of({ profileId, at: now }))).toMatchObject({
    status: "known",
  });
  expect(evolveProfile(aProfile(), profileState.of(profileData({ tier: "A" })))).toEqual(
    aProfile({ tier: "A" }),
  );
});
