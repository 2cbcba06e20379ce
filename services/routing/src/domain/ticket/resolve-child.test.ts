import { expect, test } from "vitest";
import {
  after,
  aTicket,
  at,
  context,
  handledBy,
  maya,
  minutesLater,
  offeredTo,
  resolvedTicket,
  subTask,
  victor,
} from "../../../test/tickets.ts";
import { resolveChild } from "./resolve-child.ts";
import { unknownTicket } from "./ticket.ts";
import { pauseTicket } from "./work-on-ticket.ts";

const terms = context();
const parent = resolvedTicket({ handlerId: victor.id });
const child = (state: Parameters<typeof resolveChild>[1], of = parent) =>
  resolveChild({ parent: of, terms }, state, minutesLater(5));

test("what was resolved for all is resolved for each, by who resolved the whole", () => {
  for (const state of [aTicket(), offeredTo("stf_x"), handledBy("stf_x")])
    expect(after(child(state), state)).toMatchObject({ status: "resolved", resolutions: 1, offer: null });
  expect(child(aTicket()).at(-1)?.data).toMatchObject({
    by: victor.id,
    handlerId: victor.id,
    outcome: "done",
  });
});

test("what waited does so no longer", () => {
  const pause = { reason: "parts", pausedBy: ["parts"], actor: victor } as const;
  const waiting = after(pauseTicket(pause, handledBy(victor.id), at), handledBy(victor.id));
  expect(after(child(waiting), waiting)).toMatchObject({ status: "resolved", waiting: null });
});

test("a child with work of its own, or that is over, is left as it is; so is every one of a parent that is open", () => {
  const notice = { noticeId: "vio_1", dueAt: at, repeat: 0, inspections: 0, passed: false };
  for (const state of [
    unknownTicket,
    resolvedTicket(),
    aTicket({ status: "closed" }),
    aTicket({ subTasks: [{ ...subTask, state: "open" }] }),
    aTicket({ subTasks: [{ ...subTask, state: "overdue" }] }),
    aTicket({ notice }),
    aTicket({ resolutions: 1, reopenings: 1 }),
  ])
    expect(child(state)).toEqual([]);
  expect(
    child(aTicket({ subTasks: [{ ...subTask, state: "done" }], notice: { ...notice, passed: true } })),
  ).not.toEqual([]);
  expect(child(aTicket(), handledBy(victor.id))).toEqual([]);
});

test("somebody answers for it: who handled the whole, else its owner, else the child's own, else nobody may", () => {
  const by = (of: typeof parent, state = aTicket()) =>
    (child(state, of).at(-1)?.data as { by: string } | undefined)?.by;
  expect(by(resolvedTicket({ handlerId: null, ownerId: "stf_owner", status: "closed" }))).toBe("stf_owner");
  expect(by(resolvedTicket({ handlerId: null, ownerId: null }))).toBe(maya.id);
  expect(by(resolvedTicket({ handlerId: null, ownerId: null }), aTicket({ ownerId: null }))).toBeUndefined();
});
