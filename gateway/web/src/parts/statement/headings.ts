/** Levels for headings, of which the highest becomes `first` and none is left out on the way down: `[1, 3, 2]` → `[3, 4, 4]` for 3. */
export function levels(found: readonly number[], first: number): number[] {
  const open: number[] = []
  return found.map((level) => {
    while (open.length > 0 && open.at(-1)! >= level) open.pop()
    open.push(level)
    return Math.min(6, first + open.length - 1)
  })
}
