import type { Person } from "@shouwen/service-kit/auth";
import { type Opening, type OpenWords, requireReason } from "@shouwen/service-kit/words";
import { type ContactReason, reasonToRead } from "@shouwen/service-kit/words-access";

/** The people of the ticket that a request became, as heard from routing. */
export type TicketPeople = {
  readonly ownerId: string | null;
  readonly handlerId: string | null;
  readonly teamId: string | null;
};

/** What reading what a customer wrote needs. */
export type WordSources = {
  teamIdsOf(staffId: string): Promise<readonly string[]>;
  open: OpenWords;
  audit(opening: Opening): Promise<void>;
};

type Asked = {
  readonly requestId: string;
  readonly people: TicketPeople | undefined;
  readonly propertyId: string;
  readonly profileId: string | null;
  readonly takenBy: string | null;
  readonly words: string | null;
};

type Reading = { readonly person: Person; readonly says: ContactReason | undefined };

/**
 * What the customer wrote, for whoever took the request, the people of its ticket and those who lead, audited; undefined for
 * others. Null: nothing was written, or the customer is erased or is to be.
 */
export const wordsFor = async (
  sources: WordSources,
  asked: Asked,
  { person, says }: Reading,
): Promise<string | null | undefined> => {
  const { ownerId = null, handlerId = null, teamId = null } = asked.people ?? {};
  const inCharge = [ownerId, handlerId].filter((id) => id !== null);
  const [teamIds, ...theirs] = await Promise.all([person.id, ...inCharge].map(sources.teamIdsOf));
  const reason = reasonToRead(
    { person, teamIds: teamIds ?? [], says },
    { ownerId, handlerId, alsoIds: [asked.takenBy], teamIds: [teamId, ...theirs.flat()] },
  );
  if (says !== undefined) requireReason(reason);
  if (reason === undefined) return undefined;
  if (asked.words === null) return null;
  const { requestId: subject, propertyId } = asked;
  await sources.audit({ actor: person.id, subject, propertyId, reason, door: "request" });
  return sources.open(asked.words, asked.profileId);
};
