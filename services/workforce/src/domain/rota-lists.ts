type Listing = { readonly limit: number; readonly cursor?: readonly string[] | undefined };

/** Which part of the rota is looked at. Dates are the property's own, the last one included. */
export type RotaListing = Listing & {
  readonly propertyId: string;
  readonly from: string;
  readonly to: string;
  readonly teamId?: string | undefined;
  readonly staffId?: string | undefined;
};

/** Whose leave or exchanges are looked at, newest first. */
export type RotaEntryListing = Listing & {
  readonly propertyId: string;
  readonly staffId?: string | undefined;
  readonly status?: string | undefined;
};

/** Leave or an exchange with whose it is, and the moment by which the list is sorted. */
export type RotaEntry<State> = { readonly staffId: string; readonly at: string; readonly state: State };

/** Which hand-over notes are looked at, newest first. */
export type NoteListing = Listing & {
  readonly propertyId: string;
  readonly teamId?: string | undefined;
  readonly confirmed?: boolean | undefined;
};

/** Whether somebody may stand in: works in that property, or anywhere for people of the group, and is not away then. */
export type IsFit = (
  substituteId: string,
  where: { readonly propertyId: string; readonly anywhere: boolean },
  time: { readonly from: string; readonly to: string },
) => Promise<boolean>;
