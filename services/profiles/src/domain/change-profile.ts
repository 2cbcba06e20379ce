import { profileState } from "@shouwen/contracts/events/profile";
import type { Language, Tier } from "@shouwen/contracts/values";
import { type Commander, requireAllProperties, requireKnown } from "./answers-for-all.ts";
import type { Profile, ProfileFact } from "./profile.ts";

/** What somebody who leads others may correct. What is not named stays; the name comes sealed, null takes it away. */
export type ChangeProfile = {
  readonly tier?: Tier | undefined;
  readonly language?: Language | undefined;
  readonly displayName?: string | null | undefined;
};

/** Tier, language and name hold for the customer everywhere: who corrects them answers for every property. */
export const changeProfile = (
  { by, ...change }: ChangeProfile & { readonly by: Commander },
  profile: Profile,
  now: string,
): ProfileFact[] => {
  const { data } = requireKnown(profile);
  requireAllProperties(by, profile);
  const { tier = data.tier, language = data.language, displayName = data.displayName } = change;
  if (tier === data.tier && language === data.language && displayName === data.displayName) return [];
  return [profileState.of({ ...data, tier, language, displayName, updatedAt: now })];
};
