import { ticketAccepted, ticketStarted } from "@shouwen/contracts/events/ticket";
import { expectTypeOf, test } from "vitest";
import type { AggregateStore } from "./aggregate-store.ts";
import { decideEach } from "./each.ts";
import { reaction } from "./reaction.ts";
import { decideMany, decideOne, decideTogether } from "./shell.ts";
import { onTimer } from "./timers.ts";

type Tally = { readonly count: number };
type TallyFact = ReturnType<typeof ticketAccepted.of>;
type Data = Parameters<typeof ticketAccepted.of>[0];
type Tallies = AggregateStore<Tally, TallyFact>;

/** What each way to decide takes about a tally. Never called: the compiler is the test. */
const ways = (tallies: Tallies, data: Data) => {
  const own = ticketAccepted.of(data);
  const strange = ticketStarted.of({ ...data, by: null });
  const cause = { actor: null, correlationId: "test" };
  const about = { name: "count", on: [ticketAccepted], store: tallies, target: () => undefined };
  return {
    own: [
      decideOne(tallies, "1", { cause, decide: () => [own] }),
      decideMany(tallies, ["1"], { by: "test", decide: () => ({ facts: [own], cause }) }),
      decideTogether(tallies, ["1"], { cause, decide: () => [[own]] }),
      decideEach(tallies)(["1"], cause, () => [own]),
      reaction({ ...about, decide: () => [own] }),
      onTimer({ kind: "due", store: tallies, correlationOf: () => "", decide: () => [own] }),
    ],
    strange: [
      // @ts-expect-error a tally does not start a ticket
      decideOne(tallies, "1", { cause, decide: () => [strange] }),
      // @ts-expect-error the same, of many
      decideMany(tallies, ["1"], { by: "test", decide: () => ({ facts: [strange], cause }) }),
      // @ts-expect-error the same, of several together
      decideTogether(tallies, ["1"], { cause, decide: () => [[strange]] }),
      // @ts-expect-error the same, of each
      decideEach(tallies)(["1"], cause, () => [strange]),
      // @ts-expect-error the same, on an event
      reaction({ ...about, decide: () => [strange] }),
      // @ts-expect-error the same, at a due moment
      onTimer({ kind: "due", store: tallies, correlationOf: () => "", decide: () => [strange] }),
    ],
  };
};

test("about a thing only its own facts are decided", () => {
  expectTypeOf<Parameters<Tallies["definition"]["evolve"]>[1]>().toEqualTypeOf<TallyFact>();
  expectTypeOf(ways).parameter(0).toEqualTypeOf<Tallies>();
});
