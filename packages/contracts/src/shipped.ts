/**
 * The last part of the id of the team that takes whatever no other rule takes, in the routing rules that ship:
 * `tea_lakeside_service_centre`. A property without published rules needs it.
 */
export const shippedCatchAllTeam = "service_centre";
