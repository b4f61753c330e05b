import type { Clarification } from '../../../generated/api.ts'

export const QUEUES = ['open', 'mine', 'others', 'answered'] as const
export type Queue = (typeof QUEUES)[number]

/** The queue of a clarification, for the juror of this name. */
export function queueOf({ state, claimed_by: by }: Pick<Clarification, 'state' | 'claimed_by'>, me: string): Queue {
  return state === 'claimed' ? (by === me ? 'mine' : 'others') : state
}

/** By queue: who has waited longest first, what was answered last first. */
export function sorted(all: readonly Clarification[], me: string): Record<Queue, Clarification[]> {
  const queues: Record<Queue, Clarification[]> = { open: [], mine: [], others: [], answered: [] }
  for (const each of all) queues[queueOf(each, me)].push(each)
  for (const queue of ['open', 'mine', 'others'] as const) queues[queue].sort((a, b) => (a.asked_at < b.asked_at ? -1 : 1))
  queues.answered.sort((a, b) => ((a.answered_at ?? '') > (b.answered_at ?? '') ? -1 : 1))
  return queues
}
