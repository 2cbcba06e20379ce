import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { onTimer } from "@shouwen/event-bus/timers";
import { beginErasure, finishErasure } from "../domain/erase-profile.ts";
import type { Profile, ProfileFact } from "../domain/profile.ts";

/** Destroys the key of somebody whose erasure was begun. Safe to repeat. */
export type DestroyKey = (profile: Profile) => Promise<void>;

const correlationOf = (profile: Profile): string => {
  if (profile.status === "erasing") return profile.profileId;
  return profile.status === "known" ? profile.data.profileId : "";
};

/** The cooling time is over: what is known of the customer is dropped. */
export const beginDueErasures = (profiles: AggregateStore<Profile, ProfileFact>) =>
  onTimer({
    kind: "begin_erasure",
    store: profiles,
    correlationOf,
    decide: (_due, profile, { now }) => beginErasure(profile, now),
  });

/** The key is destroyed, then it is said. Tried until it is done. */
export const finishBegunErasures = (profiles: AggregateStore<Profile, ProfileFact>, destroyKey: DestroyKey) =>
  onTimer({
    kind: "finish_erasure",
    store: profiles,
    correlationOf,
    context: destroyKey,
    decide: (_due, profile, { now }) => finishErasure(profile, now),
  });
