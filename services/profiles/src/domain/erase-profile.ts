import { type Fact, tombstoneOf } from "@shouwen/contracts/define-event";
import { profileErased, profileState } from "@shouwen/contracts/events/profile";
import { erasureBegun, type Profile } from "./profile.ts";
import { profileNotFound } from "./rejections.ts";

/** The first half: from now on nothing is known of the person here, and nothing more is taken in. */
export const beginErasure = (by: string, profile: Profile, now: string): Fact[] => {
  switch (profile.status) {
    case "unknown":
      throw profileNotFound();
    case "known":
      return [erasureBegun(by, now)];
    case "erasing":
    case "erased":
      return [];
  }
};

/** The second half, after the person's key was destroyed: it is said to everybody, once. */
export const finishErasure = (profile: Profile, now: string): Fact[] =>
  profile.status === "erasing"
    ? [
        profileErased.of({ profileId: profile.profileId, at: now }),
        tombstoneOf(profileState, profile.profileId),
      ]
    : [];
