// The filters of the list, as they stand in the address, and what they ask the API for.
import type { ContestSubmissionQuery } from '../../../generated/api.ts'
import type { Query } from '../../../parts/query.ts'

const MINUTE_MS = 60_000
/** Names in the address. */
export const FILTERS = ['problem', 'team', 'user', 'language', 'verdict', 'state', 'from', 'to', 'reviewed'] as const

export type Filter = (typeof FILTERS)[number]

/** Of a query, what filters the list. */
export function chosen(query: Query): Partial<Record<Filter, string>> {
  return Object.fromEntries(FILTERS.flatMap((name) => (query[name] ? [[name, query[name]]] : [])))
}

export function asked(query: Query): Partial<ContestSubmissionQuery> {
  const { from, to, state, reviewed, ...same } = chosen(query)
  return {
    ...same,
    ...((state === 'done' || state === 'queued') && { state }),
    ...(reviewed && { reviewed: reviewed === 'true' }),
    ...minutes('from_time', from),
    ...minutes('to_time', to),
  }
}

function minutes(name: 'from_time' | 'to_time', value: string | undefined): Partial<ContestSubmissionQuery> {
  const number = Number(value)
  return value && Number.isFinite(number) ? { [name]: Math.round(number * MINUTE_MS) } : {}
}
