import { type DataOf, type Fact, type FactOf, untold } from "@shouwen/contracts/define-event";
import type { profileErased, profileRegistered, profileState } from "@shouwen/contracts/events/profile";

export type ProfileData = DataOf<typeof profileState>;

/** A contact of the customer was indexed: they can be found by it. Nobody else's business. */
export const contactIndexed = (contactIndex: string) => untold("profile.contact_indexed", { contactIndex });

/** Somebody asked for the erasure. What was known is gone from here; the key is destroyed next. */
export const erasureBegun = (by: string, at: string) => untold("profile.erasure_begun", { by, at });

type Telling = { readonly profileId: string; readonly propertyIds: readonly string[] };

/**
 * A customer. `facts` counts what was said on the topic of facts, which numbers apart from the states. Of an erased
 * one only is kept that they were, and whose people may know that.
 */
export type Profile = { readonly facts: number } & (
  | { readonly status: "unknown" }
  | { readonly status: "known"; readonly data: ProfileData; readonly contactIndexes: readonly string[] }
  | ({ readonly status: "erasing"; readonly by: string; readonly since: string } & Telling)
  | ({ readonly status: "erased"; readonly at: string } & Telling)
);

export const unknownProfile: Profile = { status: "unknown", facts: 0 };

type ProfileFact =
  | FactOf<typeof profileRegistered | typeof profileErased>
  | { readonly type: typeof profileState.type; readonly data: ProfileData | null }
  | ReturnType<typeof contactIndexed>
  | ReturnType<typeof erasureBegun>;

export const evolveProfile = (profile: Profile, fact: Fact): Profile => {
  const { type, data } = fact as ProfileFact;
  switch (type) {
    case "profile.registered.v1":
      return { ...profile, facts: profile.facts + 1 };
    case "profile.state.v1":
      return data === null ? profile : withState(profile, data);
    case "profile.contact_indexed":
      return withIndex(profile, data.contactIndex);
    case "profile.erasure_begun":
      return erasing(profile, data);
    case "profile.erased.v1":
      return erased({ ...profile, facts: profile.facts + 1 }, data.at);
  }
};

const withState = (profile: Profile, data: ProfileData): Profile => ({
  status: "known",
  facts: profile.facts,
  data,
  contactIndexes: profile.status === "known" ? profile.contactIndexes : [],
});

const withIndex = (profile: Profile, contactIndex: string): Profile =>
  profile.status === "known"
    ? { ...profile, contactIndexes: [...profile.contactIndexes, contactIndex] }
    : profile;

const erasing = (profile: Profile, { by, at }: { by: string; at: string }): Profile => {
  if (profile.status !== "known") return profile;
  const { profileId, propertyIds } = profile.data;
  return { status: "erasing", facts: profile.facts, profileId, propertyIds, by, since: at };
};

const erased = (profile: Profile, at: string): Profile => {
  if (profile.status !== "erasing") return profile;
  const { facts, profileId, propertyIds } = profile;
  return { status: "erased", facts, profileId, propertyIds, at };
};
