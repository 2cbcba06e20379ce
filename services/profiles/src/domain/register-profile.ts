import type { DataOf } from "@shouwen/contracts/define-event";
import { profileRegistered, profileState } from "@shouwen/contracts/events/profile";
import type { requestReceived } from "@shouwen/contracts/events/request";
import {
  contactIndexed,
  type Profile,
  type ProfileData,
  type ProfileFact,
  requestKeyFound,
} from "./profile.ts";

/**
 * Who asked, as the request says, under the id that intake minted; the index of the contact, if there is one; and whether
 * what they wrote lies sealed with the request's own key: nobody knew yet that it was theirs.
 */
export type RegisterProfile = Pick<
  DataOf<typeof requestReceived>,
  "requestId" | "propertyId" | "tier" | "language" | "contact" | "displayName" | "receivedAt"
> & { readonly profileId: string; readonly contactIndex: string | null; readonly hasOwnKey: boolean };

const tierOfStrangers = "C";

/**
 * A customer is known from their first request on. Later requests add what was missing, and the properties where they
 * appear; they never overwrite what is known. Of an erased person nothing is kept again.
 */
export const registerProfile = (command: RegisterProfile, profile: Profile, now: string): ProfileFact[] => {
  switch (profile.status) {
    case "unknown":
      return [
        profileRegistered.of({
          profileId: command.profileId,
          propertyId: command.propertyId,
          tier: command.tier ?? tierOfStrangers,
          language: command.language,
          at: command.receivedAt,
        }),
        profileState.of({ ...firstKnown(command), updatedAt: now }),
        ...newIndex(command, []),
        ...newKey(command, []),
      ];
    case "known": {
      const { data, contactIndexes } = profile;
      const grown = grow(data, command);
      return [
        ...(grown === data ? [] : [profileState.of({ ...grown, updatedAt: now })]),
        ...newIndex(command, contactIndexes),
        ...newKey(command, profile.requestKeys ?? []),
      ];
    }
    case "erasing":
    case "erased":
      return [];
  }
};

/** Only what the person's own key seals: anything else would outlive the key. */
const own = (profileId: string, sealed: string | null): string | null =>
  sealed?.startsWith(`sealed:v1:${profileId}:`) ? sealed : null;

const firstKnown = (command: RegisterProfile): Omit<ProfileData, "updatedAt"> => ({
  profileId: command.profileId,
  propertyIds: [command.propertyId],
  tier: command.tier ?? tierOfStrangers,
  language: command.language,
  displayName: own(command.profileId, command.displayName),
  contact: own(command.profileId, command.contact),
});

const grow = (data: ProfileData, command: RegisterProfile): ProfileData => {
  const displayName = data.displayName ?? own(data.profileId, command.displayName);
  const contact = data.contact ?? own(data.profileId, command.contact);
  const propertyIds = [...new Set([...data.propertyIds, command.propertyId])];
  const same =
    displayName === data.displayName &&
    contact === data.contact &&
    propertyIds.length === data.propertyIds.length;
  return same ? data : { ...data, propertyIds, displayName, contact };
};

const newIndex = ({ contactIndex }: RegisterProfile, known: readonly string[]): ProfileFact[] =>
  contactIndex === null || known.includes(contactIndex) ? [] : [contactIndexed(contactIndex)];

const newKey = ({ requestId, hasOwnKey }: RegisterProfile, known: readonly string[]): ProfileFact[] =>
  hasOwnKey && !known.includes(requestId) ? [requestKeyFound(requestId)] : [];
