import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { CaseBook } from "./case-book.ts";
import type { House, Member } from "./cast.ts";
import { attemptOf, nextDial, type SeenCallback, seenCallback } from "./next-dial.ts";
import { groupAdmin, type People } from "./people.ts";
import type { Dial } from "./plan.ts";

/** The agents at the telephone. */
export type CallbackStaff = {
  /** Claims what is due and calls. Answers when everything is claimed; the calls are under way. */
  work(): Promise<void>;
};

type DeskOptions = {
  readonly people: People;
  readonly book: CaseBook;
  readonly houses: readonly House[];
};

const page = z.object({ items: z.array(seenCallback) });
const service = "callbacks";

/** A claim takes so many at once. */
const mostClaimed = 20;
const talkMs = 500;

const dialOf = ({ book }: DeskOptions, callback: SeenCallback): Dial | undefined => {
  const known = book.get(callback.ticketId);
  return known && nextDial(known.plan, callback);
};

/** What is nobody's to call goes back to the desk; somebody else's callbacks are theirs. */
const call = async (options: DeskOptions, agent: Member, callback: SeenCallback): Promise<void> => {
  const dial = dialOf(options, callback);
  const path = `/v1/callbacks/${callback.callbackId}`;
  const about = { service, method: "POST" } as const;
  if (!dial) {
    await options.people.say(agent, {
      ...about,
      path: `${path}/release`,
      body: {},
      key: crypto.randomUUID(),
    });
    return;
  }
  await delay(talkMs);
  const body = attemptOf(dial, Date.now());
  await options.people.say(agent, {
    ...about,
    path: `${path}/attempts`,
    body,
    key: `dial-${callback.dials.length}`,
  });
};

const claim = async (
  options: DeskOptions,
  agent: Member,
  { propertyId, count }: { propertyId: string; count: number },
): Promise<void> => {
  const claimed = await options.people.ask(agent, {
    service,
    method: "POST",
    path: "/v1/callbacks/claim",
    body: { propertyId, count: Math.min(count, mostClaimed) },
    key: crypto.randomUUID(),
  });
  // A call that came to nothing is due again when its claim has run out.
  for (const callback of page.parse(claimed).items) call(options, agent, callback).catch(() => undefined);
};

export const createCallbackDesk = (options: DeskOptions): CallbackStaff => {
  const { people, houses } = options;
  let turn = 0;
  return {
    work: async () => {
      turn += 1;
      const path = "/v1/callbacks?due=true&limit=200";
      const due = page.parse(await people.ask(groupAdmin, { service, path })).items;
      const wanted = new Set(
        due.filter((callback) => dialOf(options, callback)).map(({ propertyId }) => propertyId),
      );
      const claims = houses.map(async ({ propertyId, agents }) => {
        const agent = agents[turn % agents.length];
        const count = due.filter((callback) => callback.propertyId === propertyId).length;
        if (agent && wanted.has(propertyId)) await claim(options, agent, { propertyId, count });
      });
      await Promise.all(claims);
    },
  };
};
