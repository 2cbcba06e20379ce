import { z } from "zod";
import type { Answer } from "../platform/http-client.ts";
import type { Board } from "./board.ts";
import type { CaseBook } from "./case-book.ts";
import { nextStep, type Step } from "./next-step.ts";
import { type People, selfService } from "./people.ts";
import type { Plan } from "./plan.ts";
import { isOver, markDone, seenTicket, type TicketCase } from "./ticket-case.ts";

/** The people of the demo: those who ask, and those who work. */
export type Crew = {
  /** A customer asks for what is planned. */
  take(plan: Plan): Promise<void>;
  /** Looks at the board: where every ticket stands. */
  look(): Promise<void>;
  /** Everybody does what is next. Answers at once; what is done is under way. */
  act(): void;
  /** How often a command was answered with which problem: somebody else, or the clock, was faster. */
  refusals(): ReadonlyMap<string, number>;
};

type CrewOptions = {
  readonly people: People;
  readonly board: Board;
  readonly book: CaseBook;
  /** Makes the keys of this run its own. */
  readonly run: string;
  /** Before every request of this run; what is older is nobody's business here. */
  readonly since: string;
  /** Told of every request that was taken, as soon as its answer is here. */
  readonly onTaken?: (taken: Taken) => void;
};

const taken = z.object({ requestId: z.string(), ticketId: z.string() });

/** What the platform answered to a request. */
export type Taken = z.output<typeof taken>;

/** After a command that was refused, the board is looked at before the next. */
const restAfterRefusalMs = 1_000;
/** A ticket that is on no list is asked for by itself. */
const missingAfterMs = 1_500;

const bodyOfRequest = (plan: Plan): Readonly<Record<string, unknown>> => {
  const { house, channel, kind, category, text, place, customer, takenBy } = plan;
  return {
    propertyId: house.propertyId,
    channel,
    kind,
    category,
    language: customer.language,
    words: text,
    place,
    displayName: customer.displayName,
    ...(customer.contact ? { contact: { text: customer.contact.text } } : {}),
    ...(takenBy ? {} : { takenBy: null }),
  };
};

const take = async ({ people, book, run, onTaken }: CrewOptions, plan: Plan): Promise<void> => {
  const as = plan.house.agents.find(({ staffId }) => staffId === plan.takenBy) ?? selfService;
  const answer = await people.ask(as, {
    service: "intake",
    method: "POST",
    path: "/v1/requests",
    body: bodyOfRequest(plan),
    key: `${run}-${plan.number}`,
  });
  const given = taken.parse(answer);
  onTaken?.(given);
  book.add(plan, given.ticketId);
};

const look = async ({ board, book, since }: CrewOptions): Promise<void> => {
  const lookedAt = performance.now();
  for (const ticket of await board.open(since)) book.see(ticket);
  const missing = book.all().filter((known) => !isOver(known) && known.readAt < lookedAt - missingAfterMs);
  const found = await Promise.all(missing.map(({ ticketId }) => board.one(ticketId)));
  for (const ticket of found) if (ticket) book.see(ticket);
};

const problemOf = ({ status, body }: Answer): string =>
  String((body as { type?: string } | null)?.type ?? status).replace("urn:shouwen:problem:", "");

/** Carries out a step and takes note of what came of it. Answers the problem that it met, if any. */
const carryOut = async (
  { people, book, run }: CrewOptions,
  { ticketId, ticket }: TicketCase,
  { as, command, body = {} }: Step,
): Promise<string | undefined> => {
  const path = `/v1/tickets/${ticketId}/${command}`;
  const key = `${run}-${ticket?.version ?? 0}`;
  const answer = await people.say(as, { service: "routing", method: "POST", path, body, key });
  if (answer.status >= 400) return `${command}: ${problemOf(answer)}`;
  book.see(seenTicket.parse(answer.body));
  return undefined;
};

export const createCrew = (options: CrewOptions): Crew => {
  const { book } = options;
  const busyUntil = new Map<string, number>();
  const refusals = new Map<string, number>();

  const actOn = async (known: TicketCase, step: Step): Promise<void> => {
    const { ticketId } = known;
    busyUntil.set(ticketId, Number.POSITIVE_INFINITY);
    if (step.once) book.put(markDone(known, step.once));
    const problem = await carryOut(options, known, step).catch((error: Error) => error.message);
    busyUntil.set(ticketId, problem ? performance.now() + restAfterRefusalMs : 0);
    if (problem) refusals.set(problem, (refusals.get(problem) ?? 0) + 1);
  };

  return {
    take: (plan) => take(options, plan),
    look: () => look(options),
    act: () => {
      const now = performance.now();
      for (const known of book.all()) {
        if (isOver(known) || (busyUntil.get(known.ticketId) ?? 0) > now) continue;
        const step = nextStep(known, now);
        if (step) void actOn(known, step);
      }
    },
    refusals: () => refusals,
  };
};
