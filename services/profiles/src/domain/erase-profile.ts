import { tombstoneOf } from "@shouwen/contracts/define-event";
import {
  profileErased,
  profileErasureRequested,
  profileErasureWithdrawn,
  profileState,
} from "@shouwen/contracts/events/profile";
import { type Commander, requireAllProperties, requireKnown } from "./answers-for-all.ts";
import {
  erasureBegun,
  erasureConfirmed,
  erasureReasonGiven,
  type PendingErasure,
  type Profile,
  type ProfileFact,
  withdrawalReasonGiven,
} from "./profile.ts";
import {
  erasureNeedsSecondPerson,
  erasureNotRequested,
  erasureRequestedAlready,
  profileErasedAlready,
  profileNotFound,
} from "./rejections.ts";

const dayMs = 24 * 60 * 60 * 1000;

export type RequestErasure = {
  readonly by: Commander;
  readonly reason: string;
  readonly coolingDays: number;
};

/**
 * An erasure cannot be undone: it is asked for with a reason, confirmed by a second person, and waits for its cooling
 * time. From the request on nobody writes to the customer or opens their data. Asking again would lose the second reason,
 * and is refused.
 */
export const requestErasure = (
  { by, reason, coolingDays }: RequestErasure,
  profile: Profile,
  now: string,
): ProfileFact[] => {
  if (profile.status === "unknown") throw profileNotFound();
  requireAllProperties(by, profile);
  if (profile.status === "erased") throw profileErasedAlready();
  if (profile.status === "erasing" || profile.erasure) throw erasureRequestedAlready();
  const { profileId } = profile.data;
  const eraseAt = new Date(Date.parse(now) + coolingDays * dayMs).toISOString();
  return [
    profileErasureRequested.of({ profileId, requestedBy: by.id, at: now, eraseAt }),
    erasureReasonGiven(reason),
    profileState.of({ ...profile.data, erasureRequestedAt: now, updatedAt: now }),
  ];
};

/** The second person, who answers for all of the customer's properties as the first one does. */
export const confirmErasure = (by: Commander, profile: Profile, now: string): ProfileFact[] => {
  if (profile.status === "unknown") throw profileNotFound();
  requireAllProperties(by, profile);
  if (profile.status !== "known") return [];
  const { requestedBy, confirmedBy } = pendingErasure(profile);
  if (confirmedBy !== null) return [];
  if (by.id === requestedBy) throw erasureNeedsSecondPerson();
  return [erasureConfirmed(by.id, now)];
};

/** As long as nothing is destroyed, the erasure can be taken back: everything is as it was. */
export const withdrawErasure = (
  { by, reason }: Pick<RequestErasure, "by" | "reason">,
  profile: Profile,
  now: string,
): ProfileFact[] => {
  const { data } = requireKnown(profile);
  requireAllProperties(by, profile);
  pendingErasure(profile);
  const { erasureRequestedAt: _, ...state } = data;
  return [
    profileErasureWithdrawn.of({ profileId: data.profileId, withdrawnBy: by.id, at: now }),
    withdrawalReasonGiven(reason),
    profileState.of({ ...state, updatedAt: now }),
  ];
};

const pendingErasure = (profile: Profile): PendingErasure => {
  if (profile.status !== "known" || !profile.erasure) throw erasureNotRequested();
  return profile.erasure;
};

/** When an erasure is carried out; undefined as long as somebody must confirm it. */
export const erasureDueAt = (profile: Profile): string | undefined =>
  profile.status === "known" && profile.erasure && profile.erasure.confirmedBy !== null
    ? profile.erasure.eraseAt
    : undefined;

/** The first half: from now on nothing is known of the person here, and nothing more is taken in. */
export const beginErasure = (profile: Profile, now: string): ProfileFact[] => {
  const dueAt = erasureDueAt(profile);
  if (dueAt === undefined || Date.parse(dueAt) > Date.parse(now)) return [];
  return [erasureBegun(pendingErasure(profile).confirmedBy ?? "", now)];
};

/** The second half, after the person's key was destroyed: it is said to everybody, once. */
export const finishErasure = (profile: Profile, now: string): ProfileFact[] =>
  profile.status === "erasing"
    ? [
        profileErased.of({ profileId: profile.profileId, at: now }),
        tombstoneOf(profileState, profile.profileId),
      ]
    : [];
