/**
 * What a table has under a name from outside. A plain look-up would also find what every object inherits: a role, a
 * column or an event called `constructor`.
 */
export const ownValue = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
