// In which order contests are listed, and when the list has to be asked for again.
import type { Contest } from '../../../generated/api.ts'

/** `setTimeout` takes no more. */
const FAR_MS = 2 ** 31 - 1

/** Those that start first come first; one without a start comes last. */
export function soonestFirst(contests: readonly Contest[]): Contest[] {
  return [...contests].sort((a, b) => startOf(a) - startOf(b))
}

/** Those that end first come first. */
export function endingFirst(contests: readonly Contest[]): Contest[] {
  const end = (contest: Contest) => (contest.ends_at ? Date.parse(contest.ends_at) : Infinity)
  return [...contests].sort((a, b) => end(a) - end(b))
}

/** After how many ms one of them starts or ends; null: none does. */
export function untilChange(contests: readonly Contest[], now: number): number | null {
  const moments = contests.flatMap((contest) => [contest.starts_at, contest.ends_at]).flatMap((at) => (at ? Date.parse(at) - now : []))
  const coming = moments.filter((wait) => wait > 0)
  return coming.length > 0 ? Math.min(FAR_MS, ...coming) : null
}

/** Where the start page leads: to the one contest that runs, into it for who takes part. null: it stays. */
export function onlyRunning(running: readonly Contest[], own: readonly Contest[]): string | null {
  const [only, ...others] = running
  if (!only || others.length > 0) return null
  const path = `/contests/${encodeURIComponent(only.id)}`
  return own.some((contest) => contest.id === only.id) ? `${path}/home` : path
}

function startOf(contest: Contest): number {
  return contest.starts_at ? Date.parse(contest.starts_at) : Infinity
}
