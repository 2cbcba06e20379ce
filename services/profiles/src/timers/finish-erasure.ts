import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { onTimer } from "@shouwen/event-bus/timers";
import { finishErasure } from "../domain/erase-profile.ts";
import type { Profile } from "../domain/profile.ts";

/** Destroys the key of somebody whose erasure was begun. Safe to repeat. */
export type DestroyKey = (profile: Profile) => Promise<void>;

/** An erasure that was begun is finished, even if whoever began it did not live to do so. */
export const finishBegunErasures = (profiles: AggregateStore<Profile>, destroyKey: DestroyKey) =>
  onTimer({
    kind: "finish_erasure",
    store: profiles,
    correlationOf: (profile) => (profile.status === "erasing" ? profile.profileId : ""),
    context: destroyKey,
    decide: (_due, profile, { now }) => finishErasure(profile, now),
  });
