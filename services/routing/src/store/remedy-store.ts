import { aggregate } from "@shouwen/event-bus/aggregate";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import type { Database } from "@shouwen/event-bus/database";
import { Rejection } from "@shouwen/event-bus/rejection";
import { decideTogether, maxRounds } from "@shouwen/event-bus/shell";
import type { Command } from "@shouwen/service-kit/decision";
import {
  evolveRemedy,
  grantRemedy,
  type ProposedRemedy,
  type RemedyFact,
  type RemedyState,
  unknownRemedy,
} from "../domain/approval/remedy.ts";
import { remediesContested } from "../domain/rejections.ts";
import { type RemedyRow, tables } from "./generated/tables.ts";

/** How remedies are kept. */
export const remedyTable = aggregate({
  table: tables.remedy,
  initial: unknownRemedy,
  evolve: evolveRemedy,
  row: (state): RemedyRow => ({
    propertyId: state.propertyId,
    ticketId: state.ticketId,
    grantedBy: state.by,
    status: state.status,
    valueMinor: state.value.amountMinor,
    currency: state.value.currency,
  }),
});

export type Granting = {
  readonly proposals: readonly ProposedRemedy[];
  /** What allowed it; null: one's own limit. */
  readonly approvalId: string | null;
  /** What was known when it was decided: two that knew the same are not both saved. */
  readonly knowing: { readonly what: string; readonly is: string };
};

/**
 * Grants all of them in one statement: everybody or nobody, and once for one command. Answers false where somebody else
 * decided at the same moment on the same knowledge; then read again, and decide again.
 */
export const grant = async (
  remedies: AggregateStore<RemedyState, RemedyFact>,
  { proposals, approvalId, knowing: { what, is } }: Granting,
  { cause, person }: Command,
): Promise<boolean> => {
  try {
    await decideTogether(
      remedies,
      proposals.map(({ remedyId }) => remedyId),
      {
        cause,
        knowing: { consumer: "remedy", source: what, eventId: is },
        decide: (states, now) =>
          states.some(({ status }) => status !== "unknown")
            ? []
            : proposals.map((proposal) =>
                grantRemedy({ proposal, approvalId, by: person.id }, unknownRemedy, now),
              ),
      },
    );
    return true;
  } catch (error) {
    if (error instanceof Rejection && error.code === "changed_meanwhile") return false;
    throw error;
  }
};

/** Tries again on fresh knowledge, a few times. */
export const untilGranted = async (attempt: () => Promise<boolean>): Promise<void> => {
  for (let round = 1; round <= maxRounds; round += 1) if (await attempt()) return;
  throw remediesContested();
};

type Whose = { readonly ticketIds: readonly string[]; readonly by: string; readonly currency: string };

/** What one person granted for some tickets within their own limit: how often, and the sum in the smallest unit of a currency. */
export const grantedFor = async (
  database: Database,
  { ticketIds, by, currency }: Whose,
): Promise<{ times: number; sumMinor: number }> => {
  const { rows } = await database.query<{ times: number; sumMinor: number }>({
    name: "granted_for",
    text: `select count(*) as times, coalesce(sum(value_minor), 0)::bigint as "sumMinor" from remedy
           where ticket_id = any($1) and granted_by = $2 and currency = $3 and status = 'granted'
             and state ->> 'approvalId' is null`,
    values: [ticketIds, by, currency],
  });
  return rows[0] ?? { times: 0, sumMinor: 0 };
};

/** Whether something was given by an approval already. */
export const isApprovalUsed = async (database: Database, approvalId: string): Promise<boolean> => {
  const { rows } = await database.query({
    name: "approval_used",
    text: "select 1 from remedy where state ->> 'approvalId' = $1 limit 1",
    values: [approvalId],
  });
  return rows.length > 0;
};

/** Whose tickets are children of an incident's ticket, or of one that went on in it. */
export const childrenOf = async (
  database: Database,
  parentId: string,
): Promise<{ ticketId: string; profileId: string | null }[]> => {
  const { rows } = await database.query<{ ticketId: string; profileId: string | null }>({
    name: "children_of",
    text: `with recursive line as (
             select $1::text as id union select t.id from line join ticket t on t.merged_into = line.id
           )
           select t.id as "ticketId", t.profile_id as "profileId" from line join ticket t on t.parent_id = line.id
           where t.status not in ('cancelled', 'merged') order by t.id`,
    values: [parentId],
  });
  return rows;
};

/** The customers whom an incident gave something already: by profile, or by ticket where they are anonymous. */
export const givenToAll = async (database: Database, incidentId: string): Promise<ReadonlySet<string>> => {
  const { rows } = await database.query<{ customer: string }>({
    name: "given_to_all",
    text: `select coalesce(state ->> 'profileId', ticket_id) as customer from remedy where state ->> 'incidentId' = $1`,
    values: [incidentId],
  });
  return new Set(rows.map(({ customer }) => customer));
};

/** Which of some remedies were granted. */
export const grantedAmong = async (database: Database, remedyIds: readonly string[]): Promise<string[]> => {
  const { rows } = await database.query<{ id: string }>({
    name: "granted_among",
    text: "select id from remedy where id = any($1) and status = 'granted'",
    values: [remedyIds],
  });
  return rows.map(({ id }) => id);
};
