/** The entry to go to from the chosen one. Where that left the list, its neighbours have moved up to its place `last`. */
export function neighbour(ids: readonly string[], chosen: string | null, last: number, by: 1 | -1): string | undefined {
  const at = chosen === null ? -1 : ids.indexOf(chosen)
  if (at >= 0) return ids[Math.max(0, Math.min(ids.length - 1, at + by))]
  const first = chosen === null ? 0 : by === 1 ? last : last - 1
  return ids[Math.max(0, Math.min(ids.length - 1, first))]
}
