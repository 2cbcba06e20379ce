import { type DataOf, type FactOf, internalFact } from "@shouwen/contracts/define-event";
import type {
  profileErased,
  profileErasureRequested,
  profileErasureWithdrawn,
  profileRegistered,
  profileState,
} from "@shouwen/contracts/events/profile";

export type ProfileData = DataOf<typeof profileState>;

/** A contact of the customer was indexed: they can be found by it. Nobody else's business. */
export const contactIndexed = (contactIndex: string) =>
  internalFact("profile.contact_indexed", { contactIndex });

/**
 * What a stranger had written became this customer's request: it lies sealed with the request's own key, which dies with
 * the customer's.
 */
export const requestKeyFound = (requestId: string) =>
  internalFact("profile.request_key_found", { requestId });

/** Why an erasure was asked for. Others are told of the request, and not of its reason. */
export const erasureReasonGiven = (reason: string) =>
  internalFact("profile.erasure_reason_given", { reason });

/** Why an erasure was withdrawn. It is for whoever asks later, and changes nothing. */
export const withdrawalReasonGiven = (reason: string) =>
  internalFact("profile.erasure_withdrawal_reason_given", { reason });

/** A second person agreed: the erasure is carried out once its cooling time is over. */
export const erasureConfirmed = (by: string, at: string) =>
  internalFact("profile.erasure_confirmed", { by, at });

/** The cooling time is over. What was known is gone from here; the key is destroyed next. */
export const erasureBegun = (by: string, at: string) => internalFact("profile.erasure_begun", { by, at });

type Telling = { readonly profileId: string; readonly propertyIds: readonly string[] };

/** Requests whose own keys seal what the customer wrote; missing where there are none. */
type RequestKeys = { readonly requestKeys?: readonly string[] };

/** An erasure that was asked for and can still be withdrawn. `reason` is masked: it outlives the customer's key. */
export type PendingErasure = {
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly eraseAt: string;
  readonly reason: string;
  readonly confirmedBy: string | null;
};

export type KnownProfile = {
  readonly status: "known";
  readonly data: ProfileData;
  readonly contactIndexes: readonly string[];
  readonly erasure?: PendingErasure;
} & RequestKeys;

/**
 * A customer. `facts` counts what was said on the topic of facts, which numbers apart from the states. Of an erased
 * one only is kept that they were, and whose people may know that.
 */
export type Profile = { readonly facts: number } & (
  | { readonly status: "unknown" }
  | KnownProfile
  | ({ readonly status: "erasing"; readonly by: string; readonly since: string } & Telling & RequestKeys)
  | ({ readonly status: "erased"; readonly at: string } & Telling)
);

export const unknownProfile: Profile = { status: "unknown", facts: 0 };

/** Where a customer is known, or was. */
export const propertyIdsOf = (profile: Profile): readonly string[] => {
  if (profile.status === "unknown") return [];
  return profile.status === "known" ? profile.data.propertyIds : profile.propertyIds;
};

export type ProfileFact =
  | FactOf<
      | typeof profileRegistered
      | typeof profileErased
      | typeof profileErasureRequested
      | typeof profileErasureWithdrawn
    >
  | { readonly type: typeof profileState.type; readonly data: ProfileData | null }
  | ReturnType<typeof contactIndexed>
  | ReturnType<typeof requestKeyFound>
  | ReturnType<typeof erasureReasonGiven>
  | ReturnType<typeof withdrawalReasonGiven>
  | ReturnType<typeof erasureConfirmed>
  | ReturnType<typeof erasureBegun>;

export const evolveProfile = (profile: Profile, fact: ProfileFact): Profile => {
  const { type, data } = fact;
  switch (type) {
    case "profile.registered.v1":
      return { ...profile, facts: profile.facts + 1 };
    case "profile.state.v1":
      return data === null ? profile : withState(profile, data);
    case "profile.contact_indexed":
      return withIndex(profile, data.contactIndex);
    case "profile.request_key_found":
      return withRequestKey(profile, data.requestId);
    case "profile.erasure_requested.v1":
      return withErasure({ ...profile, facts: profile.facts + 1 }, () => requested(data));
    case "profile.erasure_reason_given":
      return withErasure(profile, (erasure) => erasure && { ...erasure, reason: data.reason });
    case "profile.erasure_confirmed":
      return withErasure(profile, (erasure) => erasure && { ...erasure, confirmedBy: data.by });
    case "profile.erasure_withdrawn.v1":
      return withErasure({ ...profile, facts: profile.facts + 1 }, () => undefined);
    case "profile.erasure_withdrawal_reason_given":
      return profile;
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
  ...(profile.status === "known" && profile.erasure ? { erasure: profile.erasure } : {}),
  ...requestKeysOf(profile),
});

const requestKeysOf = (profile: Profile): RequestKeys =>
  "requestKeys" in profile ? { requestKeys: profile.requestKeys ?? [] } : {};

const withRequestKey = (profile: Profile, requestId: string): Profile =>
  profile.status === "known"
    ? { ...profile, requestKeys: [...(profile.requestKeys ?? []), requestId] }
    : profile;

const withIndex = (profile: Profile, contactIndex: string): Profile =>
  profile.status === "known"
    ? { ...profile, contactIndexes: [...profile.contactIndexes, contactIndex] }
    : profile;

const requested = ({ requestedBy, at, eraseAt }: DataOf<typeof profileErasureRequested>): PendingErasure => ({
  requestedBy,
  requestedAt: at,
  eraseAt,
  reason: "",
  confirmedBy: null,
});

const withErasure = (
  profile: Profile,
  change: (erasure: PendingErasure | undefined) => PendingErasure | undefined,
): Profile => {
  if (profile.status !== "known") return profile;
  const { erasure: before, ...rest } = profile;
  const erasure = change(before);
  return erasure === undefined ? rest : { ...rest, erasure };
};

const erasing = (profile: Profile, { by, at }: { by: string; at: string }): Profile => {
  if (profile.status !== "known") return profile;
  const { profileId, propertyIds } = profile.data;
  const keys = requestKeysOf(profile);
  return { status: "erasing", facts: profile.facts, profileId, propertyIds, by, since: at, ...keys };
};

const erased = (profile: Profile, at: string): Profile => {
  if (profile.status !== "erasing") return profile;
  const { facts, profileId, propertyIds } = profile;
  return { status: "erased", facts, profileId, propertyIds, at };
};
