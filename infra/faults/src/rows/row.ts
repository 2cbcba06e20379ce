import { setTimeout as delay } from "node:timers/promises";
import type { Chance } from "@shouwen/cli/demo/chance";
import type { FaultEnvironment, Setting } from "../fault-environment.ts";
import type { Journal } from "../journal.ts";
import type { Load } from "../load.ts";

/** What a row has at hand while requests come in. */
export type Scene = {
  readonly environment: FaultEnvironment;
  readonly seed: number;
  readonly chance: Chance;
  readonly journal: Journal;
  /** The quick set wants a shorter version. */
  readonly quick: boolean;
  /** Says something that belongs into the result. */
  note(text: string): void;
};

/** One kind of harm. */
export type Row = {
  readonly number: number;
  readonly title: string;
  readonly setting?: Partial<Setting>;
  readonly load?: Load;
  /** Lasts over two minutes: two seeds are enough. */
  readonly long?: boolean;
  /** Does the harm and mends it again. */
  harm(scene: Scene): Promise<void>;
  /** What must be true besides, once all is quiet: a line for each thing that is not. */
  check?(scene: Scene): Promise<readonly string[]>;
};

/** Lets some time pass while others act: not to wait for something, which has names of its own. */
export const pass = (ms: number): Promise<void> => delay(ms);

/** These in an order of chance. */
export const shuffled = <Item>(chance: Chance, items: readonly Item[]): Item[] =>
  items
    .map((item) => ({ item, rank: chance.between(0, 1_000_000) }))
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
