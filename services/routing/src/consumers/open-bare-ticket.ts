import { requestReceived } from "@shouwen/contracts/events/request";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { isInfrastructureError } from "@shouwen/event-bus/database";
import type { Log } from "@shouwen/event-bus/log";
import type { Consumer, Message } from "@shouwen/event-bus/message";
import { type ReceivedEvent, reaction } from "@shouwen/event-bus/reaction";
import { escalationPolicy, shippedEscalation } from "../domain/escalation/escalation-policy.ts";
import { openBare } from "../domain/ticket/open-bare.ts";
import type { TicketState } from "../domain/ticket/ticket.ts";
import type { TicketFact } from "../domain/ticket/ticket-fact.ts";
import { seriesOf } from "../domain/ticket/ticket-number.ts";
import type { OpenTicketSources } from "./open-ticket-on-request-received.ts";

type Bare = {
  readonly tickets: AggregateStore<TicketState, TicketFact>;
  readonly source: OpenTicketSources;
  readonly log: Log;
};

type Request = ReceivedEvent<typeof requestReceived>["data"];

const shippedLadder = {
  policyVersionId: "pol_escalation_group@0",
  body: escalationPolicy.parse(shippedEscalation),
};

/**
 * The same consumer, but for requests about which it cannot decide, whatever the reason: they become bare tickets instead
 * of dead letters. What may pass by itself (the database, a prerequisite that has not arrived) it leaves to the runtime.
 */
export const orElseBare = (opening: Consumer, bare: Bare): Consumer => {
  const openingBare = bareOpening(opening.name, bare);
  return {
    ...opening,
    handle: async (messages) => {
      const open = new Map<Message, unknown>();
      for (const [message, error] of await failuresOf(opening, messages)) {
        if (!isUndecidable(error)) {
          open.set(message, error);
          continue;
        }
        const { ticketId } = message.data as Request;
        bare.log.error({ ticketId, ...faultOf(error) }, "the rules decide nothing; the ticket opens bare");
        for (const [failed, why] of await openingBare.handle([message])) open.set(failed, why);
      }
      return open;
    },
  };
};

/** What fails as a batch is handed in one by one, so that one request does not open the others bare. */
const failuresOf = async (opening: Consumer, messages: readonly Message[]) => {
  try {
    return await opening.handle(messages);
  } catch (error) {
    const [only] = messages;
    if (only === undefined || messages.length > 1 || !isUndecidable(error)) throw error;
    return new Map([[only, error]]);
  }
};

const passing = new Set(["not_yet", "out_of_sequence", "broken_contract", "infrastructure"]);
const sqlState = /^[0-9A-Z]{5}$/;
/** SQLSTATE classes 22 and 23: the data cannot be kept as it is. */
const cannotBeKept = /^2[23]/;

const isUndecidable = (error: unknown): boolean => {
  if (isInfrastructureError(error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code !== "string") return true;
  return !passing.has(code) && (!sqlState.test(code) || cannotBeKept.test(code));
};

/** What went wrong, without the values that it went wrong with: they may be personal. */
const faultOf = (error: unknown) => {
  const { name, code, issues } = error as { name?: string; code?: string; issues?: { path: unknown[] }[] };
  return { fault: name, code, fields: issues?.map(({ path }) => path.join(".")), stack: stackOf(error) };
};

/** Where it went wrong; an error's first lines are its message. */
const stackOf = (error: unknown): readonly string[] =>
  error instanceof Error ? (error.stack?.match(/^ +at .*$/gm) ?? []).slice(0, 5) : [];

const bareOpening = (name: string, { tickets, source }: Bare): Consumer =>
  reaction({
    name,
    on: [requestReceived],
    store: tickets,
    target: ({ data }) => data.ticketId,
    context: (heard) => Promise.all(heard.map(({ data }) => bareAround(data, source))),
    decide: ({ data }, state, { context: [around], now }) => {
      if (!around) return [];
      const { ladder, staff, desk, number } = around;
      try {
        return openBare({ request: data, number, escalation: { ladder, staff, desk } }, state, now);
      } catch {
        // The house's own ladder is what fails: the one that ships has been climbed in every test.
        return openBare(
          { request: data, number, escalation: { ladder: shippedLadder, staff, desk } },
          state,
          now,
        );
      }
    },
  });

/** What can still be known, each for itself: one part that fails does not take the others with it. */
const bareAround = async (request: Request, source: OpenTicketSources) => {
  const { propertyId, receivedAt } = request;
  const ladder = await readable(async () => {
    const { escalation } = await source.terms();
    return escalation.inForce(propertyId, receivedAt);
  }, shippedLadder);
  const [staff, desk, number] = await Promise.all([
    readable(() => source.staffOf(propertyId), []),
    readable(async () => (await source.desks())(ladder.body), []),
    readable(() => numberOf(request, source), undefined),
  ]);
  return { ladder, staff, desk, number };
};

const numberOf = async (request: Request, source: OpenTicketSources): Promise<string | undefined> => {
  const property = await source.property(request.propertyId);
  if (!property) return undefined;
  const [number] = await source.numbers([seriesOf(request, property.timeZone)]);
  return number;
};

const readable = async <Value>(read: () => Promise<Value>, otherwise: Value): Promise<Value> => {
  try {
    return await read();
  } catch (error) {
    if (isInfrastructureError(error)) throw error;
    return otherwise;
  }
};
