import type { Person } from "@shouwen/service-kit/auth";
import {
  hasWords,
  type Opening,
  type OpenWords,
  openWordsIn,
  requireReason,
} from "@shouwen/service-kit/words";
import { type ContactReason, type ReadingReason, reasonToRead } from "@shouwen/service-kit/words-access";
import type { KnownCallback } from "../domain/callback.ts";
import type { CallbackView } from "./callback-view.ts";

/** What reading what a customer answered needs. */
export type WordSources = {
  teamIdsOf(staffId: string): Promise<readonly string[]>;
  open: OpenWords;
  audit(opening: Opening): Promise<void>;
};

/** Why a person may read what was answered: the people of the ticket, whoever called, those who lead. */
const reasonFor = async (
  { teamIdsOf }: WordSources,
  person: Person,
  { callback, says }: { callback: KnownCallback; says: ContactReason | undefined },
): Promise<ReadingReason | undefined> => {
  const { ownerId, handlerId, dials, status } = callback;
  const inCharge = [ownerId, handlerId].filter((id) => id !== null);
  const [teamIds, ...theirs] = await Promise.all([person.id, ...inCharge].map(teamIdsOf));
  const callers = [
    ...dials.map(({ by }) => by),
    callback.status === "scheduled" ? (callback.claim?.by ?? null) : null,
    callback.status === "completed" ? callback.by : null,
  ];
  return reasonToRead(
    { person, teamIds: teamIds ?? [], says },
    { ownerId, handlerId, alsoIds: callers, teamIds: theirs.flat(), callbackOpen: status === "scheduled" },
  );
};

/** A callback as this person reads it: what was answered in clear for the people of the ticket, which is audited. */
export const readableFor = async (
  sources: WordSources,
  view: CallbackView,
  about: { person: Person; callback: KnownCallback; says: ContactReason | undefined },
): Promise<CallbackView> => {
  if (!hasWords(view)) return view;
  const reason = await reasonFor(sources, about.person, about);
  if (about.says !== undefined) requireReason(reason);
  if (reason === undefined) return view;
  await sources.audit({
    actor: about.person.id,
    subject: view.callbackId,
    propertyId: view.propertyId,
    reason,
    door: "callback",
  });
  return openWordsIn(view, sources.open, view.profileId);
};
