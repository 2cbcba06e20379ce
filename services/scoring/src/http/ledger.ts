import { entryId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import { type Command, commandOf, type Handle } from "@shouwen/service-kit/decision";
import type { App, Routes } from "@shouwen/service-kit/http";
import { pageOf, pageQuery, sortKey, toPage } from "@shouwen/service-kit/paging";
import { z } from "zod";
import {
  type Account,
  type AccountFact,
  type Entry,
  mirrorOf,
  reversalIdOf,
  reverseEntry,
} from "../domain/account.ts";
import { type EntryFilter, entryFilters, type SeenEntry } from "../domain/ledger.ts";
import { entryNotFound, othersAccount } from "../domain/rejections.ts";
import { entryView, type ShowEntries } from "./entry-view.ts";

/** What these routes need. `find` and `list` see only what the person may see. */
export type LedgerSources = {
  find(person: Person, entryId: string): Promise<SeenEntry | undefined>;
  list(person: Person, filter: EntryFilter): Promise<readonly SeenEntry[]>;
  readonly handleAccount: Handle<Account, AccountFact>;
  readonly show: ShowEntries;
  /** Seals text with somebody's key; null when they were erased. */
  seal(subject: string, text: string): Promise<string | null>;
};

const tags = ["ledger"];

const filter = z.object({ ...pageQuery(sortKey.moment, sortKey.name), ...entryFilters });

/** The ledger: what is in it, and taking an entry back. */
export const ledgerRoutes =
  (sources: LedgerSources): Routes =>
  (app) => {
    app.get(
      "/v1/ledger",
      {
        config: { allow: ["agent", "staff", "supervisor", "manager", "integrator"] },
        schema: {
          summary: "Ledger entries, the newest first by when it happened",
          description:
            "Why an entry was taken back is in clear for those who lead and for whose account it is, which is audited; for others it stays sealed.",
          tags,
          querystring: filter,
          response: { 200: pageOf(entryView) },
        },
      },
      async (request) => {
        const person = personBehind(request);
        const { cursor: after, limit, ...wanted } = request.query;
        const rows = await sources.list(person, {
          ...wanted,
          account: accountFor(person, wanted.account),
          after,
          limit: limit + 1,
        });
        const page = toPage(rows, limit, {
          keyOf: (entry) => [entry.occurredAt, entry.entryId],
          view: (entry) => entry,
        });
        return { ...page, items: [...(await sources.show(person, page.items))] };
      },
    );
    reverseRoute(app, sources);
  };

const seeingAll = ["supervisor", "manager", "integrator", "admin"] as const;

/** Agents and staff see their own account; those who lead see every account of their properties. */
const accountFor = (person: Person, asked: string | undefined): string | undefined => {
  if (seeingAll.some((role) => person.roles.includes(role))) return asked;
  if (asked !== undefined && asked !== person.id) throw othersAccount();
  return person.id;
};

const reversalView = z.object({
  entry: entryView,
  reversal: entryView,
  by: z.string().describe("Who took it back"),
});

const reverseRoute = (app: App, { find, handleAccount, seal, show }: LedgerSources): void => {
  app.post(
    "/v1/ledger/entries/:entryId/reverse",
    {
      config: { allow: ["manager"] },
      schema: {
        summary: "Take an entry back by its mirror image; an entry is taken back at most once",
        tags,
        params: z.object({ entryId }),
        body: z.object({
          reason: z
            .string()
            .trim()
            .min(3)
            .max(200)
            .describe("Why; sealed with the key of the customer whose matter it is"),
        }),
        response: { 200: reversalView },
      },
    },
    async (request) => {
      const person = personBehind(request);
      const found = await find(person, request.params.entryId);
      if (!found) throw entryNotFound();
      const { reversedBy: _before, ...entry } = found;
      const reason = await seal(subjectOf(entry), request.body.reason);
      const { state } = await handleAccount(
        entry.account,
        aboutTicket(commandOf(request), entry),
        (state, now) => reverseEntry({ entry, reason, by: person.id }, state, now),
      );
      const reversal = state.reversed[entry.entryId];
      if (!reversal) throw entryNotFound();
      const [taken, mirror] = await show(person, [
        { ...entry, reversedBy: reversalIdOf(entry.entryId) },
        { ...mirrorOf(entry, reversal), reversedBy: null },
      ]);
      if (!taken || !mirror) throw entryNotFound();
      return { entry: taken, reversal: mirror, by: reversal.by };
    },
  );
};

/** Whose key seals what is written about an entry: the customer's, of one unnamed their request's, else the property's. */
const subjectOf = ({ profileId, ticketId: id, propertyId: home }: Entry): string =>
  profileId ?? (id === null ? home : `req_${id.slice("tic_".length)}`);

/** A correction belongs to the customer's matter that was scored: the request of the entry's ticket. */
const aboutTicket = (command: Command, entry: { ticketId: string | null }): Command =>
  entry.ticketId === null
    ? command
    : {
        ...command,
        cause: { ...command.cause, correlationId: `req_${entry.ticketId.slice("tic_".length)}` },
      };
