import type { Fact } from "@shouwen/contracts/define-event";
import { isKnown } from "@shouwen/event-bus/aggregate";
import { Rejection } from "@shouwen/event-bus/rejection";
import type { Person } from "@shouwen/service-kit/auth";
import type { ResourceCommand } from "@shouwen/service-kit/resource-command";

type Sample<State> = {
  readonly state: State;
  readonly actor: Pick<Person, "id" | "roles">;
  readonly now: string;
};

const codeOf = async (ask: () => unknown): Promise<string | undefined> => {
  try {
    await ask();
    return undefined;
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
};

/**
 * Plays a command on sample states: where `may` refuses, the decision must refuse with the same code. Answers the samples
 * in which it did not, and how many refusals there were: a test in which nothing was refused proves nothing.
 */
export const whereMayAndDecideDiffer = async <State, F extends Fact>(
  of: { readonly initial: State },
  command: ResourceCommand<State, F>,
  { samples, body }: { samples: readonly Sample<State>[]; body: unknown },
): Promise<{ readonly differing: readonly unknown[]; readonly refused: number }> => {
  const differing: unknown[] = [];
  let refused = 0;
  for (const { state, actor, now } of samples) {
    if (!isKnown(of, state)) continue;
    const may = await codeOf(() => command.may?.(actor, state, now));
    if (may === undefined) continue;
    refused += 1;
    const given = {
      id: "sample",
      actor: { ...actor, name: "", properties: ["*"] },
      body: command.body.parse(body),
    };
    const decided = await codeOf(async () => {
      const prepared = await command.prepare(given, state);
      return command.decide(given, state, { prepared, now });
    });
    if (decided !== may) differing.push({ state, actor, may, decided });
  }
  return { differing, refused };
};
