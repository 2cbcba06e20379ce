import { seededRandom } from "@shouwen/stack/seeded-random";

/** Decides things by chance, the same for the same seed and number. */
export type Chance = {
  /** A whole number from the first to the last, both included. */
  between(first: number, last: number): number;
  /** Whether something that happens in so many of a hundred cases happens. */
  percent(share: number): boolean;
  /** One of these. */
  oneOf<Item>(items: readonly Item[]): Item;
  /** One of these, the heavier the likelier. */
  weighed<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item;
};

/** Neighbouring numbers become strangers (the finaliser of murmur3). */
const mixed = (number: number): number => {
  let bits = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
};

/** The chance of one piece of work: what is decided about one never moves another. */
export const chanceOf = (seed: number, number: number): Chance => {
  const random = seededRandom(mixed(mixed(seed) + number));
  const between = (first: number, last: number): number => first + Math.floor(random() * (last - first + 1));
  const oneOf = <Item>(items: readonly Item[]): Item => {
    if (items.length === 0) throw new Error("There is nothing to choose from");
    return items[between(0, items.length - 1)] as Item;
  };
  return {
    between,
    oneOf,
    percent: (share) => random() * 100 < share,
    weighed: (items) => {
      let left = random() * items.reduce((sum, [weight]) => sum + weight, 0);
      const found = items.find(([weight]) => {
        left -= weight;
        return left < 0;
      });
      return (found ?? oneOf(items))[1];
    },
  };
};
