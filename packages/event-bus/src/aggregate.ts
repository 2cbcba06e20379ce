import type { Fact } from "@shouwen/contracts/define-event";
import type { AggregateDefinition, WantedTimer } from "./aggregate-store.ts";
import type { AuditEntry } from "./saving.ts";

/** A table as the build writes it from `schema.prisma`: its columns by the field of the row. */
export type Table = {
  readonly name: string;
  readonly columns: Readonly<Record<string, { readonly name: string; readonly type: string }>>;
};

/** What there is. A thing of which nothing was said yet is `unknown` (or `none`, or null), and is never kept. */
export type Known<State> = Exclude<State, { readonly status: "unknown" | "none" } | null>;

type Row<T extends Table> = { readonly [Field in keyof T["columns"]]: unknown };

type Kept<State, T extends Table> = {
  readonly table: T;
  readonly initial: State;
  /** The columns by which people look for it. Write the return type out: only so a column too many is refused. */
  row(state: Known<State>): Row<T>;
  /** The due moments that it wants. */
  timers?(state: Known<State>): readonly WantedTimer[];
};

/**
 * How things of one kind are kept and changed: the whole state by its facts, the columns by which people look for them,
 * and the moments that they wait for. The table is described in `schema.prisma`, and nowhere else.
 */
export const aggregate = <State, F extends Fact, const T extends Table>(
  definition: Kept<State, T> & {
    evolve(state: State, fact: F): State;
    /** How many facts it has said, where that is not its version: it says its whole state too, or keeps some to itself. */
    publishedFacts?(state: State): number;
    /** Which facts somebody must answer for later. */
    audit?(fact: F): AuditEntry | undefined;
  },
): AggregateDefinition<State, F> => {
  const { initial, evolve, publishedFacts, audit } = definition;
  return {
    ...kept(definition),
    initial,
    evolve,
    ...(publishedFacts ? { publishedFacts } : {}),
    ...(audit ? { audit } : {}),
  };
};

/** A read model: kept like an aggregate, folded from what others say (`projection`), and says nothing itself. */
export const readModel = <State, const T extends Table>(
  definition: Kept<State, T>,
): AggregateDefinition<State, never> => ({
  ...kept(definition),
  initial: definition.initial,
  evolve: (state) => state,
});

const kept = <State, T extends Table>({ table, initial, row, timers }: Kept<State, T>) => {
  const isKnown = knownBeside(initial);
  const columns = Object.entries(table.columns);
  const named = (values: Row<T>): Record<string, unknown> =>
    Object.fromEntries(columns.map(([field, { name }]) => [name, values[field as keyof T["columns"]]]));
  return {
    table: table.name,
    columns: Object.fromEntries(columns.map(([, { name, type }]) => [name, type])),
    row: (state: State) => (isKnown(state) ? named(row(state)) : {}),
    ...(timers ? { timers: (state: State) => (isKnown(state) ? timers(state) : []) } : {}),
  };
};

/** Whether there is such a thing: it is not as it begins. */
export const isKnown = <State>(
  { initial }: { readonly initial: State },
  state: State,
): state is State & Known<State> => knownBeside(initial)(state);

/** Told apart by the status that a thing begins with: to a message "unknown" is what came of it. */
const knownBeside = <State>(initial: State) => {
  const statusOf = (state: State) => (state as { readonly status?: unknown } | null)?.status;
  const begins = statusOf(initial);
  return (state: State): state is State & Known<State> =>
    state !== null && (begins === undefined || statusOf(state) !== begins);
};
