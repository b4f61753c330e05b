// The teams of a contest: up to 100,000, read in parts so that the page goes on drawing meanwhile.
import type { Member } from '../generated/api.ts'

/** Characters that are parsed at once: some ms. */
const PART = 200_000
/** Where one team ends and the next begins. Within a string its quotes would be escaped, so that it cannot stand there. */
const BETWEEN = '},{"n":'

/** Reads the answer of `GET /contests/{contest}/teams`, by the teams' numbers. */
export async function parseMembers(text: string, part = PART): Promise<Map<number, Member>> {
  const members = new Map<number, Member>()
  let from = 0
  while (from < text.length) {
    const cut = text.length - from > part ? text.indexOf(BETWEEN, from + part) : -1
    const to = cut < 0 ? text.length : cut + 1
    const list = `${from === 0 ? '' : '['}${text.slice(from, to)}${cut < 0 ? '' : ']'}`
    for (const member of JSON.parse(list) as Member[]) members.set(member.n, member)
    from = cut < 0 ? text.length : cut + 2
    if (from < text.length) await new Promise((done) => setTimeout(done))
  }
  return members
}
