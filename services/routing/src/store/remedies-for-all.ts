import { type AggregateStore, apply, pendingFor } from "@shouwen/event-bus/aggregate-store";
import { type Database, isDuplicateKey } from "@shouwen/event-bus/database";
import type { Command } from "@shouwen/service-kit/decision";
import { grantRemedy, type RemedyState, type RemedyWish } from "../domain/remedy.ts";
import type { Affected } from "../domain/remedy-for-all.ts";

/** Whose tickets are children of an incident's ticket. */
export const childrenOf = async (database: Database, parentId: string): Promise<Affected[]> => {
  const { rows } = await database.query<Affected>({
    name: "children_of",
    text: `select id as "ticketId", profile_id as "profileId" from ticket
           where parent_id = $1 and status not in ('cancelled', 'merged') order by id`,
    values: [parentId],
  });
  return rows;
};

/** Whether anything else was given under an approval already: it is good for one use, however often that is asked for. */
export const isUsed = async (
  database: Database,
  { approvalId, giftId }: { approvalId: string; giftId: string },
): Promise<boolean> => {
  const { rows } = await database.query({
    name: "approval_is_used",
    text: "select 1 from remedy where state ->> 'approvalId' = $1 and not starts_with(id, $2 || '-') limit 1",
    values: [approvalId, giftId],
  });
  return rows.length > 0;
};

/** Grants all of them in one statement: everybody or nobody, and once for one command. */
export const grantAll = async (
  remedies: AggregateStore<RemedyState>,
  { wishes, approvalId }: { wishes: readonly RemedyWish[]; approvalId: string | null },
  { cause, person }: Command,
): Promise<void> => {
  const { things, now } = await remedies.read(wishes.map(({ remedyId }) => remedyId));
  const pending = wishes.map((wish) => {
    const { remedyId } = wish;
    const loaded = things.get(remedyId) ?? { state: remedies.definition.initial, version: 0 };
    const one = pendingFor(remedyId, loaded);
    const facts = grantRemedy({ wish, approvalId, by: person.id }, loaded.state, now);
    apply(remedies.definition, one, { facts, cause });
    return one;
  });
  const [first] = pending;
  if (!first) return;
  if (cause.once) first.inbox.push(cause.once);
  try {
    await remedies.saveTogether(pending, now);
  } catch (error) {
    // The same command came before, and gave everybody what it says.
    if (!isDuplicateKey(error)) throw error;
  }
};
