import type { Fact } from "@shouwen/contracts/define-event";
import type { Role } from "@shouwen/contracts/events/workforce";
import type { Known } from "@shouwen/event-bus/aggregate";
import { Rejection } from "@shouwen/event-bus/rejection";
import { z } from "zod";
import type { Person } from "./auth.ts";

/** Who acts, as decisions know them. */
export type Actor = Pick<Person, "id" | "roles">;

/** Whether this person may begin it now. Throws the reason. */
type May<State> = (actor: Actor, thing: Known<State>, now: string) => void;

/** What a command is given, before and in its decision. The actor may be asked for what they see, too. */
export type Given<Body> = { readonly id: string; readonly actor: Person; readonly body: Body };

type Definition<State, F extends Fact, Body extends z.ZodType, Prepared> = {
  readonly summary: string;
  readonly roles: readonly Role[];
  /** Left out: nothing is said with it. */
  readonly body?: Body;
  /** What people want to know before they try: it becomes `allowed` in every view. Without I/O: the state says it all. */
  readonly may?: May<State>;
  /** What is looked up or sealed for the decision; once for each attempt, for it belongs to the state. */
  prepare?(given: Given<z.output<Body>> & { readonly thing: Known<State> }): Promise<Prepared>;
  decide(
    given: Given<z.output<Body>> & { readonly prepared: Prepared },
    state: State,
    about: { readonly now: string },
  ): readonly F[];
  /** Told when the command has changed something. */
  done?(body: z.output<Body>): void;
};

/** A command on one thing, as the kit mounts it: `POST <path>/:id/<name>`. */
export type ResourceCommand<State, F extends Fact> = {
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly body: z.ZodType;
  readonly may?: May<State>;
  prepare(given: Given<unknown>, thing: Known<State>): Promise<unknown>;
  decide(
    given: Given<unknown>,
    state: State,
    about: { readonly prepared: unknown; readonly now: string },
  ): readonly F[];
  done(body: unknown): void;
};

const noBody = z.object({}).nullish();

/** A command on one thing of a kind. The kind comes first: what the decision may say is read from it alone. */
export const command = <State, F extends Fact, Body extends z.ZodType = typeof noBody, Prepared = undefined>(
  _of: { readonly initial: State; evolve(state: State, fact: F): State },
  definition: Definition<State, NoInfer<F>, Body, Prepared>,
): ResourceCommand<State, F> => {
  const { summary, roles, body, may, prepare, decide, done } = definition;
  type Said = z.output<Body>;
  return {
    summary,
    roles,
    body: body ?? noBody,
    ...(may ? { may } : {}),
    prepare: async (given, thing) => prepare?.({ ...(given as Given<Said>), thing }),
    decide: (given, state, { prepared, now }) =>
      decide({ ...(given as Given<Said>), prepared: prepared as Prepared }, state, { now }),
    done: (said) => done?.(said as Said),
  };
};

type CreationDefinition<State, F extends Fact, Body extends z.ZodType, Prepared> = {
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly body: Body;
  /** What its id begins with: `app`. The rest follows from the command, so that one that comes twice makes one thing. */
  readonly prefix: string;
  /** Where it will be. Whoever does not see that property is refused with `elsewhere`. */
  propertyOf(body: z.output<Body>): string;
  readonly elsewhere: () => Error;
  prepare?(given: Given<z.output<Body>>): Promise<Prepared>;
  decide(
    given: Given<z.output<Body>> & { readonly prepared: Prepared },
    state: State,
    about: { readonly now: string },
  ): readonly F[];
};

/** What makes a thing, as the kit mounts it: `POST <path>`, answered with 201 and where it is. */
export type ResourceCreation<State, F extends Fact> = {
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly body: z.ZodType;
  readonly prefix: string;
  readonly elsewhere: () => Error;
  propertyOf(body: unknown): string;
  prepare(given: Given<unknown>): Promise<unknown>;
  decide(
    given: Given<unknown>,
    state: State,
    about: { readonly prepared: unknown; readonly now: string },
  ): readonly F[];
};

/** What makes a thing of a kind, with an id that follows from the command. */
export const creation = <State, F extends Fact, Body extends z.ZodType, Prepared = undefined>(
  _of: { readonly initial: State; evolve(state: State, fact: F): State },
  definition: CreationDefinition<State, NoInfer<F>, Body, Prepared>,
): ResourceCreation<State, F> => {
  const { summary, roles, body, prefix, elsewhere, propertyOf, prepare, decide } = definition;
  type Said = z.output<Body>;
  return {
    summary,
    roles,
    body,
    prefix,
    elsewhere,
    propertyOf: (said) => propertyOf(said as Said),
    prepare: async (given) => prepare?.(given as Given<Said>),
    decide: (given, state, { prepared, now }) =>
      decide({ ...(given as Given<Said>), prepared: prepared as Prepared }, state, { now }),
  };
};

/** What somebody may do with a thing now, and why not. What their role never allows is not in it. */
export const allowed = z.array(
  z.object({
    command: z.string(),
    because: z
      .string()
      .optional()
      .describe(
        "Why not now: the code of the refusal. Left out: nothing that is known beforehand speaks against it",
      ),
  }),
);
export type Allowed = z.output<typeof allowed>;

/** What `may` says of each command, for one person and one thing. */
export const allowedOf = <State, F extends Fact>(
  commands: Readonly<Record<string, ResourceCommand<State, F>>>,
  person: Person,
  { thing, now }: { thing: Known<State>; now: string },
): Allowed =>
  Object.entries(commands).flatMap(([name, { roles, may }]) => {
    if (!person.roles.includes("admin") && !person.roles.some((role) => roles.includes(role))) return [];
    const because = refusalOf(() => may?.(person, thing, now));
    return [{ command: name, ...(because === undefined ? {} : { because }) }];
  });

const refusalOf = (ask: () => void): string | undefined => {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
};
