import { z } from "zod";
import type { Person } from "./auth.ts";

/** The people of a matter, as a service knows them. */
export type TicketPeople = {
  readonly ownerId: string | null;
  readonly handlerId: string | null;
  /** Whoever else works on it: was offered it, answers for a piece of it, took the request, asked for it. */
  readonly alsoIds: readonly (string | null)[];
  /** The teams whose work it is or a piece of it is, and those of its owner and handler. */
  readonly teamIds: readonly (string | null)[];
  /** Whether its customer is still to be called. */
  readonly callbackOpen?: boolean;
};

/** Why somebody may read what was written about a matter. Kept in the audit. */
export type ReadingReason =
  | "owner"
  | "handler"
  | "works_on_it"
  | "team"
  | "supervisor"
  | "callback"
  | "repeat_contact";

/** What an agent says who is not on the matter but has its customer on the line. */
export const contactReason = z
  .enum(["repeat_contact", "callback"])
  .describe(
    "For an agent who is not on the matter: repeat_contact, the customer is on the line; callback, you call them back about it",
  );
export type ContactReason = z.output<typeof contactReason>;

type Reader = {
  readonly person: Pick<Person, "id" | "roles">;
  readonly teamIds: readonly string[];
  readonly says?: ContactReason | undefined;
};

/**
 * Why this reader may read what was written about a matter of a property that they see; undefined when they may not. The
 * people of the matter and those who lead are asked for no reason.
 */
export const reasonToRead = (
  { person, teamIds, says }: Reader,
  ticketPeople: TicketPeople,
): ReadingReason | undefined => {
  const has = (...roles: readonly string[]) => person.roles.some((role) => roles.includes(role));
  if (ticketPeople.ownerId === person.id) return "owner";
  if (ticketPeople.handlerId === person.id) return "handler";
  if (ticketPeople.alsoIds.includes(person.id)) return "works_on_it";
  if (ticketPeople.teamIds.some((id) => id !== null && teamIds.includes(id))) return "team";
  if (has("supervisor", "manager", "admin")) return "supervisor";
  if (!has("agent")) return undefined;
  if (says === "callback") return ticketPeople.callbackOpen ? "callback" : undefined;
  return says;
};
