import type { Fact } from "@shouwen/contracts/define-event";
import { profileState } from "@shouwen/contracts/events/profile";
import type { Language, Tier } from "@shouwen/contracts/values";
import type { Profile } from "./profile.ts";
import { profileErasedAlready, profileNotFound } from "./rejections.ts";

/** What somebody who leads others may correct. What is not named stays; the name comes sealed, null takes it away. */
export type ChangeProfile = {
  readonly tier?: Tier | undefined;
  readonly language?: Language | undefined;
  readonly displayName?: string | null | undefined;
};

export const changeProfile = (command: ChangeProfile, profile: Profile, now: string): Fact[] => {
  switch (profile.status) {
    case "unknown":
      throw profileNotFound();
    case "erasing":
    case "erased":
      throw profileErasedAlready();
    case "known": {
      const { tier = profile.data.tier, language = profile.data.language } = command;
      const { displayName = profile.data.displayName } = command;
      const { data } = profile;
      if (tier === data.tier && language === data.language && displayName === data.displayName) return [];
      return [profileState.of({ ...data, tier, language, displayName, updatedAt: now })];
    }
  }
};
