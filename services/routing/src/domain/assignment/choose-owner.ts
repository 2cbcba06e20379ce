import type { DataOf } from "@shouwen/contracts/define-event";
import type { staffState } from "@shouwen/contracts/events/workforce";

export type Staff = DataOf<typeof staffState>;

export type OwnerChoice = {
  readonly ownerId: string;
  readonly reason: "took_first_contact" | "duty_agent" | "default_owner";
};

type FirstContact = {
  readonly ticketId: string;
  readonly takenBy: string | null;
  readonly defaultOwnerId: string | null;
  /** Everybody who works at the property. */
  readonly staff: readonly Staff[];
  /** Who owns the customer's open ticket, if there is one. */
  readonly returnsTo: string | null;
  /** Who owned the ticket that the customer comes back about, if they do. */
  readonly comesBackTo?: string | null | undefined;
};

/**
 * Who becomes the first-contact owner: of a matter that comes up again whoever owned it before, or who stands in for
 * them; else whoever took the request; on self-service channels the owner of the customer's open ticket, or who stands
 * in for them; else the duty agent; else the property's default owner while they work there; else nobody (undefined),
 * and the ticket opens without one, visibly.
 */
export const chooseOwner = ({
  ticketId,
  takenBy,
  defaultOwnerId,
  staff,
  returnsTo,
  comesBackTo,
}: FirstContact): OwnerChoice | undefined => {
  const before = comesBackTo == null ? undefined : ownerOrSubstitute(comesBackTo, staff);
  if (before) return { ownerId: before.staffId, reason: "took_first_contact" };
  if (takenBy !== null) return { ownerId: takenBy, reason: "took_first_contact" };
  const known = returnsTo === null ? undefined : ownerOrSubstitute(returnsTo, staff);
  if (known) return { ownerId: known.staffId, reason: "took_first_contact" };
  const agent = dutyAgentFor(ticketId, staff);
  if (agent) return { ownerId: agent.staffId, reason: "duty_agent" };
  const hasLeft = staff.some(({ staffId, employed }) => staffId === defaultOwnerId && !employed);
  return defaultOwnerId === null || hasLeft
    ? undefined
    : { ownerId: defaultOwnerId, reason: "default_owner" };
};

/** An owner who is there; else their substitute, if that one is there. */
const ownerOrSubstitute = (ownerId: string, staff: readonly Staff[]): Staff | undefined => {
  const byId = (staffId: string | null | undefined) => staff.find((person) => person.staffId === staffId);
  const owner = byId(ownerId);
  return [owner, byId(owner?.substituteId)].find((person) => person !== undefined && isThere(person));
};

const isThere = ({ employed, onDuty, absentUntil }: Staff): boolean =>
  employed && onDuty && absentUntil == null;

/** Who may be named owner of what nobody took. */
export const agentsOnDuty = (staff: readonly Staff[]): Staff[] =>
  staff.filter((person) => isThere(person) && person.roles.includes("agent"));

/** The agents on duty share the tickets evenly: a ticket always falls to the same one while the same ones are there. */
export const dutyAgentFor = (ticketId: string, staff: readonly Staff[]): Staff | undefined => {
  const agents = agentsOnDuty(staff);
  return agents.length === 0 ? undefined : agents[spread(ticketId) % agents.length];
};

/** FNV-1a, 32 bits: spreads ids evenly and is the same everywhere. */
const spread = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
};
