import { openIssuer, type Person } from "../stack/issuer.ts";
import { openStateFolder, type StateFolder, stateFolder } from "../stack/state-folder.ts";

/** A token for a person, as `shouwen token --as` makes it. Each is made once. */
export type TokenFor = (person: Person) => Promise<string>;

const HOURS = 12;

/** Signs people in at this clone's issuer. It works in the embedded stack and nowhere else. */
export const openTokens = async (folder: StateFolder = stateFolder()): Promise<TokenFor> => {
  openStateFolder(folder);
  const { sign } = await openIssuer(folder);
  const made = new Map<string, Promise<string>>();
  return (person) => {
    const known = made.get(person.staffId) ?? sign(person, HOURS);
    made.set(person.staffId, known);
    return known;
  };
};
