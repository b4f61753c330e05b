/** The text in order, each piece with whether it was searched for. */
export function pieces(text: string, matches: readonly [number, number][]): [string, boolean][] {
  const all = [...text] // places are those of characters, not of UTF-16
  const found: [string, boolean][] = []
  let at = 0
  for (const [from, to] of [...matches].sort((a, b) => a[0] - b[0])) {
    if (from > at) found.push([all.slice(at, from).join(''), false])
    if (to > Math.max(at, from)) found.push([all.slice(Math.max(at, from), to).join(''), true])
    at = Math.max(at, to)
  }
  if (at < all.length) found.push([all.slice(at).join(''), false])
  return found
}
